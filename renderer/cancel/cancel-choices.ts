// Where a run can be cancelled: everywhere, where it only waits, on hosts that were selected, on the one looked at. Pure.
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';

export interface CancelChoice {
  value: 'all' | 'waiting' | 'selected' | 'one';
  label: string;
  hosts: string[];
}

interface Marked {
  /** the host looked at */
  host: string | null;
  selected: ReadonlySet<string>;
}

/** Of the hosts that have not ended; a choice that means the same as another is left out. The first is meant at first. */
export function cancelChoices(executions: readonly Execution[], { host, selected }: Marked): CancelChoice[] {
  const open = executions.filter(({ state }) => !isFinal(state));
  const waiting = open.filter(({ state }) => state === 'queued');
  const marked = open.filter((execution) => selected.has(execution.host));
  const looked = open.filter((execution) => execution.host === host);
  const choices: CancelChoice[] = [{ value: 'all', label: `All ${open.length} that wait or run`, hosts: namesOf(open) }];
  const add = (value: CancelChoice['value'], label: string, some: readonly Execution[]) => {
    const fresh = some.length > 0 && choices.every(({ hosts }) => hosts.join() !== namesOf(some).join());
    if (fresh) choices.push({ value, label, hosts: namesOf(some) });
  };
  add('waiting', `Only the ${waiting.length} that wait`, waiting);
  add('selected', `The ${marked.length} selected`, marked);
  add('one', `Only ${host}`, looked);
  // what was selected by hand is what is meant
  return choices.toSorted((a, b) => Number(b.value === 'selected') - Number(a.value === 'selected'));
}

function namesOf(executions: readonly Execution[]): string[] {
  return executions.map(({ host }) => host);
}

export type Rung = 'waits' | 'asked' | 'gone' | 'not-started' | 'left';

/**
 * How far the ending of one host is: asked to end; ended, and nothing of it left; never begun; ended, and something may be
 * alive. `waits`: it is not asked yet.
 */
export function rungOf(execution: Pick<Execution, 'state' | 'startedAt' | 'unproven'>, asked: boolean): Rung {
  if (!isFinal(execution.state)) return asked ? 'asked' : 'waits';
  if (execution.startedAt === null) return 'not-started';
  return execution.unproven ? 'left' : 'gone';
}

export const rungWords: Record<Rung, { state: string; word: string }> = {
  waits: { state: 'queued', word: 'not asked yet' },
  asked: { state: 'running', word: 'asked to end' },
  gone: { state: 'ok', word: 'confirmed gone' },
  'not-started': { state: 'skipped', word: 'never started' },
  left: { state: 'lost', word: 'not confirmed' },
};
