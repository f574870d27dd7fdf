// The ledger: one row for each due moment of each schedule. Its key keeps two claims of one moment apart, be they of two
// processes, of a clock that was set back or of a start after a crash.
import type { RunState } from '../../shared/model/run.ts';
import type { OccurrenceOutcome } from '../../shared/model/schedule/ledger.ts';
import type { Store } from './open.ts';

export interface OccurrenceRow {
  job: string;
  schedule: string;
  timezone: string;
  dueAt: number;
  outcome: OccurrenceOutcome;
  reason: string | null;
  run: string | null;
  decidedAt: number;
  /** due moments from `dueAt` to `lastDueAt` that share the row */
  count: number;
  lastDueAt: number;
}

export interface NewOccurrence extends Pick<OccurrenceRow, 'dueAt' | 'outcome' | 'reason' | 'run' | 'decidedAt' | 'count' | 'lastDueAt'> {
  scheduleId: number;
}

const columns = `jobs.name AS job, schedules.name AS schedule, schedules.timezone, due_at AS dueAt, outcome, reason, run, decided_at AS decidedAt,
  count, last_due_at AS lastDueAt`;
const source = 'occurrences JOIN schedules ON schedules.id = occurrences.schedule JOIN jobs ON jobs.id = schedules.job';

export function insertOccurrence(store: Store, row: NewOccurrence): void {
  store.run(
    `INSERT INTO occurrences (schedule, due_at, outcome, reason, run, decided_at, count, last_due_at)
     VALUES ($scheduleId, $dueAt, $outcome, $reason, $run, $decidedAt, $count, $lastDueAt)`,
    { ...row },
  );
}

/** Due moments of a time that are in the ledger already; both ends count. */
export function claimedMoments(store: Store, scheduleId: number, from: number, to: number): Set<number> {
  const rows = store.all<{ dueAt: number }>(
    'SELECT due_at AS dueAt FROM occurrences WHERE schedule = $scheduleId AND due_at BETWEEN $from AND $to',
    { scheduleId, from, to },
  );
  return new Set(rows.map((row) => row.dueAt));
}

export function isClaimed(store: Store, scheduleId: number, dueAt: number): boolean {
  return (
    store.get('SELECT 1 AS here FROM occurrences WHERE schedule = $scheduleId AND due_at = $dueAt', { scheduleId, dueAt }) !== undefined
  );
}

export interface LastOccurrence extends Pick<OccurrenceRow, 'outcome' | 'reason' | 'run'> {
  /** the newest of the row */
  dueAt: number;
  /** of its run; null: it has none */
  state: RunState | null;
}

/** The newest row of each schedule, by the schedule's id. `jobId` null: of all jobs. */
export function lastOccurrences(store: Store, jobId: number | null): Map<number, LastOccurrence> {
  const rows = store.all<LastOccurrence & { schedule: number }>(
    `SELECT occurrences.schedule, last_due_at AS dueAt, outcome, reason, occurrences.run, runs.state
     FROM schedules JOIN occurrences ON occurrences.schedule = schedules.id
       AND occurrences.due_at = (SELECT max(newest.due_at) FROM occurrences AS newest WHERE newest.schedule = schedules.id)
     LEFT JOIN runs ON runs.id = occurrences.run
     WHERE schedules.removed_at IS NULL AND ($jobId IS NULL OR schedules.job = $jobId)`,
    { jobId },
  );
  return new Map(rows.map(({ schedule, ...last }) => [schedule, last]));
}

export interface LedgerFilter {
  jobId: number | null;
  schedule: string | null;
  outcome: OccurrenceOutcome | null;
  since: number | null;
  until: number | null;
  limit: number;
}

/** Newest first. */
export function listOccurrences(store: Store, { jobId, ...filter }: LedgerFilter): OccurrenceRow[] {
  // of one job by its schedules, of all by time: a ledger may have millions of rows
  const which = jobId === null ? '' : 'occurrences.schedule IN (SELECT id FROM schedules WHERE job = $jobId) AND';
  return store.all(
    `SELECT ${columns} FROM ${source}
     WHERE ${which} ($schedule IS NULL OR schedules.name = $schedule)
       AND ($outcome IS NULL OR outcome = $outcome) AND ($since IS NULL OR last_due_at >= $since) AND ($until IS NULL OR due_at < $until)
     ORDER BY due_at DESC, jobs.name, schedules.position LIMIT $limit`,
    { ...filter, ...(jobId === null ? {} : { jobId }) },
  );
}

/** Rows of moments in a time that were not decided when they were due. */
export function belatedOccurrences(store: Store, from: number, until: number, limit: number): OccurrenceRow[] {
  return store.all(
    `SELECT ${columns} FROM ${source} WHERE due_at BETWEEN $from AND $until AND outcome IN ('ran late', 'merged', 'missed')
     ORDER BY due_at DESC, jobs.name LIMIT $limit`,
    { from, until, limit },
  );
}

export function countBelated(store: Store, from: number, until: number): number {
  const row = store.get<{ n: number | null }>(
    `SELECT sum(count) AS n FROM occurrences WHERE due_at BETWEEN $from AND $until AND outcome IN ('ran late', 'merged', 'missed')`,
    { from, until },
  );
  return row?.n ?? 0;
}

export function getOccurrence(store: Store, scheduleId: number, dueAt: number): OccurrenceRow | undefined {
  return store.get(`SELECT ${columns} FROM ${source} WHERE occurrences.schedule = $scheduleId AND due_at = $dueAt`, { scheduleId, dueAt });
}

export function changeOccurrence(
  store: Store,
  scheduleId: number,
  dueAt: number,
  change: Pick<OccurrenceRow, 'outcome' | 'reason' | 'run' | 'decidedAt'>,
): void {
  store.run(
    `UPDATE occurrences SET outcome = $outcome, reason = $reason, run = $run, decided_at = $decidedAt
     WHERE schedule = $scheduleId AND due_at = $dueAt`,
    { scheduleId, dueAt, ...change },
  );
}

/** What a run was started for, and did not do after all. */
export function changeOccurrencesOf(store: Store, run: string, change: Pick<OccurrenceRow, 'outcome' | 'reason' | 'decidedAt'>): number {
  return store.run(
    `UPDATE occurrences SET outcome = $outcome, reason = $reason, decided_at = $decidedAt WHERE run = $run AND outcome IN ('ran', 'ran late')`,
    { run, ...change },
  );
}

/**
 * Takes back what was decided without a run about moments that are still to come, as after a clock that was ahead; gives the
 * schedules concerned.
 */
export function reopenAhead(store: Store, now: number): number[] {
  const ids = store.all<{ id: number }>('SELECT DISTINCT schedule AS id FROM occurrences WHERE last_due_at > $now AND run IS NULL', {
    now,
  });
  store.run('DELETE FROM occurrences WHERE last_due_at > $now AND run IS NULL', { now });
  return ids.map(({ id }) => id);
}

/** At most `limit` rows of moments before `at`, oldest first; gives how many went. */
export function deleteOccurrences(store: Store, at: number, limit: number): number {
  return store.run(
    `DELETE FROM occurrences WHERE (schedule, due_at) IN
       (SELECT schedule, due_at FROM occurrences WHERE due_at < $at AND last_due_at < $at ORDER BY due_at LIMIT $limit)`,
    { at, limit },
  );
}
