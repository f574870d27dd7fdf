// The instants at which a schedule is due, strictly after a given one, in order and each once. Pure.
import { type CronRule, firesOn } from './cron.ts';
import type { Zone } from './zone.ts';

/** What becomes of a wall-clock time that clocks pass over. */
export const gapPolicies = ['first-valid', 'shift', 'skip'] as const;
export type GapPolicy = (typeof gapPolicies)[number];
/** Which counts of a wall-clock time that comes twice. */
export const overlapPolicies = ['first', 'both', 'second'] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

export interface ClockPolicies {
  gap: GapPolicy;
  overlap: OverlapPolicy;
}

export const usualPolicies: ClockPolicies = { gap: 'first-valid', overlap: 'first' };

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** The longest a cron line can wait: a 29 February on one weekday, over a century that is no leap year. */
const farthestDays = 366 * 41;

/**
 * Instants of one wall-clock time. A line that keeps a pace fires whenever the clock shows it, be it twice or never; a fixed
 * time is owed once a day, and the policies say when.
 */
export function instantsAt(wall: number, zone: Zone, isPaced: boolean, { gap, overlap }: ClockPolicies): number[] {
  const instants = zone.instantsOf(wall);
  if (isPaced) return instants;
  if (instants.length > 1) return overlap === 'both' ? instants : overlap === 'first' ? instants.slice(0, 1) : instants.slice(-1);
  if (instants.length === 1 || gap === 'skip') return instants;
  const passed = zone.gapOf(wall);
  return passed === null ? [] : [gap === 'shift' ? passed.shifted : passed.end];
}

/** Endless, but for lines that never fire again. */
export function* occurrencesOf(rule: CronRule, zone: Zone, after: number, policies: ClockPolicies = usualPolicies): Generator<number> {
  // An instant may belong to a wall-clock day before its own, when a whole day is passed over.
  let day = Math.floor((after + zone.offsetAt(after)) / dayMs) - 2;
  let last = after;
  let unsteady: number[] = [];
  for (let barren = 0; barren < farthestDays; barren++, day++) {
    const steady = zone.steadyOffset(day * dayMs);
    const fires = firesOn(rule, dateOf(day));
    if (steady === null) {
      if (fires) unsteady.push(...timesNearChange(rule, day, zone, policies));
      continue;
    }
    for (const instant of unsteady.sort((a, b) => a - b)) {
      if (instant <= last) continue;
      last = instant;
      barren = 0;
      yield instant;
    }
    unsteady = [];
    if (!fires) continue;
    for (const hour of rule.hours) {
      for (const minute of rule.minutes) {
        const instant = day * dayMs + (hour * 60 + minute) * minuteMs - steady;
        if (instant <= last) continue;
        last = instant;
        barren = 0;
        yield instant;
      }
    }
  }
}

function dateOf(day: number): { year: number; month: number; day: number } {
  const date = new Date(day * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function timesNearChange(rule: CronRule, day: number, zone: Zone, policies: ClockPolicies): number[] {
  return rule.hours.flatMap((hour) =>
    rule.minutes.flatMap((minute) => instantsAt(day * dayMs + (hour * 60 + minute) * minuteMs, zone, rule.isPaced, policies)),
  );
}

/** The first so many; fewer when there are no more. */
export function firstOf(source: Iterable<number>, many: number): number[] {
  const found: number[] = [];
  if (many > 0)
    for (const instant of source) {
      found.push(instant);
      if (found.length === many) break;
    }
  return found;
}

/** Instants of a fixed interval, counted from an instant. `everyMs` > 0. */
export function* everyOf(everyMs: number, since: number, after: number): Generator<number> {
  for (let n = Math.max(0, Math.floor((after - since) / everyMs) + 1); ; n++) yield since + n * everyMs;
}
