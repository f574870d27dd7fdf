// What a report says, as data: its JSON form, from which every other form is made. Times are RFC 3339 UTC, durations
// milliseconds, sizes bytes. Values of secret parameters will have to be masked where this is gathered, nowhere else.
import * as z from 'zod';
import { executionStates, runStates, triggers } from '../run.ts';
import { outcomes } from '../schedule/ledger.ts';

export const reportKinds = ['run', 'job', 'host', 'fleet'] as const;
export type ReportKind = (typeof reportKinds)[number];

const instant = z.string();
const count = z.number().int().nonnegative();
const ms = z.number().int().nonnegative();

/** A run's part on one host: its last attempt. */
export const reportedExecution = z.object({
  run: z.string(),
  job: z.string().nullable(),
  trigger: z.enum(triggers),
  actor: z.string(),
  host: z.string(),
  state: z.enum(executionStates),
  attempt: count,
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  durationMs: ms.nullable(),
  stdoutBytes: count,
  stderrBytes: count,
  hostKey: z.string().nullable().describe('fingerprint of the key the host proved itself with'),
});

export const reportedLine = z.object({
  n: count.describe('number of the line, from 1'),
  stream: z.enum(['stdout', 'stderr']),
  text: z.string().describe('ANSI sequences as they came'),
});

/** What hosts wrote that ended alike and wrote the same, as one of them wrote it. */
export const reportedOutput = z.object({
  hosts: z.array(z.string()),
  folded: z.string().describe('the same hosts as a node set'),
  sample: z.string().describe('the host whose output is here'),
  state: z.enum(executionStates),
  exitCode: z.number().int().nullable(),
  lines: z.array(reportedLine),
  leftOut: z
    .object({ after: count, lines: count })
    .nullable()
    .describe('so many lines after line number `after` are not in the report; null: none'),
  shortened: count.describe('lines whose end is not in the report'),
  notStored: z
    .object({ stdout: count, stderr: count })
    .nullable()
    .describe('bytes that lay beyond the limit of what is stored of a host; null: none'),
});

export const reportedRun = z.object({
  id: z.string(),
  job: z.string().nullable(),
  jobVersion: z.number().int().nullable(),
  state: z.enum(runStates),
  trigger: z.enum(triggers),
  actor: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  durationMs: ms.nullable(),
  target: z.string(),
  params: z.record(z.string(), z.string()),
  retryOf: z.string().nullable(),
  schedule: z.string().nullable(),
  scheduledAt: instant.nullable(),
  parentRun: z.string().nullable(),
  script: z.string().describe('as it ran'),
  runAs: z.string().nullable(),
  fanout: count,
  timeoutMs: ms.nullable(),
  outputRemoved: z.object({ at: instant, why: z.string() }).nullable(),
  counts: z.partialRecord(z.enum(executionStates), count),
  outputs: z.array(reportedOutput),
});

const rates = {
  runs: count,
  finished: count,
  succeeded: count,
  successRate: z.number().nullable().describe('succeeded of the finished, 0 to 1; null: none finished'),
  p50Ms: ms.nullable(),
  p95Ms: ms.nullable(),
};

export const reportedPeriod = z.object({
  since: instant,
  until: instant.describe('exclusive'),
  ...rates,
  byState: z.partialRecord(z.enum(runStates), count),
  executions: z.object({ total: count, byState: z.partialRecord(z.enum(executionStates), count) }),
  mttrMs: ms.nullable().describe('mean time from a run that did not succeed to the next of its job that did; null: no such pair'),
  recoveries: count.describe('number of such pairs'),
  occurrences: z.partialRecord(z.enum(outcomes), count).describe('due moments of the ledger'),
  slices: z.array(z.object({ label: z.string(), succeeded: count, notSucceeded: count })),
  jobs: z.array(z.object({ job: z.string().nullable(), ...rates, mttrMs: ms.nullable(), notRun: count, lastState: z.enum(runStates) })),
  hosts: z.array(
    z.object({ host: z.string(), executions: count, succeeded: count, byState: z.partialRecord(z.enum(executionStates), count) }),
  ),
  notRun: z
    .array(
      z.object({ job: z.string(), schedule: z.string(), dueAt: instant, outcome: z.enum(outcomes), reason: z.string().nullable(), count }),
    )
    .describe('due moments that were missed or skipped, newest first'),
  failures: z
    .array(
      z.object({
        run: z.string(),
        job: z.string().nullable(),
        state: z.enum(runStates),
        at: instant,
        notSucceeded: count,
        hosts: z.string(),
      }),
    )
    .describe('runs that did not succeed, newest first'),
});

export const report = z.object({
  schema: z.literal('djcron/report/v1'),
  kind: z.enum(reportKinds),
  title: z.string(),
  madeAt: instant,
  madeBy: z.string(),
  version: z.string().describe('of djcron'),
  timezone: z.string().describe('in which the readable forms show times'),
  audit: z.object({ seq: count, hash: z.string() }).describe('last entry of the audit log when the report was made'),
  about: z.object({
    run: z.string().nullable(),
    job: z.string().nullable(),
    host: z.string().nullable(),
    since: instant.nullable(),
    until: instant.nullable(),
  }),
  run: reportedRun.nullable(),
  period: reportedPeriod.nullable(),
  executions: z.array(reportedExecution),
  notes: z.array(z.string()).describe('what is not in the report, and why'),
});

export type ReportedExecution = z.infer<typeof reportedExecution>;
export type ReportedLine = z.infer<typeof reportedLine>;
export type ReportedOutput = z.infer<typeof reportedOutput>;
export type ReportedRun = z.infer<typeof reportedRun>;
export type ReportedPeriod = z.infer<typeof reportedPeriod>;
export type Report = z.infer<typeof report>;

export const reportFormats = ['html', 'pdf', 'csv', 'xlsx', 'json', 'md'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const mediaTypes: Record<ReportFormat, string> = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
};
