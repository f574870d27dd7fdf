// Two runs held against each other, the earlier before the later: what was asked, which hosts, how they ended, how long they took
// and what they wrote.
import * as z from 'zod';
import { transitionKinds } from '../model/compare/compare.ts';
import { executionStates, runStates, triggers } from '../model/run.ts';
import { durationMs, instant, operation, runRef } from './base.ts';
import { diffLine, groupDiff } from './groups.ts';

const side = z.object({
  id: z.string(),
  job: z.string().nullable(),
  jobVersion: z.number().int().nullable(),
  state: z.enum(runStates),
  trigger: z.enum(triggers),
  actor: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  durationMs: durationMs.nullable(),
  target: z.string(),
  hosts: z.number().int(),
  counts: z.partialRecord(z.enum(executionStates), z.number().int()),
  outputRemoved: z.object({ at: instant, why: z.string() }).nullable(),
});

/** null: it was not there */
const change = z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() });

const ending = z.object({ state: z.enum(executionStates), exitCode: z.number().int().nullable() });

const outputDifference = groupDiff.pick({ verdict: true, cut: true, added: true, removed: true });

/** Hosts, in both runs and at their end in both, whose output changed in the same way. */
export const outputChange = z.object({
  /** `different`: with the same lines added and removed; `unknown`: not compared, or not there any more */
  kind: z.enum(['same', 'different', 'unknown']),
  /** folded: web-[01-03] */
  hosts: z.string(),
  names: z.array(z.string()),
  count: z.number().int(),
  /** the one whose lines are shown */
  host: z.string(),
  /** of a difference: how large it is, and its first lines */
  differences: outputDifference.extend({ first: z.array(diffLine) }).nullable(),
});

export const comparison = z.object({
  before: side,
  after: side,
  /** what changed, in one sentence: what is worst first */
  summary: z.string(),
  params: z.array(change),
  /** target, user, fan-out, timeout: as a person reads them */
  settings: z.array(change),
  /** the job file of each version; of a command, or where a version is gone, the script. Texts are null when they are the same. */
  definition: z.object({
    what: z.enum(['job', 'script']),
    changed: z.boolean(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  }),
  /** hosts that only the later, and only the earlier run had; folded and by name */
  added: z.object({ hosts: z.string(), names: z.array(z.string()) }),
  gone: z.object({ hosts: z.string(), names: z.array(z.string()) }),
  /** hosts that are in both */
  both: z.number().int(),
  /** of hosts that did not end as before: those that failed now first */
  transitions: z.array(z.object({ host: z.string(), kind: z.enum(transitionKinds), before: ending, after: ending })),
  /** what became slowest first */
  durations: z.array(z.object({ host: z.string(), beforeMs: durationMs, afterMs: durationMs })),
  /** what is different first, the largest; what is the same last */
  output: z.array(outputChange),
});

/** A run, `previous` (of the same job, or of the same command) or `last-good`, the newest before it that succeeded wholly. */
const other = runRef;

export const compareOperations = {
  compare: operation
    .route({ method: 'GET', path: '/runs/{id}/compare/{other}', summary: 'A run held against another, `previous` or `last-good`' })
    .input(z.object({ id: runRef, other }))
    .output(comparison),
  compareOutput: operation
    .route({ method: 'GET', path: '/runs/{id}/compare/{other}/output', summary: 'What a host wrote in one run and not in the other' })
    .input(z.object({ id: runRef, other, host: z.string(), context: z.coerce.number().int().min(0).max(1000).default(3) }))
    .output(outputDifference.extend({ host: z.string(), hunks: groupDiff.shape.hunks })),
};

export type Comparison = z.infer<typeof comparison>;
export type OutputChange = z.infer<typeof outputChange>;
