// OnCalendar= of systemd, in the normal form `systemctl show` prints, as a line of cron or one time; and its durations. What cron
// has no way to say is refused with the reason. Pure; the other direction is in export/calendar.ts.
import { formatDuration } from '../../../shared/model/duration.ts';

export interface TimerSchedule {
  cron?: string;
  at?: string;
  every?: string;
  timezone?: string;
  jitter?: string;
  misfire?: 'skip';
}

export interface NotSaid {
  reason: string;
  remedy: string;
}

const weekdayNumbers: Record<string, number> = { Sun: 0, Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6 };
const spec = /^(?:((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[A-Za-z.,]*) )?(\S+)-(\S+?)(-|~)(\S+) (\S+?):(\S+?):(\S+?)(?: (\S+))?$/;

export function readCalendar(text: string): TimerSchedule | NotSaid {
  const [, weekdays = '', year = '', month = '', sign = '-', day = '', hour = '', minute = '', second = '', zone] = spec.exec(text) ?? [];
  if (year === '') return notSaid(`OnCalendar=${text} is not understood`);
  if (Number(second) !== 0) return notSaid('it names seconds, and cron has none', 'write every: 30s, or a job that starts each minute');
  const timezone = zone === undefined ? {} : { timezone: zone };
  if (year !== '*')
    return oneTime([year, month, day, hour, minute], weekdays !== '' || sign === '~') ?? notSaid('it names years, and cron has none');
  const dates = daysOf(day, sign === '~', weekdays);
  if (dates === null) return notSaid('it wants a day of the month and a day of the week at once, and in cron either is enough');
  return {
    cron: [fieldOf(minute, minutes), fieldOf(hour, hours), dates.day, fieldOf(month, months), dates.weekday].join(' '),
    ...timezone,
  };
}

function notSaid(reason: string, remedy = 'it stays there; or write a job for it by hand'): NotSaid {
  return { reason, remedy };
}

function oneTime(parts: readonly string[], isMore: boolean): TimerSchedule | null {
  if (isMore || !parts.every((part) => /^\d+$/.test(part))) return null;
  const [year, month, day, hour, minute] = parts;
  return { at: `${year}-${month}-${day}T${hour}:${minute}` };
}

type Field = readonly [least: number, most: number];
const minutes: Field = [0, 59];
const hours: Field = [0, 23];
const days: Field = [1, 31];
const months: Field = [1, 12];

/** `00/15` is every 15th from the least value on, which cron writes with a star. */
function fieldOf(text: string, [least, most]: Field): string {
  const parts = text.split(',').map((part) => {
    const [, from = '*', to, step] = /^(\*|\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (step === undefined) return from === '*' ? '*' : to === undefined ? String(Number(from)) : `${Number(from)}-${Number(to)}`;
    const isAll = from === '*' || (to === undefined && Number(from) === least);
    return `${isAll ? '*' : `${Number(from)}-${Number(to ?? most)}`}/${step}`;
  });
  return parts.join(',');
}

function daysOf(day: string, fromEnd: boolean, weekdays: string): { day: string; weekday: string } | null {
  const weekday = weekdays === '' ? '*' : weekdaysOf(weekdays);
  if (fromEnd) return lastDays(day, weekday);
  if (day === '*') return { day: '*', weekday };
  const field = fieldOf(day, days);
  if (weekday === '*') return { day: field, weekday };
  // a star before the days makes cron ask for both
  if (field.startsWith('*')) return { day: field, weekday };
  const week = /^(01|08|15|22)\.\.(\d+)$/.exec(day);
  if (week === null || !/^\d$/.test(weekday) || Number(week[2]) !== Number(week[1]) + 6) return null;
  return { day: '*', weekday: `${weekday}#${(Number(week[1]) + 6) / 7}` };
}

function lastDays(day: string, weekday: string): { day: string; weekday: string } | null {
  if (day === '01' && weekday === '*') return { day: 'L', weekday };
  return day === '07/1' && /^\d$/.test(weekday) ? { day: '*', weekday: `${weekday}L` } : null;
}

function weekdaysOf(text: string): string {
  return text
    .split(',')
    .map((part) => {
      const [from = '', to] = part.split('..');
      const [begin = 0, end] = [weekdayNumbers[from], to === undefined ? undefined : weekdayNumbers[to]];
      return end === undefined ? String(begin) : `${begin}-${end === 0 ? 7 : end}`;
    })
    .join(',');
}

const unitsMs: Record<string, number> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  month: 2_629_800_000,
  y: 31_557_600_000,
};

/** `1h 30min` as systemd prints it, as `1h30m`; null: none, or nothing. */
export function readSpan(text: string): string | null {
  const parts = text.split(' ').filter((part) => part !== '');
  let ms = 0;
  for (const part of parts) {
    const [, count = '', unit = ''] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(part) ?? [];
    const size = unitsMs[unit];
    if (size === undefined) return null;
    ms += Number(count) * size;
  }
  return ms < 1 ? null : formatDuration(ms);
}
