// A cron line in plain words. cronstrue finds them; where it misleads (day of month with day of week, steps that do not
// divide the hour or the day) they are put right here. Pure.
import cronstrue from 'cronstrue';
import type { CronRule } from './cron.ts';

/** `At 00:00, on day 13 of the month or on Friday`. */
export function wordsOf(rule: CronRule): string {
  const [minuteField = '', hourField = '', day = '', month = '', weekday = ''] = rule.text.split(' ');
  const minute = evened(minuteField, 60, rule.minutes);
  const hour = evened(hourField, 24, rule.hours);
  if (day === '*' || weekday === '*') return say(`${minute} ${hour} ${day} ${month} ${weekday}`);
  const time = say(`${minute} ${hour} * * *`);
  const rest = (line: string) => say(line).slice(time.length).replace(/^, /, '');
  const byDay = rest(`${minute} ${hour} ${day} * *`);
  const byWeekday = rest(`${minute} ${hour} * * ${weekday}`).replace(/^only /, '');
  const days = rule.bothDays ? `${byDay}, but only ${byWeekday}` : `${byDay} or ${byWeekday}`;
  return [time, days, rest(`${minute} ${hour} * ${month} *`)].filter((part) => part !== '').join(', ');
}

function say(line: string): string {
  return cronstrue.toString(line, { use24HourTimeFormat: true });
}

// `*/35` is minutes 0 and 35, not a pace of 35 minutes.
function evened(field: string, size: number, values: readonly number[]): string {
  const step = Number(/^\*\/(\d+)$/.exec(field)?.[1] ?? 1);
  return size % step === 0 ? field : values.join(',');
}
