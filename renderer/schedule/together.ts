// Who starts at the same moment, and how long runs usually take. Pure.
import type { Planned } from '../../shared/contract/schedules.ts';

/** Names of other jobs that are due at an instant, each once. */
export function othersAt(schedules: readonly Planned[], job: string | null, at: number): string[] {
  const others = schedules.filter((one) => one.job !== job && !one.paused && one.dueAt.some((due) => Date.parse(due) === at));
  return [...new Set(others.map((one) => one.job))].sort();
}

/** Null of none. */
export function medianOf(values: readonly number[]): number | null {
  const ordered = values.toSorted((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  const high = ordered[middle];
  if (high === undefined) return null;
  return ordered.length % 2 === 1 ? high : ((ordered[middle - 1] ?? high) + high) / 2;
}
