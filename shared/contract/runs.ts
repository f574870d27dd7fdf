// Runs: one firing of a job, or an ad-hoc command, over all its hosts; its executions, output and samples.
import * as z from 'zod';
import { stepStates } from '../model/chain.ts';
import { executionStates, runStates, triggers } from '../model/run.ts';
import { bytes, durationMs, instant, operation, runRef } from './base.ts';

/** An attempt that was followed by another. */
export const earlierAttempt = z.object({
  attempt: z.number().int(),
  state: z.enum(executionStates),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  durationMs: durationMs.nullable(),
  stdoutBytes: bytes,
  stderrBytes: bytes,
  lines: z.number().int(),
});

/** A run's part on one host: its last attempt, with what is left of those before it. */
export const execution = z.object({
  host: z.string(),
  /** position among the run's hosts, from 0 */
  index: z.number().int(),
  state: z.enum(executionStates),
  attempt: z.number().int(),
  /** oldest first; empty: this is the first */
  attempts: z.array(earlierAttempt),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  reason: z.string().nullable(),
  /** one line for a person: the cause and what to do */
  detail: z.string().nullable(),
  noContactSince: instant.nullable(),
  /** while queued: it is not sent before this; null: as soon as it is its turn */
  notBefore: instant.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  durationMs: durationMs.nullable(),
  stdoutBytes: bytes,
  stderrBytes: bytes,
  /** bytes of each stream that were left out of what is stored, because they lay beyond the job's outputLimit; null: none */
  cut: z.object({ stdout: bytes, stderr: bytes }).nullable(),
  /** display lines so far */
  lines: z.number().int(),
  /** fingerprint of the key the host proved itself with */
  hostKey: z.string().nullable(),
  /** why there is no chart, when there is none */
  samplesNote: z.string().nullable(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  stdoutBase64: z.string().optional(),
  stderrBase64: z.string().optional(),
  truncated: z.boolean().optional(),
});

export const run = z.object({
  id: z.string(),
  job: z.string().nullable(),
  jobVersion: z.number().int().nullable(),
  state: z.enum(runStates),
  trigger: z.enum(triggers),
  actor: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  durationMs: durationMs.nullable(),
  /** the expression; the hosts it meant are the executions */
  target: z.string(),
  params: z.record(z.string(), z.string()),
  retryOf: z.string().nullable(),
  /** of which schedule of its job it is an occurrence, and when that was due */
  schedule: z.string().nullable(),
  scheduledAt: instant.nullable(),
  /** the run it follows in a chain */
  parentRun: z.string().nullable(),
  /** the script as it ran, and how */
  script: z.string(),
  runAs: z.string().nullable(),
  fanout: z.number().int(),
  timeoutMs: durationMs.nullable(),
  /** its output and samples are gone, and why; null: they are here */
  outputRemoved: z.object({ at: instant, why: z.string() }).nullable(),
  /** number of executions by state; absent states are 0 */
  counts: z.partialRecord(z.enum(executionStates), z.number().int()),
  /** empty in lists unless asked for */
  executions: z.array(execution),
});

/** Something that follows a run: another job, a script on the computer of djcron, a notification. */
export const chainStep = z.object({
  kind: z.enum(['job', 'script', 'notify']),
  /** name of the job, text of the script, name of the channel */
  what: z.string(),
  state: z.enum(stepStates),
  reason: z.string().nullable(),
  /** the run it started */
  run: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  /** of a script: the end of what it wrote */
  output: z.string().nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
});

/** What would run, told before anything starts. */
export const plan = z.object({
  target: z.string(),
  folded: z.string(),
  hosts: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      port: z.number().int(),
      user: z.string(),
      hostKeyState: z.string(),
      warning: z.string().nullable(),
    }),
  ),
  script: z.string(),
  interpreter: z.string(),
  runAs: z.string().nullable(),
  params: z.record(z.string(), z.string()),
  fanout: z.number().int(),
  timeoutMs: durationMs.nullable(),
  warnings: z.array(z.string()),
});

const jobStart = z.object({
  job: z.string(),
  target: z.string().optional(),
  params: z.record(z.string(), z.string()).default({}),
});

const adHoc = z.object({
  target: z.string(),
  script: z.string().min(1, 'there is nothing to run').max(16_000_000),
  params: z.record(z.string(), z.string()).default({}),
  runAs: z.string().min(1).optional(),
  fanout: z.number().int().min(1, 'at least 1').max(10_000).optional(),
  timeoutMs: z.number().int().min(1000, 'at least 1s').optional(),
  idleTimeoutMs: z.number().int().min(1000, 'at least 1s').optional(),
  connectTimeoutMs: z.number().int().min(1000).optional(),
  samplesMs: z.number().int().min(0).optional(),
  /** merged: stderr goes where stdout goes, so that their order is exact */
  output: z.enum(['separate', 'merged']).optional(),
  /** stored of each host: beyond it the middle of its output is left out */
  outputLimitBytes: z.number().int().min(1024, 'at least 1KiB').optional(),
  /** that may lie on each host: beyond it the script is ended */
  spoolLimitBytes: z.number().int().min(1024, 'at least 1KiB').optional(),
});

