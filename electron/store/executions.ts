// Executions: a run's part on one host. Only core/recorder and the making of a run write here.
import type { ExecutionState } from '../../shared/model/run.ts';
import type { Store } from './open.ts';

export interface ExecutionRow {
  id: number;
  run: string;
  host: string;
  /** position among the run's hosts */
  position: number;
  attempt: number;
  state: ExecutionState;
  exitCode: number | null;
  signal: string | null;
  reason: string | null;
  detail: string | null;
  noContactSince: number | null;
  /** when its order went to the runner: from then on it may have started */
  sentAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  stdoutBytes: number;
  stderrBytes: number;
  lines: number;
  hostKey: string | null;
  samplesNote: string | null;
  /** of the script's session leader on the host */
  pid: number | null;
  /** bytes taken of the host's sample file */
  sampleBytes: number;
  /** 1: something of it may lie on its host */
  spooled: 0 | 1;
  /** 1: somebody wants it to end; kept so that the next engine does it when this one dies */
  cancelAsked: 0 | 1;
  /** bytes of each stream that the host wrote and that are not stored, because they lay beyond the limit */
  cutStdout: number;
  cutStderr: number;
  /** chunks of the beginning that is kept, and the number of its last line; null while it is not full */
  headChunks: number | null;
  headLine: number | null;
  /** stored bytes after that beginning */
  tailBytes: number;
  /** not sent before this; null: at once */
  notBefore: number | null;
  /** 1: it is over, and something of it may still run */
  unproven: 0 | 1;
}

const columns = `id, run, host, position, attempt, state, exit_code AS exitCode, signal, reason, detail, no_contact_since AS noContactSince,
  sent_at AS sentAt, started_at AS startedAt, finished_at AS finishedAt, stdout_bytes AS stdoutBytes, stderr_bytes AS stderrBytes, lines,
  host_key AS hostKey, samples_note AS samplesNote, pid, sample_bytes AS sampleBytes, spooled, cancel_asked AS cancelAsked,
  cut_stdout AS cutStdout, cut_stderr AS cutStderr, head_chunks AS headChunks, head_line AS headLine, tail_bytes AS tailBytes,
  not_before AS notBefore, unproven`;

export function insertExecution(store: Store, execution: NewExecution): void {
  store.run(
    `INSERT INTO executions (run, host, position, attempt, state, not_before) VALUES ($run, $host, $position, $attempt, 'queued', $notBefore)`,
    { ...execution },
  );
}

export type NewExecution = Pick<ExecutionRow, 'run' | 'host' | 'position' | 'attempt' | 'notBefore'>;

/** The last attempts, in the order of the run's hosts. */
export function listExecutions(store: Store, run: string): ExecutionRow[] {
  return store.all(`SELECT ${columns} FROM executions WHERE run = $run AND superseded = 0 ORDER BY position`, { run });
}

/** Attempts that were followed by another, oldest first. */
export function earlierAttempts(store: Store, run: string): ExecutionRow[] {
  return store.all(`SELECT ${columns} FROM executions WHERE run = $run AND superseded = 1 ORDER BY position, attempt`, { run });
}

/** `attempt` null: the last one. */
export function getExecution(store: Store, run: string, host: string, attempt: number | null = null): ExecutionRow | undefined {
  return store.get(
    `SELECT ${columns} FROM executions WHERE run = $run AND host = $host AND ($attempt IS NULL OR attempt = $attempt)
     ORDER BY attempt DESC LIMIT 1`,
    { run, host, attempt },
  );
}

/** Makes the next attempt of one that is over; gives its row. */
export function supersede(store: Store, next: NewExecution): ExecutionRow {
  store.run('UPDATE executions SET superseded = 1 WHERE run = $run AND position = $position', { run: next.run, position: next.position });
  insertExecution(store, next);
  return getExecution(store, next.run, next.host, next.attempt) as ExecutionRow;
}

/** What no runner holds any more after the engine ended. */
export function unfinishedExecutions(store: Store): ExecutionRow[] {
  return store.all(`SELECT ${columns} FROM executions WHERE state IN ('queued', 'running') ORDER BY id`);
}

/** Finished, and perhaps not yet removed from their hosts. */
export function spooledExecutions(store: Store): ExecutionRow[] {
  return store.all(`SELECT ${columns} FROM executions WHERE spooled = 1 AND state NOT IN ('queued', 'running') ORDER BY id`);
}

export function markCleaned(store: Store, execution: { run: string; position: number; attempt: number }): void {
  store.run('UPDATE executions SET spooled = 0 WHERE run = $run AND position = $position AND attempt = $attempt', execution);
}

export function writeExecution(store: Store, row: ExecutionRow): void {
  store.run(
    `UPDATE executions SET state = $state, exit_code = $exitCode, signal = $signal, reason = $reason, detail = $detail,
       no_contact_since = $noContactSince, sent_at = $sentAt, started_at = $startedAt, finished_at = $finishedAt,
       stdout_bytes = $stdoutBytes, stderr_bytes = $stderrBytes, lines = $lines, host_key = $hostKey, samples_note = $samplesNote, pid = $pid,
       sample_bytes = $sampleBytes, spooled = $spooled, cancel_asked = $cancelAsked,
       cut_stdout = $cutStdout, cut_stderr = $cutStderr, head_chunks = $headChunks, head_line = $headLine, tail_bytes = $tailBytes, unproven = $unproven
     WHERE id = $id`,
    {
      id: row.id,
      state: row.state,
      exitCode: row.exitCode,
      signal: row.signal,
      reason: row.reason,
      detail: row.detail,
      noContactSince: row.noContactSince,
      sentAt: row.sentAt,
      startedAt: row.startedAt,
      finishedAt: row.finishedAt,
      stdoutBytes: row.stdoutBytes,
      stderrBytes: row.stderrBytes,
      lines: row.lines,
      hostKey: row.hostKey,
      samplesNote: row.samplesNote,
      pid: row.pid,
      sampleBytes: row.sampleBytes,
      spooled: row.spooled,
      cancelAsked: row.cancelAsked,
      cutStdout: row.cutStdout,
      cutStderr: row.cutStderr,
      headChunks: row.headChunks,
      headLine: row.headLine,
      tailBytes: row.tailBytes,
      unproven: row.unproven,
    },
  );
}

export interface LastRun {
  host: string;
  run: string;
  state: ExecutionState;
  at: number;
}

/** The newest execution of each host, or of one. */
export function lastRuns(store: Store, host: string | null = null): LastRun[] {
  return store.all(
    `SELECT executions.host, executions.run, executions.state, runs.created_at AS at
     FROM (SELECT host, max(run) AS newest FROM executions WHERE ($host IS NULL OR host = $host) GROUP BY host) AS latest
     JOIN executions ON executions.host = latest.host AND executions.run = latest.newest AND superseded = 0
     JOIN runs ON runs.id = executions.run`,
    { host },
  );
}
