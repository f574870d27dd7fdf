// Schedules: the entries of jobs' files as rows, with when they are due next. Their ledger is in occurrences.ts.
import { type ScheduleEntry, scheduleEntry } from '../../shared/model/schedule/schedule.ts';
import type { Store } from './open.ts';

export interface ScheduleRow {
  id: number;
  jobId: number;
  job: string;
  name: string;
  /** in its job, from 0 */
  position: number;
  entry: ScheduleEntry;
  /** IANA name of this computer's zone when it was planned */
  timezone: string;
  /** the next due moment that is not in the ledger; null: none, or its job is disabled */
  nextAt: number | null;
  pausedAt: number | null;
  pausedUntil: number | null;
  pausedBy: string | null;
  disabled: 0 | 1;
}

interface Stored extends Omit<ScheduleRow, 'entry'> {
  entry: string;
}

const columns = `schedules.id, schedules.job AS jobId, jobs.name AS job, schedules.name, position, entry, timezone, next_at AS nextAt,
  paused_at AS pausedAt, paused_until AS pausedUntil, paused_by AS pausedBy, jobs.disabled`;
const source = 'schedules JOIN jobs ON jobs.id = schedules.job';

const modelOf = (row: Stored): ScheduleRow => ({ ...row, entry: entryOf(row.entry) });

/** Many schedules have the same text; reading it again each time they fire would cost more than firing them. */
const entries = new Map<string, ScheduleEntry>();
const entriesAtMost = 20_000;

function entryOf(text: string): ScheduleEntry {
  const known = entries.get(text);
  if (known !== undefined) return known;
  if (entries.size >= entriesAtMost) entries.clear();
  const entry = scheduleEntry.parse(JSON.parse(text));
  entries.set(text, entry);
  return entry;
}

/** By when they are due. `jobId` null: of all jobs. */
export function listSchedules(store: Store, jobId: number | null = null): ScheduleRow[] {
  const order = 'ORDER BY next_at IS NULL, next_at, jobs.name, position';
  const rows =
    jobId === null
      ? store.all<Stored>(`SELECT ${columns} FROM ${source} WHERE schedules.removed_at IS NULL ${order}`)
      : store.all<Stored>(`SELECT ${columns} FROM ${source} WHERE schedules.job = $jobId AND schedules.removed_at IS NULL ${order}`, {
          jobId,
        });
  return rows.map(modelOf);
}

export function getSchedule(store: Store, jobId: number, name: string): ScheduleRow | undefined {
  const row = store.get<Stored>(`SELECT ${columns} FROM ${source} WHERE schedules.job = $jobId AND schedules.name = $name`, {
    jobId,
    name,
  });
  return row && modelOf(row);
}

/** Due and not paused, the longest due first. */
export function dueSchedules(store: Store, now: number, limit: number): ScheduleRow[] {
  return store
    .all<Stored>(
      `SELECT ${columns} FROM ${source} WHERE next_at <= $now AND next_at IS NOT NULL AND paused_at IS NULL ORDER BY next_at LIMIT $limit`,
      { now, limit },
    )
    .map(modelOf);
}

/** What is due next of all that are not paused. */
export function nextDue(store: Store): { job: string; schedule: string; at: number } | undefined {
  return store.get(
    `SELECT jobs.name AS job, schedules.name AS schedule, next_at AS at FROM ${source}
     WHERE next_at IS NOT NULL AND paused_at IS NULL ORDER BY next_at LIMIT 1`,
  );
}

export function countSchedules(store: Store): number {
  return store.get<{ n: number }>('SELECT count(*) AS n FROM schedules WHERE removed_at IS NULL')?.n ?? 0;
}

/** Planned in another zone of this computer than this. */
export function plannedElsewhere(store: Store, timezone: string): ScheduleRow[] {
  return store
    .all<Stored>(`SELECT ${columns} FROM ${source} WHERE timezone <> $timezone AND schedules.removed_at IS NULL`, { timezone })
    .map(modelOf);
}

export interface NewSchedule {
  jobId: number;
  name: string;
  position: number;
  entry: ScheduleEntry;
  timezone: string;
}

/** Makes it, or gives it a new entry; a pause stays. Gives its id. It is due never until `writeNext`. */
export function writeSchedule(store: Store, { entry, ...schedule }: NewSchedule): number {
  store.run(
    `INSERT INTO schedules (job, name, position, entry, timezone) VALUES ($jobId, $name, $position, $entry, $timezone)
     ON CONFLICT (job, name) DO UPDATE SET position = $position, entry = $entry, timezone = $timezone, next_at = NULL, removed_at = NULL`,
    { ...schedule, entry: JSON.stringify(entry) },
  );
  return store.get<{ id: number }>('SELECT id FROM schedules WHERE job = $jobId AND name = $name', {
    jobId: schedule.jobId,
    name: schedule.name,
  })?.id as number;
}

/** `expected`: does nothing when it is due at another time by now. Gives whether it was changed. */
export function writeNext(store: Store, id: number, nextAt: number | null, expected?: number): boolean {
  const when = expected === undefined ? '' : ' AND next_at = $expected';
  return (
    store.run(`UPDATE schedules SET next_at = $nextAt WHERE id = $id${when}`, {
      id,
      nextAt,
      ...(expected === undefined ? {} : { expected }),
    }) > 0
  );
}

export function markScheduleRemoved(store: Store, id: number, at: number): void {
  store.run(
    'UPDATE schedules SET removed_at = $at, next_at = NULL, paused_at = NULL, paused_until = NULL, paused_by = NULL WHERE id = $id',
    { id, at },
  );
}

export interface PauseRow {
  at: number;
  until: number | null;
  by: string;
}

/** null ends the pause. */
export function writePause(store: Store, id: number, pause: PauseRow | null): void {
  store.run('UPDATE schedules SET paused_at = $at, paused_until = $until, paused_by = $by WHERE id = $id', {
    id,
    at: pause?.at ?? null,
    until: pause?.until ?? null,
    by: pause?.by ?? null,
  });
}

/** Whose pause is over by now. */
export function pausesOver(store: Store, now: number): ScheduleRow[] {
  return store.all<Stored>(`SELECT ${columns} FROM ${source} WHERE paused_at IS NOT NULL AND paused_until <= $now`, { now }).map(modelOf);
}

/** When the next pause is over; null: none has an end. */
export function nextPauseEnd(store: Store): number | null {
  return store.get<{ at: number | null }>('SELECT min(paused_until) AS at FROM schedules WHERE paused_at IS NOT NULL')?.at ?? null;
}
