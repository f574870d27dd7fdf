// The time a timeline shows: as far back as ahead of now; where an instant stands, and which are written below. Pure.
import { civilDayOf, formatClock, formatInstant, type Zone } from '../parts/time-format.ts';

export const spans = { '6h': 6, '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const;
export type Span = keyof typeof spans;

export const spanNames: Record<Span, string> = { '6h': '6 h', '24h': '24 h', '7d': '7 days', '30d': '30 days' };

const hourMs = 3_600_000;
const halfHourMs = hourMs / 2;

export function spanOf(text: string | undefined): Span {
  return (Object.keys(spans) as Span[]).find((span) => span === text) ?? '24h';
}

export interface TimeSpan {
  from: number;
  until: number;
}

/** Moves in steps, so that the same question is not asked anew with every second. */
export function spanAround(now: number, span: Span): TimeSpan {
  const half = spans[span] * hourMs;
  const step = half / 96;
  const middle = Math.floor(now / step) * step;
  return { from: middle - half, until: middle + half };
}

export function xIn({ from, until }: TimeSpan, width: number): (at: number) => number {
  return (at) => ((at - from) / (until - from)) * width;
}

export interface Tick {
  at: number;
  text: string;
  /** begins a day */
  isDay: boolean;
}

/** At round hours of the zone, at most one for `leastPx`. */
export function ticksIn({ from, until }: TimeSpan, zone: Zone, width: number, leastPx = 74): Tick[] {
  const most = Math.max(2, Math.floor(width / leastPx));
  const hours = (until - from) / hourMs;
  const step = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336].find((one) => hours / one <= most) ?? 336;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / halfHourMs) * halfHourMs; at < until; at += halfHourMs) {
    const clock = formatClock(at, zone);
    if (!clock.endsWith(':00') || Number(clock.slice(0, 2)) % Math.min(step, 24) !== 0) continue;
    const isDay = clock === '00:00';
    if (step > 24 && (!isDay || dayNumber(at, zone) % (step / 24) !== 0)) continue;
    ticks.push({ at, text: isDay ? formatInstant(at, zone, { now: at }).slice(0, -6) : clock, isDay });
  }
  return ticks;
}

function dayNumber(at: number, zone: Zone): number {
  const { year, month, day } = civilDayOf(at, zone);
  return Date.UTC(year, month - 1, day) / (24 * hourMs);
}
