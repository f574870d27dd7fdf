// In which order the hosts of a matrix stand. Decided when it is asked for and not again: no cell moves under the reader.
import type { Execution } from '../../shared/contract/run.ts';
import { codeText } from '../execution/end-words.ts';
import { attentionOrder } from '../parts/states.ts';
import { compareNames } from '../parts/table-moves.ts';
import { type ShownState, shownState } from '../run/host-order.ts';

export const orders = ['run', 'name', 'state', 'duration'] as const;
export type Order = (typeof orders)[number];

export const orderTitles: Record<Order, string> = { run: 'As they ran', name: 'By name', state: 'By state', duration: 'Slowest first' };

/** Names of the hosts in that order. */
export function hostsInOrder(executions: readonly Execution[], order: Order): string[] {
  return executions.toSorted(comparisons[order]).map(({ host }) => host);
}

const comparisons: Record<Order, (a: Execution, b: Execution) => number> = {
  run: (a, b) => a.index - b.index,
  name: (a, b) => compareNames(a.host, b.host),
  state: (a, b) =>
    weightOf(shownState(a)) - weightOf(shownState(b)) || compareNames(codeText(a), codeText(b)) || compareNames(a.host, b.host),
  duration: (a, b) => (b.durationMs ?? -1) - (a.durationMs ?? -1) || compareNames(a.host, b.host),
};

/** What needs somebody comes first. */
function weightOf(state: ShownState): number {
  const known = state === 'no-contact' ? 'lost' : state;
  return (attentionOrder as readonly string[]).indexOf(known);
}
