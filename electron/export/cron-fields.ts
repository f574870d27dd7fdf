// A schedule as five fields that every cron understands; null where it has none. Pure.
import { parseDuration } from '../../shared/model/duration.ts';
import { parseCron } from '../../shared/model/schedule/cron.ts';
import type { ScheduleEntry } from '../../shared/model/schedule/schedule.ts';

export interface CronFields {
  text: string;
  /** of the line */
  timezone: string | null;
  remark: string | null;
}

export function cronFieldsOf(entry: ScheduleEntry): CronFields | null {
  if (entry.cron !== undefined) return fieldsOf(entry.cron, entry.timezone ?? null);
  const text = entry.every === undefined || entry.start != null ? null : intervalFields(parseDuration(entry.every) ?? 0);
  return text === null ? null : { text, timezone: null, remark: 'counted from midnight UTC in djcron, from that of the host here' };
}

function fieldsOf(line: string, zone: string | null): CronFields | null {
  const rule = parseCron(line);
  if (rule.lastDay || rule.lastWeekdays.size > 0 || rule.nth !== 0) return null;
  const values = [rule.minutes, rule.hours, [...rule.days], [...rule.months], [...rule.weekdays]];
  const fields = rule.text.split(' ').map((field, at) => (isPlain(field) ? field : (values[at] ?? []).join(',')));
  return { text: fields.join(' '), timezone: zone ?? rule.timezone, remark: null };
}

/** A step follows a star or a range only. */
function isPlain(field: string): boolean {
  return field.split(',').every((part) => /^(\*(\/\d+)?|\w+(-\w+(\/\d+)?)?)$/.test(part));
}

function intervalFields(everyMs: number): string | null {
  const minutes = everyMs / 60_000;
  if (!Number.isInteger(minutes) || minutes < 1) return null;
  if (minutes < 60) return 60 % minutes === 0 ? `*/${minutes} * * * *` : null;
  const hours = minutes / 60;
  if (!Number.isInteger(hours) || 24 % hours !== 0) return null;
  return `0 ${hours === 1 ? '*' : hours === 24 ? '0' : `*/${hours}`} * * *`;
}
