// What a schedule of the job form means while it is typed: when it is due next, what is wrong with it and what could stand
// there instead, and which changes of clocks touch it. Pure, and fast enough for every key.
import { AppError } from '../../shared/errors.ts';
import { parseCron } from '../../shared/model/schedule/cron.ts';
import { firstOf } from '../../shared/model/schedule/occurrences.ts';
import { type Schedule, type ScheduleEntry, scheduleEntry, scheduleOf } from '../../shared/model/schedule/schedule.ts';
import { zoneOf } from '../../shared/model/schedule/zone.ts';
import type { ScheduleForm } from '../job/job-form-values.ts';
import { changesTouching, changeTouching, type TouchedChange } from './clock-changes.ts';

const lookAheadMs = 370 * 86_400_000;
const shown = 5;

export interface EntryProblem {
  /** key of the entry: `cron`, `timezone`, `blackouts[0].end` */
  key: string;
  what: string;
  remedy: string;
  /** a cron line to be taken instead */
  proposal: string | null;
}

export interface EntryReading {
  /** null: there is a problem */
  schedule: Schedule | null;
  problem: EntryProblem | null;
  next: { at: number; blackedOut: boolean }[];
  /** the shortest time between two of the next; null: it comes once at most */
  leastMs: number | null;
  touched: TouchedChange[];
}

const nothing = { schedule: null, next: [], leastMs: null, touched: [] } as const;

/** `hereZone`: IANA name of the zone of the engine's computer; `now`: epoch ms. */
export function readEntry(form: ScheduleForm, position: number, hereZone: string, now: number): EntryReading {
  const parsed = scheduleEntry.safeParse(entryOf(form));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = keyOf(issue?.path ?? []);
    return { ...nothing, next: [], touched: [], problem: { key, what: `${key} ${issue?.message ?? ''}`, remedy: '', proposal: null } };
  }
  try {
    return reading(parsed.data, scheduleOf(parsed.data, position, hereZone), now);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { what, where, remedy } = error.refusal;
    const proposal = where === 'cron' ? proposalIn(remedy, form.cron ?? '') : null;
    return { ...nothing, next: [], touched: [], problem: { key: where, what, remedy, proposal } };
  }
}

function reading(entry: ScheduleEntry, schedule: Schedule, now: number): EntryReading {
  const due = firstOf(schedule.dueAfter(now), shown + 1);
  const gaps = due.slice(1).map((at, i) => at - (due[i] ?? at));
  return {
    schedule,
    problem: null,
    next: due.slice(0, shown).map((at) => ({ at, blackedOut: schedule.isBlackedOut(at) })),
    leastMs: gaps.length === 0 ? null : Math.min(...gaps),
    touched: due.length === 0 ? [] : touchedOf(entry, schedule, now),
  };
}

function touchedOf(entry: ScheduleEntry, schedule: Schedule, now: number): TouchedChange[] {
  const zone = zoneOf(schedule.timezone);
  if (entry.cron !== undefined) return changesTouching(parseCron(entry.cron), zone, { from: now, until: now + lookAheadMs }, entry);
  const wall = wallOf(entry.at ?? '');
  const change = wall === null ? null : changeTouching(wall, zone, entry);
  return change === null ? [] : [change];
}

/** `2027-01-05T09:00`, as it would be in UTC; null for what is no wall-clock time. */
function wallOf(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d)?$/.exec(text);
  return match === null ? null : Date.parse(`${match[1]}T${match[2]}Z`);
}

/** The entry as the job file holds it, with what says nothing left out. */
export function entryOf({ blackouts, cron, at, every, ...rest }: ScheduleForm): Record<string, unknown> {
  const texts = Object.entries(rest).filter(([, text]) => text !== '');
  const timing = Object.entries({ cron, at, every }).filter(([, text]) => text !== null);
  return {
    ...Object.fromEntries([...texts, ...timing]),
    blackouts: blackouts.map((blackout) => Object.fromEntries(Object.entries(blackout).filter(([, text]) => text !== null && text !== ''))),
  };
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`),
    '',
  );
}

/** A whole line that the remedy tells, or the line with the one field that it corrects. */
function proposalIn(remedy: string, line: string): string | null {
  const whole = /(?:^write|nearest is) ((?:\S+ ){4}\S+)$/.exec(remedy)?.[1];
  if (whole !== undefined) return fires(whole) ? whole : null;
  const field = /: write (\d+-\d+,\d+-\d+)$/.exec(remedy)?.[1];
  if (field === undefined) return null;
  const mended = line
    .trim()
    .split(/\s+/)
    .map((part) => (isBackwards(part) ? field : part))
    .join(' ');
  return fires(mended) ? mended : null;
}

function isBackwards(field: string): boolean {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(field) ?? [];
  return from !== undefined && Number(from) > Number(to);
}

function fires(line: string): boolean {
  try {
    parseCron(line);
    return true;
  } catch {
    return false;
  }
}