export const outputLine = z.object({
  /** number of the display line, from 1 */
  n: z.number().int(),
  at: instant,
  stream: z.enum(['stdout', 'stderr']),
  /** UTF-8 with replacement marks; ANSI sequences as they came; at most 16 KiB of it */
  text: z.string(),
  /** the line is longer than shown here; `offset` and `length` say where its bytes lie in its stream */
  cut: z.boolean().optional(),
  offset: z.number().int().optional(),
  length: z.number().int().optional(),
  /** no newline ends it: the other stream broke in (the rest comes in a later line), or it is the last and still grows */
  partial: z.boolean().optional(),
  /**
   * Beyond the limit of what is stored: so many bytes of each stream are missing, with all of the lines `from` to `to` (none
   * when `to` is before `from`). They come after this line, or this line is one of them.
   */
  leftOut: z.object({ from: z.number().int(), to: z.number().int(), stdout: bytes, stderr: bytes }).optional(),
});

export const sample = z.object({
  at: instant,
  host: z.string(),
  scope: z.enum(['host', 'execution']),
  cpuPercent: z.number().nullable(),
  memoryBytes: bytes.nullable(),
  /** of the host: total memory, so that a share can be drawn */
  memoryTotalBytes: bytes.nullable(),
  netRxBytesPerS: z.number().nullable(),
  netTxBytesPerS: z.number().nullable(),
  diskReadBytesPerS: z.number().nullable(),
  diskWriteBytesPerS: z.number().nullable(),
  load1: z.number().nullable(),
});

/** Absent: the last one. */
const attemptNumber = z.coerce.number().int().min(1).optional();

export const runs = {
  list: operation
    .route({ method: 'GET', path: '/runs', summary: 'Runs, newest first' })
    .input(
      z
        .object({
          job: z.string().optional(),
          host: z.string().optional(),
          state: z.enum(runStates).optional(),
          trigger: z.enum(triggers).optional(),
          /** RFC 3339; runs created at or after it */
          since: z.string().optional(),
          before: z.string().optional(),
          text: z.string().optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(50),
          executions: z.stringbool().or(z.boolean()).default(false),
        })
        .optional(),
    )
    .output(z.array(run)),
  get: operation
    .route({ method: 'GET', path: '/runs/{id}', summary: 'One run with its executions; `last` and unique prefixes are accepted' })
    .input(z.object({ id: runRef, output: z.stringbool().or(z.boolean()).default(false) }))
    .output(run),
  plan: operation
    .route({ method: 'POST', path: '/runs/plan', summary: 'What a job or command would run, and where' })
    .input(z.union([jobStart, adHoc]))
    .output(plan),
  start: operation.route({ method: 'POST', path: '/jobs/{job}/run', successStatus: 201, summary: 'Run a job' }).input(jobStart).output(run),
  exec: operation.route({ method: 'POST', path: '/runs', successStatus: 201, summary: 'Run a script ad hoc' }).input(adHoc).output(run),
  chain: operation
    .route({ method: 'GET', path: '/runs/{id}/chain', summary: 'What follows a run, and what became of it' })
    .input(z.object({ id: runRef }))
    .output(z.array(chainStep)),
  cancel: operation
    .route({ method: 'POST', path: '/runs/{id}/cancel', summary: 'Cancel a run, or its part on some hosts' })
    .input(z.object({ id: runRef, hosts: z.array(z.string()).optional() }))
    .output(run),
  /** A window of display lines of one host, or of all hosts one after the other in order of arrival. */
  output: operation
    .route({ method: 'GET', path: '/runs/{id}/output', summary: 'A window of output lines of one host' })
    .input(
      z.object({
        id: runRef,
        host: z.string(),
        attempt: attemptNumber,
        from: z.coerce.number().int().min(1).default(1),
        count: z.coerce.number().int().min(1).max(2000).default(500),
        /** RFC 3339: lines that began to arrive at or after it */
        since: z.string().optional(),
        /** … and before it */
        until: z.string().optional(),
      }),
    )
    .output(z.object({ lines: z.array(outputLine), total: z.number().int(), complete: z.boolean() })),
  /**
   * Exact bytes of one stream from an offset, at most 1 MiB, as base64. `offset` of the answer is behind the one asked for
   * where bytes were left out: so many are not stored.
   */
  bytes: operation
    .route({ method: 'GET', path: '/runs/{id}/bytes', summary: 'Exact bytes of one stream of one host' })
    .input(
      z.object({
        id: runRef,
        host: z.string(),
        attempt: attemptNumber,
        stream: z.enum(['stdout', 'stderr']),
        offset: z.coerce.number().int().min(0).default(0),
        length: z.coerce.number().int().min(1).max(1_048_576).default(1_048_576),
      }),
    )
    .output(z.object({ base64: z.string(), offset: z.number().int(), total: z.number().int(), complete: z.boolean() })),
  samples: operation
    .route({ method: 'GET', path: '/runs/{id}/samples', summary: 'Resource samples, at most `points` a host and scope' })
    .input(z.object({ id: runRef, host: z.string().optional(), points: z.coerce.number().int().min(2).max(100_000).default(500) }))
    .output(z.array(sample)),
};

/** Number of the line to read on with after this one. */
export function numberAfter({ n, leftOut }: OutputLine): number {
  return Math.max(n, leftOut?.to ?? 0) + 1;
}

export type Execution = z.infer<typeof execution>;
export type ChainStep = z.infer<typeof chainStep>;
export type Run = z.infer<typeof run>;
export type RunPlan = z.infer<typeof plan>;
export type OutputLine = z.infer<typeof outputLine>;
export type Sample = z.infer<typeof sample>;
