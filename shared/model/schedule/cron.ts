// A cron line as djcron understands it: five fields, names, ranges, steps, lists, `L`, `#` and the words from @hourly to
// @yearly. cron-parser reads the fields; what is refused, and what a star means, is decided here. Pure.
import { CronExpressionParser } from 'cron-parser';
import { AppError } from '../../errors.ts';

/** When a line fires, in wall-clock terms of its zone. */
export interface CronRule {
  /** the five fields, words replaced */
  text: string;
  /** of a `TZ=` or `CRON_TZ=` before them */
  timezone: string | null;
  minutes: readonly number[];
  hours: readonly number[];
  /** 1 to 31 */
  days: ReadonlySet<number>;
  lastDay: boolean;
  /** 1 to 12 */
  months: ReadonlySet<number>;
  /** 0 (Sunday) to 6 */
  weekdays: ReadonlySet<number>;
  /** fires on the last such weekday of a month */
  lastWeekdays: ReadonlySet<number>;
  /** the how-manieth such weekday of a month; 0: each */
  nth: number;
  /** day of month and day of week must both hold; otherwise one is enough. Vixie cron: when either begins with a star. */
  bothDays: boolean;
  /** its minutes or hours have a star or a step: it keeps its pace when clocks change, rather than firing once for each day */
  isPaced: boolean;
}

const words: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

const fieldNames = ['minute', 'hour', 'day of month', 'month', 'day of week'] as const;
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Throws DJ-SCHEDULE-INVALID: what, where, and what to write instead. */
export function parseCron(expression: string): CronRule {
  const rule = ruleOf(expression);
  if (everFires(rule)) return rule;
  throw refusal('it never fires: no such month has that day', expression, 'choose a day that the month has, or L for its last');
}

/** A line that is understood, of dates that never come. */
export function neverFires(expression: string): boolean {
  try {
    return !everFires(ruleOf(expression));
  } catch {
    return false;
  }
}

function ruleOf(expression: string): CronRule {
  const { timezone, line } = takeZone(expression.trim());
  const text = line.startsWith('@') ? wordOf(line, expression) : line;
  const fields = text.split(/\s+/).filter((field) => field !== '');
  refuseOthers(fields, expression);
  const [minute = '', hour = '', day = '', , weekday = ''] = fields;
  const { minutes, hours, days, lastDay, months, weekdays, nth } = readOrRefuse(fields, expression);
  return {
    text: fields.join(' '),
    timezone,
    minutes,
    hours,
    days: new Set(days.filter((value) => typeof value === 'number')),
    lastDay,
    months: new Set(months),
    weekdays: new Set(weekdays.filter((value) => typeof value === 'number').map((value) => value % 7)),
    lastWeekdays: new Set(weekdays.filter((value) => typeof value === 'string').map((value) => Number.parseInt(value, 10) % 7)),
    nth,
    bothDays: day.startsWith('*') || weekday.startsWith('*'),
    isPaced: /[*/]/.test(minute) || /[*/]/.test(hour),
  };
}

interface Fields {
  minutes: number[];
  hours: number[];
  days: readonly (number | string)[];
  lastDay: boolean;
  months: readonly number[];
  /** a string: the last such weekday of a month */
  weekdays: readonly (number | string)[];
  nth: number;
}

function read(line: string): Fields {
  const { minute, hour, dayOfMonth, month, dayOfWeek } = CronExpressionParser.parse(line).fields;
  const weekdays: readonly (number | string)[] = dayOfWeek.values;
  return {
    minutes: [...minute.values],
    hours: [...hour.values],
    days: dayOfMonth.values,
    lastDay: dayOfMonth.hasLastChar,
    months: month.values,
    weekdays,
    nth: dayOfWeek.nthDay,
  };
}

function readOrRefuse(fields: readonly string[], expression: string): Fields {
  try {
    return readFields(fields);
  } catch (error) {
    throw refusal(problemOf(fields) ?? (error instanceof Error ? error.message : String(error)), expression, remedyOf(fields));
  }
}

/**
 * cron-parser takes no value twice, as in `1-5,3` and `7-7`, and no day that a month lacks even where the weekday is enough: what it
 * refuses is read part by part.
 */
