// From rows to the shapes of the contract: epoch milliseconds become RFC 3339, sizes and states keep their words.
import type { CronLine } from '../../shared/contract/crontabs.ts';
import type { Host } from '../../shared/contract/hosts.ts';
import type { ChainStep, Execution, Run } from '../../shared/contract/run.ts';
import type { Occurrence, Schedule } from '../../shared/contract/schedules.ts';
import { AppError } from '../../shared/errors.ts';
import type { StepRow } from '../store/chains.ts';
import type { CronLineRow } from '../store/cron-lines.ts';
import type { ExecutionRow, LastRun } from '../store/executions.ts';
import type { HostRow } from '../store/hosts.ts';
import type { LastOccurrence, OccurrenceRow } from '../store/occurrences.ts';
import type { RunRow } from '../store/runs.ts';
import type { ScheduleRow } from '../store/schedules.ts';
import { ruleOf } from './schedule/planning.ts';

export function instantOf(at: number): string {
  return new Date(at).toISOString();
}

export function instantOrNull(at: number | null): string | null {
  return at === null ? null : instantOf(at);
}

/** RFC 3339 from a request; `field` is named when it is none. */
export function momentOf(text: string, field: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) {
    throw new AppError('DJ-INPUT-INVALID', `"${text}" is not a time`, { where: field, remedy: 'write it as 2027-01-05T09:00:00Z' });
  }
  return at;
}

function durationOf(startedAt: number | null, finishedAt: number | null): number | null {
  return startedAt === null || finishedAt === null ? null : Math.max(0, finishedAt - startedAt);
}

/** Bytes of each stream that are not stored; null: none. */
export function cutOf({ cutStdout, cutStderr }: ExecutionRow): Execution['cut'] {
  return cutStdout + cutStderr === 0 ? null : { stdout: cutStdout, stderr: cutStderr };
}

/** What is said of one that is to be ended, until its host has told that it is. */
const cancelling = 'cancel asked for, not proven yet';

/** `earlier`: attempts of the same host before it. */
export function executionOf(row: ExecutionRow, earlier: readonly ExecutionRow[]): Execution {
  return {
    host: row.host,
    attempts: earlier.map(attemptOf),
    index: row.position,
    state: row.state,
    attempt: row.attempt,
    exitCode: row.exitCode,
    signal: row.signal,
    reason: row.reason,
    detail: row.cancelAsked === 1 && row.state === 'running' ? [cancelling, row.detail].filter(Boolean).join('; ') : row.detail,
    unproven: row.unproven === 1,
    noContactSince: instantOrNull(row.noContactSince),
    notBefore: instantOrNull(row.notBefore),
    sentAt: instantOrNull(row.sentAt),
    startedAt: instantOrNull(row.startedAt),
    finishedAt: instantOrNull(row.finishedAt),
    durationMs: durationOf(row.startedAt, row.finishedAt),
    stdoutBytes: row.stdoutBytes,
    stderrBytes: row.stderrBytes,
    cut: cutOf(row),
    lines: row.lines,
    hostKey: row.hostKey,
    samplesNote: row.samplesNote,
  };
}

function attemptOf(row: ExecutionRow): Execution['attempts'][number] {
  const { attempt, state, exitCode, signal, reason, detail, sentAt, startedAt, finishedAt, stdoutBytes, stderrBytes, lines } = row;
  return {
    attempt,
    state,
    exitCode,
    signal,
    reason,
    detail,
    sentAt: instantOrNull(sentAt),
    startedAt: instantOrNull(startedAt),
    finishedAt: instantOrNull(finishedAt),
    durationMs: durationOf(startedAt, finishedAt),
    stdoutBytes,
    stderrBytes,
    lines,
  };
}

/** `earlier`: attempts before those, of whatever host. */
export function runOf(row: RunRow, executions: readonly ExecutionRow[], earlier: readonly ExecutionRow[] = []): Run {
  return {
    id: row.id,
    job: row.job,
    jobVersion: row.jobVersion,
    purpose: row.how.purpose ?? null,
    state: row.state,
    trigger: row.trigger,
    actor: row.actor,
    createdAt: instantOf(row.createdAt),
    startedAt: instantOrNull(row.startedAt),
    finishedAt: instantOrNull(row.finishedAt),
    durationMs: durationOf(row.startedAt, row.finishedAt),
    target: row.target,
    params: row.params,
    retryOf: row.retryOf,
    schedule: row.schedule,
    scheduledAt: instantOrNull(row.dueAt),
    parentRun: row.parentRun,
    heldSince: row.finishedAt === null ? instantOrNull(row.heldAt) : null,
    heldBy: row.finishedAt === null ? row.heldBy : null,
    pinnedSince: instantOrNull(row.pinnedAt),
    pinnedBy: row.pinnedBy,
    script: row.script,
    runAs: row.how.runAs,
    fanout: row.how.fanout,
    timeoutMs: row.how.timeoutMs,
    outputRemoved: row.outputRemoved && { at: instantOf(row.outputRemoved.at), why: row.outputRemoved.why },
    counts: row.counts,
    executions: executions.map((execution) =>
      executionOf(
        execution,
        earlier.filter(({ position }) => position === execution.position),
      ),
    ),
  };
}

export function hostOf(row: HostRow, key: Host['hostKey'], last: LastRun | undefined): Host {
  return {
    name: row.name,
    address: row.address,
    port: row.port,
    user: row.user,
    identity: row.identity,
    jump: row.jump,
    connectTimeoutMs: row.connectTimeoutMs,
    clusters: row.clusters,
    tags: row.tags,
    source: row.source,
    facts: row.facts && { ...row.facts, collectedAt: instantOf(row.facts.collectedAt) },
    hostKey: key,
    health: { ...row.health, checkedAt: instantOrNull(row.health.checkedAt) },
    lastRun: last ? { run: last.run, state: last.state, at: instantOf(last.at) } : null,
  };
}

export function scheduleOfRow(row: ScheduleRow, newest: LastOccurrence | undefined, allPaused: Schedule['allPaused']): Schedule {
  const { name, text, words, timezone, jitterMs, misfire, maxLateMs } = ruleOf(row);
  const paused =
    row.pausedAt === null ? null : { since: instantOf(row.pausedAt), until: instantOrNull(row.pausedUntil), by: row.pausedBy ?? '' };
  const nextAt = instantOrNull(row.nextAt);
  const last = newest === undefined ? null : { ...newest, dueAt: instantOf(newest.dueAt) };
  return {
    job: row.job,
    name,
    text,
    words,
    timezone,
    jitterMs,
    misfire,
    maxLateMs,
    enabled: row.disabled === 0,
    paused,
    allPaused,
    nextAt,
    last,
  };
}

export function cronLineOf({ id: _, readAt, ...row }: CronLineRow): CronLine {
  return { ...row, readAt: instantOf(readAt) };
}

export function occurrenceOf({ timezone: _, ...row }: OccurrenceRow): Occurrence {
  return { ...row, dueAt: instantOf(row.dueAt), decidedAt: instantOf(row.decidedAt), lastDueAt: instantOf(row.lastDueAt) };
}

export function stepOf({ link, id: _, run: __, startedAt, finishedAt, startedRun, ...row }: StepRow): ChainStep {
  const { job, script, notify } = link;
  const kind = job !== undefined ? 'job' : script !== undefined ? 'script' : 'notify';
  const what = job ?? script ?? notify ?? '';
  return { ...row, kind, what, run: startedRun, startedAt: instantOrNull(startedAt), finishedAt: instantOrNull(finishedAt) };
}
