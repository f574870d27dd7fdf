// A run among the runs of its job: the one before it, the one after it, and how long it usually takes.
import * as z from 'zod';
import { runStates } from '../model/run.ts';
import { durationMs, instant, operation, runRef } from './base.ts';

const neighbour = z.object({
  id: z.string(),
  state: z.enum(runStates),
  createdAt: instant,
  params: z.record(z.string(), z.string()),
});

const around = z.object({
  /** null: there is none, or the run is of no job */
  previous: neighbour.nullable(),
  next: neighbour.nullable(),
  /** median of the finished runs before it, of the newest 20; null: there are none */
  usualMs: durationMs.nullable(),
  /** of so many runs */
  usualOf: z.number().int(),
});

export const aroundOperations = {
  around: operation
    .route({ method: 'GET', path: '/runs/{id}/around', summary: 'The runs of the same job next to a run, and how long it usually takes' })
    .input(z.object({ id: runRef }))
    .output(around),
};

export type RunAround = z.infer<typeof around>;