function readFields(fields: readonly string[]): Fields {
  try {
    return read(fields.join(' '));
  } catch (error) {
    if (!/duplicate|explicit day of month/i.test(String(error)) || /#.*,|,.*#/.test(fields[4] ?? '')) throw error;
  }
  const alone = (at: number, part: string) => read(fields.map((_, other) => (other === at ? part : '*')).join(' '));
  const parts = (at: number) => (fields[at] ?? '').split(',').map((part) => alone(at, part.replace(/^(\w+)-\1(\/\d+)?$/, '$1')));
  const union = <T>(lists: readonly (readonly T[])[]) => [...new Set(lists.flat())];
  const ascending = (lists: readonly (readonly number[])[]) => union(lists).sort((a, b) => a - b);
  const [days, weekdays] = [parts(2), parts(4)];
  return {
    minutes: ascending(parts(0).map(({ minutes }) => minutes)),
    hours: ascending(parts(1).map(({ hours }) => hours)),
    days: union(days.map((part) => part.days)),
    lastDay: days.some((part) => part.lastDay),
    months: union(parts(3).map(({ months }) => months)),
    weekdays: union(weekdays.map((part) => part.weekdays)),
    nth: weekdays[0]?.nth ?? 0,
  };
}

function takeZone(text: string): { timezone: string | null; line: string } {
  const match = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(text);
  return match === null ? { timezone: null, line: text } : { timezone: match[1] ?? null, line: match[2] ?? '' };
}

function wordOf(line: string, expression: string): string {
  const text = words[line.toLowerCase()];
  if (text !== undefined) return text;
  if (line.toLowerCase() === '@reboot')
    throw refusal(
      '@reboot needs a program that waits on the host',
      expression,
      'djcron has none there: keep that line in the crontab of the host',
    );
  throw refusal(`${line} is not known`, expression, `use one of ${Object.keys(words).join(' ')}`);
}

/** What other schedulers write. */
function refuseOthers(fields: readonly string[], expression: string): void {
  const quartz = fields.length === 6 || fields.length === 7;
  if (quartz) {
    const five = fields.slice(1, 6).map((field, at) => (at === 4 ? weekdaysOfQuartz(field) : field).replace('?', '*'));
    const remedy = fields[0] === '0' ? `write ${five.join(' ')}` : `djcron counts minutes; nearest is ${five.join(' ')}`;
    throw refusal(`${fields.length} fields, as Quartz has them with seconds first; cron has five`, expression, remedy);
  }
  if (fields.length !== 5)
    throw refusal(`${fields.length} fields instead of five`, expression, `write ${fieldNames.join(', ')}: 30 2 * * 1-5`);
  for (const [at, field] of fields.entries()) {
    const name = fieldNames[at] ?? '';
    if (field.includes('?'))
      throw refusal(`? in ${name} is of Quartz`, expression, `write ${fields.map((one) => one.replace('?', '*')).join(' ')}`);
    if (/^(\d+|L)W/i.test(field)) throw refusal(`W in ${name} is of Quartz`, expression, 'list the days, or use 1-5 in day of week');
    if (/\bH\b/.test(field))
      throw refusal(`H in ${name} is of Jenkins`, expression, 'write a fixed time, and spread hosts and jobs with jitter: jitter: 10m');
    if (field.includes('~'))
      throw refusal(`~ in ${name} is a random value, chosen anew at each start`, expression, 'write a fixed time and jitter: 10m');
  }
}

/** Quartz counts weekdays from Sunday as 1. */
function weekdaysOfQuartz(field: string): string {
  return field.replace(/(?<![#/\d])\d/g, (digit) => String(Number(digit) - 1));
}

/** Least and most a field may say; 7 is Sunday too. */
const limits: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];

/** What is wrong with numbers, in the words of cron; null: it is something else. */
function problemOf(fields: readonly string[]): string | null {
  for (const [at, field] of fields.entries()) {
    const name = fieldNames[at] ?? '';
    const [least, most] = limits[at] ?? [0, 0];
    const beyond = field
      .replace(/[/#]\d+/g, '')
      .match(/\d+/g)
      ?.find((number) => Number(number) < least || Number(number) > (at === 4 ? 7 : most));
    if (beyond !== undefined) return `${beyond} is no ${name}`;
    const [, from, to] = /(?<!\d)(\d+)-(\d+)/.exec(field) ?? [];
    if (Number(from) > Number(to)) return `${from}-${to} in ${name} goes backwards`;
  }
  return null;
}

function remedyOf(fields: readonly string[]): string {
  for (const [at, field] of fields.entries()) {
    const [, from, to] = /^(\d+)-(\d+)$/.exec(field) ?? [];
    const [least, most] = limits[at] ?? [0, 0];
    if (from !== undefined && Number(from) > Number(to)) return `a range does not pass its end: write ${from}-${most},${least}-${to}`;
  }
  return 'minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-7 (0 and 7 are Sunday)';
}

function everFires(rule: CronRule): boolean {
  if (!rule.bothDays || rule.lastDay) return true;
  return [...rule.months].some((month) => [...rule.days].some((day) => day <= (longestMonths[month - 1] ?? 31)));
}

function refusal(what: string, where: string, remedy: string): AppError {
  return new AppError('DJ-SCHEDULE-INVALID', what, { where, remedy });
}

/** Whether a date is one of the rule's. `month`: 1 to 12. */
export function firesOn(rule: CronRule, { year, month, day }: { year: number; month: number; day: number }): boolean {
  if (!rule.months.has(month)) return false;
  const inMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const byDay = rule.days.has(day) || (rule.lastDay && day === inMonth);
  const isNth = rule.nth === 0 || Math.ceil(day / 7) === rule.nth;
  const byWeekday = (rule.weekdays.has(weekday) && isNth) || (rule.lastWeekdays.has(weekday) && day > inMonth - 7);
  return rule.bothDays ? byDay && byWeekday : byDay || byWeekday;
}
