// One entry of a job's `schedules`: what it may hold, and the instants at which it is due. Pure: of the zone of this
// computer it knows what it is told.
import * as z from 'zod';
import { AppError } from '../../errors.ts';
import { parseDuration } from '../duration.ts';
import { parseCron } from './cron.ts';
import { momentIn } from './moment.ts';
import { type ClockPolicies, everyOf, gapPolicies, occurrencesOf, overlapPolicies, usualPolicies } from './occurrences.ts';
import { wordsOf } from './words.ts';
import { type Zone, zoneOf } from './zone.ts';

/** What becomes of occurrences that came due while djcron was closed, asleep or paused. */
export const misfirePolicies = ['skip', 'once', 'all'] as const;
export type MisfirePolicy = (typeof misfirePolicies)[number];

const duration = z.string().refine((text) => parseDuration(text) !== null, 'is not a duration such as 90s, 5m or 1h30m');
const moment = z.string();

export const scheduleEntry = z.strictObject({
  /** unique in its job; default: its position, from 1 */
  name: z
    .string()
    .max(100)
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'has a-z, 0-9 and "-" only and begins with a letter or digit')
    .optional(),
  cron: z.string().optional(),
  at: moment.optional(),
  every: duration.optional(),
  /** IANA name; default: that of `TZ=` before the line, else of the computer djcron runs on */
  timezone: z.string().optional(),
  /** each host begins later by a part of this that is always the same */
  jitter: duration.optional(),
  gap: z.enum(gapPolicies).default(usualPolicies.gap),
  overlap: z.enum(overlapPolicies).default(usualPolicies.overlap),
  misfire: z.enum(misfirePolicies).default('once'),
  /** what is missed for longer is not caught up */
  maxLate: duration.optional(),
  start: moment.nullish(),
  end: moment.nullish(),
  blackouts: z
    .array(z.strictObject({ start: moment.optional(), end: moment.optional(), cron: z.string().optional(), for: duration.optional() }))
    .default([]),
});

export type ScheduleEntry = z.infer<typeof scheduleEntry>;

export interface Schedule {
  name: string;
  /** as written: `30 2 * * *`, `at 2027-01-05T09:00`, `every 90m` */
  text: string;
  words: string;
  timezone: string;
  jitterMs: number;
  misfire: MisfirePolicy;
  /** null: however late */
  maxLateMs: number | null;
  /** Strictly after an instant, in order, each once; endless for most. */
  dueAfter(after: number): Iterable<number>;
  isBlackedOut(instant: number): boolean;
  /** Blackouts that touch a span, in order, at most 200 of each. */
  blackoutsIn(from: number, until: number): { from: number; until: number }[];
}

/** Name of the `position`th entry, from 0. */
export function scheduleName(entry: Pick<ScheduleEntry, 'name'>, position: number): string {
  return entry.name ?? String(position + 1);
}

/** Throws DJ-SCHEDULE-INVALID; `where` is the key. `hereZone`: IANA name of the zone of this computer. */
export function scheduleOf(entry: ScheduleEntry, position: number, hereZone: string): Schedule {
  const kinds = (['cron', 'at', 'every'] as const).filter((key) => entry[key] !== undefined);
  if (kinds.length !== 1)
    throw new AppError('DJ-SCHEDULE-INVALID', 'a schedule has one of cron, at or every', {
      where: kinds[1] ?? '',
      remedy: 'write cron: "30 2 * * *", or at: 2027-01-05T09:00, or every: 90m',
    });
  const clock: ClockPolicies = { gap: entry.gap, overlap: entry.overlap };
  const timing = timingOf(entry, clock, hereZone);
  const start = entry.start == null ? null : momentOrRefuse(entry.start, timing.zone, 'start').from;
  const end = entry.end == null ? null : momentOrRefuse(entry.end, timing.zone, 'end').until;
  const blackouts = entry.blackouts.map((blackout, i) => blackoutOf(blackout, timing.zone, `blackouts[${i}]`));
  return {
    name: scheduleName(entry, position),
    text: timing.text,
    words: timing.words,
    timezone: timing.zone.name,
    jitterMs: parseDuration(entry.jitter ?? '0s') ?? 0,
    misfire: entry.misfire,
    maxLateMs: entry.maxLate === undefined ? null : parseDuration(entry.maxLate),
    *dueAfter(after) {
      for (const instant of timing.dueAfter(start === null ? after : Math.max(after, start - 1))) {
        if (end !== null && instant >= end) return;
        yield instant;
      }
    },
    isBlackedOut: (instant) => blackouts.some(({ holds }) => holds(instant)),
    blackoutsIn: (from, until) => blackouts.flatMap(({ within: spans }) => spans(from, until)).sort((a, b) => a.from - b.from),
  };
}

