// What reports of a time count: runs, executions and due moments of it, with no more of each than is counted or listed.
import type { ExecutionState, RunState, Trigger } from '../../shared/model/run.ts';
import type { OccurrenceOutcome } from '../../shared/model/schedule/ledger.ts';
import type { Store } from './open.ts';

export interface ReportSpan {
  /** epoch milliseconds; `until` exclusive */
  since: number;
  until: number;
  /** no run of the time has a lesser id: spares reading all older ones */
  leastId: string;
  /** null: all */
  job: string | null;
  host: string | null;
}

export interface ReportRunRow {
  id: string;
  job: string | null;
  state: RunState;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
}

const ofSpan = `runs.id >= $leastId AND runs.created_at >= $since AND runs.created_at < $until AND ($job IS NULL OR runs.job = $job)`;

/** Oldest first. */
export function reportRuns(store: Store, span: ReportSpan): ReportRunRow[] {
  return store.all(
    `SELECT id, job, state, created_at AS createdAt, started_at AS startedAt, finished_at AS finishedAt FROM runs
     WHERE ${ofSpan} AND ($host IS NULL OR EXISTS (SELECT 1 FROM executions WHERE run = runs.id AND host = $host)) ORDER BY id`,
    { ...span },
  );
}

export interface ReportExecutionRow {
  run: string;
  job: string | null;
  trigger: Trigger;
  actor: string;
  host: string;
  state: ExecutionState;
  attempt: number;
  exitCode: number | null;
  signal: string | null;
  reason: string | null;
  detail: string | null;
  startedAt: number | null;
  finishedAt: number | null;
  stdoutBytes: number;
  stderrBytes: number;
  hostKey: string | null;
}

const ofExecutions = `executions JOIN runs ON runs.id = executions.run
  WHERE executions.run >= $leastId AND executions.superseded = 0 AND ${ofSpan} AND ($host IS NULL OR executions.host = $host)`;

export function countReportExecutions(store: Store, span: ReportSpan): number {
  return store.get<{ n: number }>(`SELECT count(*) AS n FROM ${ofExecutions}`, { ...span })?.n ?? 0;
}

/** Last attempts, by run and position. */
export function reportExecutions(store: Store, span: ReportSpan): ReportExecutionRow[] {
  return store.all(
    `SELECT executions.run, runs.job, runs.trigger, runs.actor, executions.host, executions.state, executions.attempt,
       executions.exit_code AS exitCode, executions.signal, executions.reason, executions.detail, executions.started_at AS startedAt,
       executions.finished_at AS finishedAt, executions.stdout_bytes AS stdoutBytes, executions.stderr_bytes AS stderrBytes,
       executions.host_key AS hostKey
     FROM ${ofExecutions} ORDER BY executions.run, executions.position`,
    { ...span },
  );
}

export interface ReportOccurrence {
  job: string;
  outcome: OccurrenceOutcome;
  count: number;
}

type Moments = Pick<ReportSpan, 'since' | 'until' | 'job'>;

const ofMoments = `occurrences JOIN schedules ON schedules.id = occurrences.schedule JOIN jobs ON jobs.id = schedules.job
  WHERE due_at >= $since AND due_at < $until AND ($job IS NULL OR jobs.name = $job)`;

/** How many due moments of each job came out in which way. */
export function reportOccurrences(store: Store, { since, until, job }: Moments): ReportOccurrence[] {
  return store.all(`SELECT jobs.name AS job, outcome, sum(count) AS count FROM ${ofMoments} GROUP BY jobs.name, outcome`, {
    since,
    until,
    job,
  });
}

export interface NotRun extends ReportOccurrence {
  schedule: string;
  dueAt: number;
  reason: string | null;
}

/** Newest first. */
export function momentsNotRun(store: Store, { since, until, job }: Moments, limit: number): NotRun[] {
  return store.all(
    `SELECT jobs.name AS job, schedules.name AS schedule, due_at AS dueAt, outcome, reason, count FROM ${ofMoments}
     AND outcome IN ('missed', 'skipped') ORDER BY due_at DESC, jobs.name LIMIT $limit`,
    { since, until, job, limit },
  );
}

/** Whether anything of a job, or of a host, is in the history. */
export function hasHistory(store: Store, { job, host }: Pick<ReportSpan, 'job' | 'host'>): boolean {
  const ofJob = job === null || store.get('SELECT 1 AS here FROM runs WHERE job = $job LIMIT 1', { job }) !== undefined;
  return ofJob && (host === null || store.get('SELECT 1 AS here FROM executions WHERE host = $host LIMIT 1', { host }) !== undefined);
}
