// Whether the time a report tells of was over when it was made: of one that goes on it says what is so far. Pure.

export type Progress = 'over' | 'so far' | 'not begun';

/** Pages ask for whole minutes: one that ends within the next of them is over for a reader. */
const roundMs = 60_000;

/** Epoch milliseconds. */
export function progressOf({ since, until }: { since: number; until: number }, madeAt: number): Progress {
  return until - madeAt <= roundMs ? 'over' : since > madeAt ? 'not begun' : 'so far';
}

export function progressOfPeriod({ since, until }: { since: string; until: string }, madeAt: string): Progress {
  return progressOf({ since: Date.parse(since), until: Date.parse(until) }, Date.parse(madeAt));
}
