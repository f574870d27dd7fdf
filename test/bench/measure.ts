// What every measurement gives, and how many values become one.

export interface Measure {
  what: string;
  /** as printed, with unit */
  value: string;
  /** what it is held against: a peer's value or a limit */
  against: string;
  /** value / against; at most `must` is fine */
  ratio: number;
  must: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The smallest value that `share` percent of them do not pass. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * share) / 100) - 1)] ?? Number.NaN;
}

/** Held against a limit, in the same unit. */
export function within(value: number, limit: number, unit: string): Omit<Measure, 'what'> {
  const text = (amount: number) => `${Number(amount.toPrecision(3))} ${unit}`.trim();
  return { value: text(value), against: `limit ${text(limit)}`, ratio: value / limit, must: 1 };
}
