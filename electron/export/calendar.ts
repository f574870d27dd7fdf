// A cron rule as OnCalendar= of systemd. cron takes the day of the month or the day of the week, systemd both: what is one line
// there may be two here. Pure.
import type { CronRule } from '../../shared/model/schedule/cron.ts';

const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Weekdays and days of a month that must both hold; null: any. */
interface Dates {
  weekdays: readonly number[] | null;
  days: readonly number[] | null;
  /** `~01`: the last day; `~07/1`: the last seven, `days` being null */
  fromEnd?: string;
}

/** At least one; null: systemd has no way to say it. */
export function calendarsOf(rule: CronRule, timezone: string | null): string[] | null {
  const dates = datesOf(rule);
  if (dates === null) return null;
  const time = `${setOf(rule.hours, 0, 23)}:${setOf(rule.minutes, 0, 59)}:00${timezone === null ? '' : ` ${timezone}`}`;
  const month = setOf([...rule.months], 1, 12);
  return dates.map(({ weekdays, days, fromEnd }) => {
    const day = fromEnd ?? `-${days === null ? '*' : setOf(days, 1, 31)}`;
    const names = weekdays === null ? '' : `${weekdays.map((weekday) => weekdayNames[weekday]).join(',')} `;
    return `${names}*-${month}${day} ${time}`;
  });
}

function datesOf(rule: CronRule): Dates[] | null {
  const byDay: Dates[] = [
    ...(rule.days.size > 0 ? [{ weekdays: null, days: full(rule.days, 31) }] : []),
    ...(rule.lastDay ? [{ weekdays: null, days: null, fromEnd: '~01' }] : []),
  ];
  const nth = rule.nth === 0 ? null : Array.from({ length: 7 }, (_, i) => (rule.nth - 1) * 7 + i + 1).filter((day) => day <= 31);
  const weekdays = full(rule.weekdays, 7);
  const byWeekday: Dates[] = [
    ...(rule.weekdays.size > 0 ? [{ weekdays: nth === null ? weekdays : [...rule.weekdays], days: nth }] : []),
    ...(rule.lastWeekdays.size > 0 ? [{ weekdays: [...rule.lastWeekdays].sort((a, b) => a - b), days: null, fromEnd: '~07/1' }] : []),
  ];
  if (!rule.bothDays) return [...byDay, ...byWeekday];
  const both = byDay.flatMap((day) => byWeekday.map((weekday) => meet(day, weekday)));
  return both.every((one) => one !== null) ? both.filter((one) => one.days === null || one.days.length > 0) : null;
}

/** `day` names no weekdays. */
function meet(day: Dates, weekday: Dates): Dates | null {
  const { weekdays } = weekday;
  if (day.days === null && day.fromEnd === undefined) return weekday;
  if (weekday.days === null && weekday.fromEnd === undefined) return { ...day, weekdays };
  if (day.days === null || weekday.days === null) return null;
  return { weekdays, days: day.days.filter((one) => weekday.days?.includes(one)) };
}

function full(values: ReadonlySet<number>, size: number): number[] | null {
  return values.size === size ? null : [...values].sort((a, b) => a - b);
}

/** `*`, `05/10`, `01..05,07`; values ascend. */
function setOf(values: readonly number[], least: number, most: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const [first = least, second = first] = values;
  const step = second - first;
  if (values.length === most - least + 1) return '*';
  const keepsStep = values.every((value, i) => value === first + i * step) && first + values.length * step > most;
  if (values.length > 2 && step > 1 && keepsStep) return `${two(first)}/${step}`;
  const parts: [number, number][] = [];
  for (const value of values) {
    const last = parts.at(-1);
    if (last !== undefined && value === last[1] + 1) last[1] = value;
    else parts.push([value, value]);
  }
  return parts
    .map(([from, to]) => (from === to ? two(from) : to === from + 1 ? `${two(from)},${two(to)}` : `${two(from)}..${two(to)}`))
    .join(',');
}
