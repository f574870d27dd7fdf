// What is usual of readings over time: of many runs, each aligned at its start, how low and how high a reading was at each
// moment. Pure arithmetic; where readings come from is told by others.

/** One reading of one run: ms since its start. */
export interface Reading {
  offsetMs: number;
  value: number | null;
}

export interface Band {
  offsetMs: number;
  low: number;
  middle: number;
  high: number;
}

export interface Spread {
  low: number;
  middle: number;
  high: number;
}

/** Fewer runs than this make nothing usual. */
export const fewestRuns = 3;

/** Tenth, fiftieth and ninetieth percentile, between neighbours by share; null: too few values. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length < fewestRuns) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below] ?? 0;
    return low + ((sorted[below + 1] ?? low) - low) * (place - below);
  };
  return { low: at(0.1), middle: at(0.5), high: at(0.9) };
}

/**
 * The spread of each step of time over the runs that have a reading in it: of several readings of a run in a step their mean.
 * A step that fewer than three runs reached has none.
 */
export function bandsOf(runs: readonly (readonly Reading[])[], stepMs: number): Band[] {
  const steps = new Map<number, number[]>();
  for (const run of runs) for (const [step, mean] of meansOf(run, stepMs)) steps.set(step, [...(steps.get(step) ?? []), mean]);
  return [...steps]
    .sort(([a], [b]) => a - b)
    .flatMap(([step, values]) => {
      const spread = spreadOf(values);
      return spread === null ? [] : [{ offsetMs: Math.round((step + 0.5) * stepMs), ...spread }];
    });
}

function meansOf(run: readonly Reading[], stepMs: number): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { offsetMs, value } of run) {
    if (value === null || offsetMs < 0) continue;
    const step = Math.floor(offsetMs / stepMs);
    const known = sums.get(step) ?? { sum: 0, count: 0 };
    sums.set(step, { sum: known.sum + value, count: known.count + 1 });
  }
  return new Map([...sums].map(([step, { sum, count }]) => [step, sum / count]));
}

export type Judgement = 'usual' | 'below' | 'above';

/** Outside of a spread, and by more than a hair: a tenth of its middle. */
export function judge(value: number, { low, middle, high }: Spread): Judgement {
  const hair = Math.abs(middle) * 0.1;
  if (value > high + hair) return 'above';
  return value < low - hair ? 'below' : 'usual';
}
