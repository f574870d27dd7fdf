// What came due while nobody looked, in words. Pure.
import type { Absence } from '../../shared/contract/schedules.ts';
import { reasonWords } from '../../shared/model/schedule/ledger.ts';
import { sentence } from '../parts/sentence.ts';
import { lookOf } from '../parts/states.ts';
import { civilDayOf, formatClock, formatInstant, type Zone, zoneName } from '../parts/time-format.ts';

/** `This computer was asleep, Wed 25 Nov 23:10 to Thu 26 Nov 07:42 CET` */
export function absenceTitle({ why, from, until }: Absence, zone: Zone, now: number): string {
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  const isOneDay = JSON.stringify(civilDayOf(begin, zone)) === JSON.stringify(civilDayOf(end, zone));
  const isBrief = formatClock(begin, zone) === formatClock(end, zone);
  const form = { now, seconds: isBrief };
  const last = isOneDay ? formatClock(end, zone, form) : formatInstant(end, zone, form);
  return `${sentence(reasonWords(why))}, ${formatInstant(begin, zone, form)} to ${last} ${zoneName(zone, end)}`;
}

/** `9 occurrences came due: 6 missed, 3 ran late` */
export function absenceCounts({ occurrences, total }: Absence): string {
  const counts = new Map<string, number>();
  for (const { outcome, count } of occurrences) counts.set(outcome, (counts.get(outcome) ?? 0) + count);
  const ordered = ['missed', 'skipped', 'merged', 'ran late', 'ran'].flatMap((outcome) => {
    const count = counts.get(outcome);
    return count === undefined ? [] : [`${count} ${lookOf(outcome).word}`];
  });
  const told = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const all = Math.max(total, told);
  return `${all} ${all === 1 ? 'occurrence' : 'occurrences'} came due: ${ordered.join(', ')}${total > occurrences.length ? `, of the newest ${told}` : ''}`;
}
