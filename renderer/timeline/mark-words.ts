// What a mark of the timeline says when it is pointed at. Pure.
import { lookOf } from '../parts/states.ts';
import { formatClock, formatInstant, type Zone, zoneName } from '../parts/time-format.ts';
import type { Mark } from './moments.ts';

/** `Thu 26 Nov 02:30 CET: missed (this computer was asleep)`, `… to 03:10: 12 ran, 1 missed`. */
export function markWords(mark: Mark, zone: Zone, now: number): string {
  const begin = formatInstant(mark.from, zone, { now, seconds: mark.from % 60_000 !== 0 });
  const end = mark.until === mark.from ? '' : ` to ${formatClock(mark.until, zone)}`;
  const counts = mark.count === 1 ? lookOf(mark.state).word : countWords(mark.states);
  const reason = mark.reason === null ? '' : ` (${mark.reason})`;
  return `${begin}${end} ${zoneName(zone, mark.from)}: ${counts}${reason}`;
}

/** `3 missed, 12 ran` */
export function countWords(states: readonly [string, number][]): string {
  return states.map(([state, count]) => `${count} ${lookOf(state).word}`).join(', ');
}
