// The days of a month as a calendar shows them, whole weeks from Monday on, and moments by their day. Pure.
import { type CivilDay, civilDayOf, type Zone } from '../parts/time-format.ts';

const dayMs = 86_400_000;

export interface CalendarDay {
  /** `2027-03-28` */
  key: string;
  day: number;
  inMonth: boolean;
}

/** `2027-03` */
export function monthOf(at: number, zone: Zone): string {
  return dayKey(civilDayOf(at, zone)).slice(0, 7);
}

/** Null when it is no month. */
export function parseMonth(text: string | undefined): string | null {
  return text !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : null;
}

export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** `March 2027` */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${month}-01T00:00Z`));
}

/** Whole weeks: four, five or six. */
export function weeksOf(month: string): CalendarDay[][] {
  const first = Date.parse(`${month}-01T00:00Z`);
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * dayMs;
  const weeks: CalendarDay[][] = [];
  for (let week = monday; new Date(week).toISOString().slice(0, 7) <= month; week += 7 * dayMs) {
    weeks.push(
      Array.from({ length: 7 }, (_, i) => {
        const date = new Date(week + i * dayMs).toISOString().slice(0, 10);
        return { key: date, day: Number(date.slice(8)), inMonth: date.startsWith(month) };
      }),
    );
  }
  return weeks;
}

/** The time that holds all days of the calendar in any zone. */
export function timeOf(weeks: readonly CalendarDay[][]): { from: number; until: number } {
  const first = weeks[0]?.[0]?.key ?? '1970-01-01';
  const last = weeks.at(-1)?.at(-1)?.key ?? first;
  return { from: Date.parse(first) - dayMs, until: Date.parse(last) + 2 * dayMs };
}

export function byDay<T extends { at: number }>(moments: readonly T[], zone: Zone): Map<string, T[]> {
  return Map.groupBy(moments, ({ at }) => dayKey(civilDayOf(at, zone)));
}

export function dayKey({ year, month, day }: CivilDay): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The day that arrows, Home and End lead to. Null when the key does not move. */
export function dayAfterKey(key: string, day: string): string | null {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key];
  if (by !== undefined) return new Date(Date.parse(day) + by * dayMs).toISOString().slice(0, 10);
  const weekday = (new Date(Date.parse(day)).getUTCDay() + 6) % 7;
  const toEdge = { Home: -weekday, End: 6 - weekday }[key];
  return toEdge === undefined ? null : new Date(Date.parse(day) + toEdge * dayMs).toISOString().slice(0, 10);
}
