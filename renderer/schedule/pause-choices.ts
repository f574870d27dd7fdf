// For how long schedules may be paused, and a pause in words. Pure: the caller says what time it is, on a clock that local
// dates are made of.
import type { Pause } from '../../shared/contract/schedules.ts';
import { civilDayOf, formatClock, formatInstant, type Zone, zoneName } from '../parts/time-format.ts';

export interface PauseChoice {
  key: 'hour' | 'today' | 'tomorrow' | 'open';
  label: string;
  /** null: until resumed */
  until: number | null;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** `morningOf`: 08:00 on the day of an instant, of who looks. */
export function pauseChoices(now: number, morningOf: (at: number) => number = localMorning): PauseChoice[] {
  const today = morningOf(now);
  return [
    { key: 'hour', label: 'For 1 hour', until: now + hourMs },
    ...(today > now ? [{ key: 'today' as const, label: 'Until 08:00 today', until: today }] : []),
    { key: 'tomorrow', label: 'Until tomorrow 08:00', until: morningOf(now + dayMs) },
    { key: 'open', label: 'Until I resume', until: null },
  ];
}

function localMorning(at: number): number {
  return new Date(at).setHours(8, 0, 0, 0);
}

/** `until Thu 26 Nov 08:00 CET, by root`; of today and tomorrow without the date. */
export function pauseWords({ until, by }: Pause, now: number, zone: Zone): string {
  return `${until === null ? 'until somebody resumes them' : `until ${momentWords(Date.parse(until), now, zone)}`}, by ${by}`;
}

function momentWords(at: number, now: number, zone: Zone): string {
  const name = zoneName(zone, at);
  const isOn = (day: number) => JSON.stringify(civilDayOf(at, zone)) === JSON.stringify(civilDayOf(day, zone));
  if (isOn(now)) return `${formatClock(at, zone)} ${name}`;
  if (isOn(now + dayMs)) return `tomorrow ${formatClock(at, zone)} ${name}`;
  return `${formatInstant(at, zone, { now })} ${name}`;
}