interface Timing {
  text: string;
  words: string;
  zone: Zone;
  dueAfter(after: number): Iterable<number>;
}

function timingOf(entry: ScheduleEntry, clock: ClockPolicies, hereZone: string): Timing {
  if (entry.cron !== undefined) {
    const rule = within('cron', () => parseCron(entry.cron ?? ''));
    if (rule.timezone !== null && entry.timezone !== undefined && rule.timezone !== entry.timezone)
      throw new AppError('DJ-SCHEDULE-INVALID', `the line says ${rule.timezone}, timezone says ${entry.timezone}`, {
        where: 'timezone',
        remedy: 'leave one of them out',
      });
    const zone = within('timezone', () => zoneOf(entry.timezone ?? rule.timezone ?? hereZone));
    return { text: rule.text, words: wordsOf(rule), zone, dueAfter: (after) => occurrencesOf(rule, zone, after, clock) };
  }
  const zone = within('timezone', () => zoneOf(entry.timezone ?? hereZone));
  if (entry.at !== undefined) {
    const { from } = momentOrRefuse(entry.at, zone, 'at', clock);
    return {
      text: `at ${entry.at}`,
      words: `Once, at ${entry.at.replace('T', ' ')}`,
      zone,
      dueAfter: (after) => (from !== null && from > after ? [from] : []),
    };
  }
  const every = entry.every ?? '';
  const everyMs = parseDuration(every) ?? 0;
  if (everyMs < 1000) throw new AppError('DJ-SCHEDULE-INVALID', 'every is at least 1s', { where: 'every', remedy: 'write every: 90m' });
  const since = entry.start == null ? 0 : (momentOrRefuse(entry.start, zone, 'start').from ?? 0);
  return { text: `every ${every}`, words: `Every ${every}`, zone, dueAfter: (after) => everyOf(everyMs, since, after) };
}

function within<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.refusal.what, { where, remedy: error.refusal.remedy });
  }
}

function momentOrRefuse(text: string, zone: Zone, where: string, clock = usualPolicies): { from: number | null; until: number | null } {
  const read = momentIn(text, zone, clock);
  if (read === null)
    throw new AppError('DJ-SCHEDULE-INVALID', `"${text}" is no time`, {
      where,
      remedy: 'write 2027-01-05, 2027-01-05T09:00 or 2027-01-05T09:00:00Z',
    });
  return read;
}

interface Blackout {
  holds(instant: number): boolean;
  within(from: number, until: number): { from: number; until: number }[];
}

const blackoutsAtMost = 200;

function blackoutOf(blackout: ScheduleEntry['blackouts'][number], zone: Zone, where: string): Blackout {
  const { start, end, cron, for: length } = blackout;
  if (cron !== undefined && length !== undefined && start === undefined && end === undefined) {
    const rule = within(`${where}.cron`, () => parseCron(cron));
    const lengthMs = parseDuration(length) ?? 0;
    return {
      holds(instant) {
        for (const begin of occurrencesOf(rule, zone, instant - lengthMs)) return begin <= instant;
        return false;
      },
      within(first, last) {
        const spans: { from: number; until: number }[] = [];
        for (const begin of occurrencesOf(rule, zone, first - lengthMs)) {
          if (begin >= last || spans.length >= blackoutsAtMost) break;
          spans.push({ from: begin, until: begin + lengthMs });
        }
        return spans;
      },
    };
  }
  if (start === undefined || end === undefined || cron !== undefined || length !== undefined)
    throw new AppError('DJ-SCHEDULE-INVALID', 'a blackout has a start and an end, or a cron line and for how long', {
      where,
      remedy: 'write { start: 2027-12-24, end: 2027-12-26 } or { cron: "0 8 * * 1-5", for: 10h }',
    });
  const from = momentOrRefuse(start, zone, `${where}.start`).from ?? 0;
  const until = momentOrRefuse(end, zone, `${where}.end`).until ?? 0;
  if (until <= from)
    throw new AppError('DJ-SCHEDULE-INVALID', 'the blackout ends before it begins', {
      where: `${where}.end`,
      remedy: 'let end be later than start',
    });
  return {
    holds: (instant) => instant >= from && instant < until,
    within: (first, last) => (from < last && until > first ? [{ from, until }] : []),
  };
}
