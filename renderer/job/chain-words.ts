// A step of a chain as one of the states that have a mark.
import type { ChainStep } from '../../shared/contract/run.ts';

/** One that is due waits, as an execution does in its queue. */
export function stepMark(state: ChainStep['state']): string {
  return state === 'due' ? 'queued' : state;
}
