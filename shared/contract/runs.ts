// Runs: one firing of a job, or an ad-hoc command, over all its hosts.
import * as z from 'zod';
import { aroundOperations } from './around.ts';
import { operation, runRef } from './base.ts';
import { compareOperations } from './compare.ts';
import { findOperations } from './find.ts';
import { groupOperations } from './groups.ts';
import { historyOperations } from './history.ts';
import { interleavedOperations } from './interleaved.ts';
import { outlineOperations } from './outline.ts';
import { outputOperations } from './output.ts';
import { chainStep, plan, run } from './run.ts';
import { retryWish, steeringOperations } from './steering.ts';
import { usualOperations } from './usual.ts';

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

export const runs = {
  get: operation
    .route({ method: 'GET', path: '/runs/{id}', summary: 'One run with its executions; `last` and unique prefixes are accepted' })
    .input(z.object({ id: runRef, output: z.stringbool().or(z.boolean()).default(false) }))
    .output(run),
  plan: operation
    .route({ method: 'POST', path: '/runs/plan', summary: 'What a job or command would run, and where' })
    .input(z.union([jobStart, adHoc, retryWish]))
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
  ...historyOperations,
  ...steeringOperations,
  ...aroundOperations,
  ...outputOperations,
  ...interleavedOperations,
  ...outlineOperations,
  ...usualOperations,
  ...groupOperations,
  ...findOperations,
  ...compareOperations,
};
