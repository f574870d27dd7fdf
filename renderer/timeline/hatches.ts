// Times of a lane in which it will not fire, or in which clocks change, as hatches over it. Pure.
import type { Pause } from '../../shared/contract/schedules.ts';
import { zoneOf } from '../../shared/model/schedule/zone.ts';
import { formatClock, formatInstant, type Zone, zoneName } from '../parts/time-format.ts';
import type { TimelineLane } from './moments.ts';
import type { TimeSpan } from './time-span.ts';

export interface Hatch {
  kind: 'held' | 'blackout' | 'clocks';
  from: number;
  until: number;
  word: string;
  /** all of it, in words */
  hint: string;
}

export interface HatchContext {
  span: TimeSpan;
  now: number;
  /** of all schedules */
  paused: Pause | null;
  zone: Zone;
}

/** What hides most comes first, so that what is shorter lies above it. */
export function hatchesOf(lane: TimelineLane, context: HatchContext): Hatch[] {
  const { span, now, paused, zone } = context;
  const pause = paused ?? lane.paused;
  const until = pause?.until == null ? span.until : Math.min(span.until, Date.parse(pause.until));
  return [
    ...(lane.enabled ? [] : [{ kind: 'held' as const, from: now, until: span.until, word: 'disabled', hint: 'its job is disabled' }]),
    ...(pause === null || until <= now ? [] : [{ kind: 'held' as const, from: now, until, word: 'paused', hint: 'paused' }]),
    ...lane.blackouts.map((one): Hatch => {
      const hint = `blackout from ${formatInstant(one.from, zone, { now })} to ${formatInstant(one.until, zone, { now })} ${zoneName(zone, one.from)}`;
      return { kind: 'blackout', ...one, word: 'blackout', hint };
    }),
    ...clockHatches(lane.timezone, span),
  ];
}

/** A change takes no time when clocks go forward, and the hour that comes twice when they go back. */
function clockHatches(timezone: string | null, span: TimeSpan): Hatch[] {
  if (timezone === null) return [];
  return zoneOf(timezone)
    .changesIn(span.from, span.until)
    .map(({ at, before, after }): Hatch => {
      const size = Math.abs(after - before);
      const [first, second] = [formatClock(at + before, 'utc'), formatClock(at + after, 'utc')];
      const hint = `${timezone}: clocks go from ${first} to ${second}, ${formatInstant(at, timezone, { now: at })}`;
      return { kind: 'clocks', from: after > before ? at : at - size, until: after > before ? at : at + size, word: 'clocks', hint };
    });
}
