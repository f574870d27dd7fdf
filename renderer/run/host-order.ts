// Which executions the list of hosts shows, in which order, and which one is next: decisions without elements.
import type { Execution } from '../../shared/contract/run.ts';
import { type ExecutionState, executionStates, isFinal } from '../../shared/model/run.ts';

/** `not-succeeded`: everything final but succeeded. */
export type StateFilter = ShownState | 'all' | 'not-succeeded';

/** What is running, but has not been heard of for a while, is shown as that. */
export type ShownState = ExecutionState | 'no-contact';

export function shownState({ state, noContactSince }: Pick<Execution, 'state' | 'noContactSince'>): ShownState {
  return noContactSince !== null && !isFinal(state) ? 'no-contact' : state;
}

export function didNotSucceed(execution: Execution): boolean {
  return isFinal(execution.state) && execution.state !== 'succeeded';
}

export function shownExecutions(executions: readonly Execution[], filter: StateFilter, text: string): Execution[] {
  const wanted = text.trim().toLowerCase();
  return executions.filter(
    (execution) =>
      (filter === 'all' || (filter === 'not-succeeded' ? didNotSucceed(execution) : shownState(execution) === filter)) &&
      (wanted === '' || execution.host.toLowerCase().includes(wanted)),
  );
}

/** The next (or previous) host that did not succeed, going round; null when there is none. */
export function nextNotSucceeded(executions: readonly Execution[], from: string | null, step: 1 | -1): string | null {
  const start = executions.findIndex((execution) => execution.host === from);
  for (let i = 1; i <= executions.length; i++) {
    const base = start < 0 ? (step === 1 ? -1 : 0) : start;
    const place = (((base + step * i) % executions.length) + executions.length) % executions.length;
    const execution = executions[place];
    if (execution !== undefined && didNotSucceed(execution)) return execution.host;
  }
  return null;
}

/** The host a page opens with: the one in the address, else the first that did not succeed, else the first. */
export function firstHost(executions: readonly Execution[], asked: string | undefined): string | null {
  if (asked !== undefined && executions.some((execution) => execution.host === asked)) return asked;
  return (executions.find(didNotSucceed) ?? executions[0])?.host ?? null;
}

const shownStates: readonly ShownState[] = executionStates.flatMap((state) => (state === 'running' ? [state, 'no-contact'] : [state]));

/** How often each state occurs, in the order of the state machine; absent ones left out. */
export function countsByState(executions: readonly Execution[]): { state: ShownState; count: number }[] {
  const counts = new Map<ShownState, number>();
  for (const state of executions.map(shownState)) counts.set(state, (counts.get(state) ?? 0) + 1);
  return shownStates.flatMap((state) => {
    const count = counts.get(state) ?? 0;
    return count > 0 ? [{ state, count }] : [];
  });
}
