// What a run looks like from outside: its executions, what follows it, and the plan told before it starts.
import * as z from 'zod';
import { stepStates } from '../model/chain.ts';
import { endStates, executionStates, purposes, runStates, triggers } from '../model/run.ts';
import { bytes, durationMs, instant } from './base.ts';

/** An attempt that was followed by another. */
export const earlierAttempt = z.object({
  attempt: z.number().int(),
  state: z.enum(executionStates),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  /** when it went on its way to the host; absent or null: it did not */
  sentAt: instant.nullable().optional(),
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
  /** it has ended, and it is not proven that nothing of it is alive on its host any more; `detail` says what is */
  unproven: z.boolean(),
  noContactSince: instant.nullable(),
  /** while queued: it is not sent before this; null: as soon as it is its turn */
  notBefore: instant.nullable(),
  /** when it went on its way to the host; absent or null: it has not */
  sentAt: instant.nullable().optional(),
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
  /** what djcron made it for, where it is nobody's job or command; runs that only read are never `last` */
  purpose: z.enum(purposes).nullable(),
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
  /** hosts that have not begun wait until it is released, and who wants that; null: nobody does, or it is over */
  heldSince: instant.nullable(),
  heldBy: z.string().nullable(),
  /** its output is never removed for age, number or size, and who wants that; null: nobody does */
  pinnedSince: instant.nullable(),
  pinnedBy: z.string().nullable(),
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

/** Told with the plan of a retry. */
export const retryPlan = z.object({
  /** the run whose hosts would run once more */
  id: z.string(),
  use: z.enum(['as-it-ran', 'today']),
  /** the ends that are meant */
  states: z.array(z.enum(endStates)),
  /** its hosts by the state of their last attempt; absent states are 0. Those queued or running cannot be meant. */
  counts: z.partialRecord(z.enum(executionStates), z.number().int()),
  /** runs that retried it before, oldest first */
  retries: z.array(z.object({ id: z.string(), state: z.enum(runStates) })),
  /** how its job differs now from how it ran; null: it was a command, or its job is gone */
  today: z
    .object({
      version: z.number().int(),
      /** values that a run of today would have, where they differ; null: there is none */
      params: z.array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
      script: z.object({ before: z.string(), after: z.string() }).nullable(),
      /** the expressions, and folded the hosts that the one of now adds to those of the run, and lacks of them */
      target: z.object({ before: z.string(), after: z.string(), added: z.string(), gone: z.string() }).nullable(),
      /** everything else about how it runs, as `runAs`, `timeoutMs`; values as JSON */
      how: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
      /** one line: why a run of today would be refused */
      problem: z.string().nullable(),
    })
    .nullable(),
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
  /** null: it is none */
  retry: retryPlan.nullable(),
});

export type Execution = z.infer<typeof execution>;
export type ChainStep = z.infer<typeof chainStep>;
export type Run = z.infer<typeof run>;
export type RunPlan = z.infer<typeof plan>;
export type RetryPlan = z.infer<typeof retryPlan>;
