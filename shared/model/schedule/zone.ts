// Wall-clock time and instants in a time zone, by the zone data of the runtime. Pure.
//
// A wall-clock time is told as the epoch ms it would be in UTC: `2026-03-29 02:30` anywhere is Date.UTC(2026, 2, 29, 2, 30).
import { AppError } from '../../errors.ts';

const dayMs = 86_400_000;

export interface ZoneChange {
  at: number;
  /** ms to be added to an instant for wall-clock time, before and from then on */
  before: number;
  after: number;
}

interface Year {
  first: number;
  changes: readonly ZoneChange[];
}

export interface Zone {
  readonly name: string;
  /** ms to be added to the instant for wall-clock time */
  offsetAt(instant: number): number;
  /** The offset of a wall-clock day, told by its begin, when clocks change neither on it nor on the days beside it. */
  steadyOffset(wallDay: number): number | null;
  /** All instants that show this wall-clock time, in order: two when clocks were set back, none when they were set forward. */
  instantsOf(wall: number): number[];
  /** For a wall-clock time that is passed over: when clocks change, and when it would have been without. */
  gapOf(wall: number): { end: number; shifted: number } | null;
  /** Of its clocks, from `from` on and before `until`, in order. */
  changesIn(from: number, until: number): ZoneChange[];
}

const zones = new Map<string, Zone>();

/** Throws DJ-SCHEDULE-INVALID when the runtime knows no such zone. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new AppError('DJ-SCHEDULE-INVALID', `${name} is no time zone`, {
      where: name,
      remedy: 'write a name such as Europe/Berlin or UTC',
    });
  }
  const zone = createZone(name, (instant) => wallOf(format, instant) - Math.floor(instant / 1000) * 1000);
  zones.set(name, zone);
  return zone;
}

function wallOf(format: Intl.DateTimeFormat, instant: number): number {
  const parts: Record<string, number> = {};
  let isBefore = false;
  for (const { type, value } of format.formatToParts(instant)) {
    if (type === 'era') isBefore = value.startsWith('B');
    else if (type !== 'literal') parts[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(isBefore ? 1 - year : year, month - 1, day, hour, minute, second);
}

function createZone(name: string, ask: (instant: number) => number): Zone {
  const years = new Map<number, Year>();

  /** The runtime is asked for every day of a year, once; between two days that differ the moment is searched. */
  function yearOf(instant: number): Year {
    const number = new Date(instant).getUTCFullYear();
    const known = years.get(number);
    if (known !== undefined) return known;
    const begin = Date.UTC(number, 0, 1);
    const end = Date.UTC(number + 1, 0, 1);
    const first = ask(begin);
    const changes: ZoneChange[] = [];
    let before = first;
    for (let day = begin + dayMs; day <= end; day += dayMs) {
      const after = ask(day);
      if (after !== before) changes.push({ at: momentBetween(day - dayMs, day, before), before, after });
      before = after;
    }
    const year = { first, changes: changes.filter(({ at }) => at < end) };
    years.set(number, year);
    return year;
  }

  function momentBetween(from: number, to: number, before: number): number {
    let [low, high] = [from / 1000, to / 1000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (ask(middle * 1000) === before) low = middle;
      else high = middle;
    }
    return high * 1000;
  }

  function offsetAt(instant: number): number {
    const { first, changes } = yearOf(instant);
    return changes.findLast(({ at }) => at <= instant)?.after ?? first;
  }

  /** Those that a wall-clock time can have to do with. */
  function changesNear(wall: number): ZoneChange[] {
    const near = [yearOf(wall - 2 * dayMs), yearOf(wall + 2 * dayMs)];
    return [...new Set(near)].flatMap(({ changes }) => changes.filter(({ at }) => Math.abs(at - wall) <= 2 * dayMs));
  }

  return {
    name,
    offsetAt,
    steadyOffset(wallDay) {
      const from = wallDay - 2 * dayMs;
      const to = wallDay + 3 * dayMs;
      const near = [yearOf(from), yearOf(to)];
      for (const { changes } of near) for (const { at } of changes) if (at >= from && at <= to) return null;
      return offsetAt(wallDay);
    },
    instantsOf(wall) {
      const offsets = new Set([offsetAt(wall - 2 * dayMs), ...changesNear(wall).map(({ after }) => after)]);
      return [...offsets]
        .map((offset) => wall - offset)
        .filter((instant) => instant + offsetAt(instant) === wall)
        .sort((a, b) => a - b);
    },
    gapOf(wall) {
      const change = changesNear(wall).find(({ at, before, after }) => wall >= at + before && wall < at + after);
      return change === undefined ? null : { end: change.at, shifted: wall - change.before };
    },
    changesIn(from, until) {
      const changes: ZoneChange[] = [];
      const last = new Date(until).getUTCFullYear();
      for (let year = new Date(from).getUTCFullYear(); year <= last; year++) changes.push(...yearOf(Date.UTC(year, 5)).changes);
      return changes.filter(({ at }) => at >= from && at < until);
    },
  };
}
