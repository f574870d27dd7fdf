// Dates and times as people write them in a job file: a day, a wall-clock time in a zone, or an exact instant. Pure.
import { type ClockPolicies, instantsAt, usualPolicies } from './occurrences.ts';
import type { Zone } from './zone.ts';

const dayMs = 86_400_000;

/**
 * `2027-01-05` (a whole day), `2027-01-05T09:00` (in the zone), `2027-01-05T09:00:00Z` -> when it begins, and when it is over: a
 * time is over at once. Epoch ms; null within: passed over by clocks, and so never. Null: no time.
 */
export function momentIn(
  text: string,
  zone: Zone,
  clock: ClockPolicies = usualPolicies,
): { from: number | null; until: number | null } | null {
  const exact = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  if (exact) {
    const at = Date.parse(text.replace(' ', 'T'));
    return Number.isNaN(at) ? null : { from: at, until: at };
  }
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  const written = new Date(wall);
  if (written.getUTCMonth() !== month - 1 || written.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null;
  if (parts[4] !== undefined) {
    const from = instantsAt(wall, zone, false, clock)[0] ?? null;
    return { from, until: from };
  }
  return { from: instantsAt(wall, zone, false, clock)[0] ?? null, until: instantsAt(wall + dayMs, zone, false, clock)[0] ?? null };
}
