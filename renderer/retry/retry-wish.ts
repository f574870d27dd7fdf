// What a retry is asked for on the page: which ends are ticked at first, and what the engine is asked. Pure.
import type { Execution } from '../../shared/contract/run.ts';
import type { RetryWish } from '../../shared/contract/steering.ts';
import { type EndState, endStates } from '../../shared/model/run.ts';

export interface StateCount {
  state: EndState;
  count: number;
}

/** The ends that occur, in the order of the state machine with success last; `hosts`: of these only (null: all). */
export function endsOf(executions: readonly Execution[], hosts: ReadonlySet<string> | null): StateCount[] {
  const meant = executions.filter(({ host }) => hosts === null || hosts.has(host));
  const states = [...endStates.filter((state) => state !== 'succeeded'), 'succeeded' as const];
  return states.flatMap((state) => {
    const count = meant.filter((execution) => execution.state === state).length;
    return count > 0 ? [{ state, count }] : [];
  });
}

/** Everything that did not succeed; of hosts that were chosen by hand and all succeeded, success. */
export function firstTicked(ends: readonly StateCount[]): ReadonlySet<EndState> {
  const wrong = ends.filter(({ state }) => state !== 'succeeded').map(({ state }) => state);
  return new Set(wrong.length > 0 ? wrong : ends.map(({ state }) => state));
}

interface Choice {
  run: string;
  states: ReadonlySet<EndState>;
  hosts: readonly string[] | null;
  use: RetryWish['use'];
  /** as the run had them, and as they are in the fields */
  ran: Readonly<Record<string, string>>;
  values: Readonly<Record<string, string>>;
}

/** Null: nothing is ticked, and there is nothing to ask. Only values that were changed are sent. */
export function wishOf({ run, states, hosts, use, ran, values }: Choice): RetryWish | null {
  if (states.size === 0 || hosts?.length === 0) return null;
  const params = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== ran[name]));
  return {
    retryOf: run,
    states: endStates.filter((state) => states.has(state)),
    use,
    params,
    ...(hosts === null ? {} : { hosts: [...hosts] }),
  };
}
