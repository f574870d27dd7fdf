// Which changes of a zone's clocks touch a schedule: wall-clock times of it that will not exist, or come twice, and when it
// runs instead. Pure.
import { type CronRule, firesOn } from '../../shared/model/schedule/cron.ts';
import { type ClockPolicies, instantsAt } from '../../shared/model/schedule/occurrences.ts';
import type { Zone } from '../../shared/model/schedule/zone.ts';

const minuteMs = 60_000;

export interface TouchedChange {
  /** when clocks change */
  at: number;
  type: 'gap' | 'overlap';
  /** wall-clock times touched, told as the instant they would be in UTC; ascending */
  walls: number[];
  /** when it runs on their behalf; none: not at all */
  runsAt: number[];
  /** the line keeps a pace, and the policies do not rule it */
  isPaced: boolean;
}

/** Changes of the zone in a span that touch the rule, in order. */
export function changesTouching(rule: CronRule, zone: Zone, span: { from: number; until: number }, clock: ClockPolicies): TouchedChange[] {
  // a line of every hour keeps its pace: nothing is lost and nothing comes twice
  if (rule.isPaced && rule.hours.length === 24) return [];
  return zone.changesIn(span.from, span.until).flatMap(({ at, before, after }) => {
    const walls = wallsBetween(rule, at + Math.min(before, after), at + Math.max(before, after));
    return walls.length === 0 ? [] : [touched(at, after > before ? 'gap' : 'overlap', walls, zone, rule.isPaced, clock)];
  });
}

/** The same for one wall-clock time. */
export function changeTouching(wall: number, zone: Zone, clock: ClockPolicies): TouchedChange | null {
  const instants = zone.instantsOf(wall);
  if (instants.length === 1) return null;
  const at = instants[1] ?? zone.gapOf(wall)?.end ?? wall;
  return touched(at, instants.length === 0 ? 'gap' : 'overlap', [wall], zone, false, clock);
}

function touched(
  at: number,
  type: TouchedChange['type'],
  walls: number[],
  zone: Zone,
  isPaced: boolean,
  clock: ClockPolicies,
): TouchedChange {
  const instants = walls.flatMap((wall) => instantsAt(wall, zone, isPaced, clock));
  return { at, type, walls, runsAt: [...new Set(instants)].sort((a, b) => a - b), isPaced };
}

function wallsBetween(rule: CronRule, from: number, until: number): number[] {
  const walls: number[] = [];
  for (let wall = from; wall < until; wall += minuteMs) {
    const date = new Date(wall);
    if (!rule.minutes.includes(date.getUTCMinutes()) || !rule.hours.includes(date.getUTCHours())) continue;
    if (firesOn(rule, { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() })) walls.push(wall);
  }
  return walls;
}
