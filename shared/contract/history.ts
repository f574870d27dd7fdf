// The history of runs: listed and counted by the same filters, and kept from being tidied away.
import * as z from 'zod';
import { runStates, triggers } from '../model/run.ts';
import { instant, operation, runRef } from './base.ts';
import { run } from './run.ts';

const yes = z.stringbool().or(z.boolean());

/** All that are given must fit; of a list any one. */
export const runFilter = z.object({
  job: z.string().optional(),
  /** one that it ran on; `*` stands for any characters */
  host: z.string().optional(),
  state: z
    .enum(runStates)
    .or(z.array(z.enum(runStates)).min(1))
    .optional(),
  trigger: z
    .enum(triggers)
    .or(z.array(z.enum(triggers)).min(1))
    .optional(),
  actor: z.string().optional(),
  /** of the last attempt on any of its hosts, or on `host` */
  exitCode: z.coerce.number().int().optional(),
  /** in its id, job, target, parameters, script or actor, in either case */
  text: z.string().optional(),
  pinned: yes.optional(),
  /** RFC 3339; runs created at or after it */
  since: z.string().optional(),
  /** … and before it */
  before: z.string().optional(),
  /** id of the newest that is wanted: what began after it is left out, so that places in the list stay what they are */
  upTo: z.string().optional(),
  /** id of a run: only those that began before it */
  olderThan: z.string().optional(),
});

export const tally = z.object({
  total: z.number().int(),
  /** id of the newest run that fits */
  newest: z.string().nullable(),
  /** what the buckets cover: from the oldest that fits, or `since`, to now, or `before`; null: none fits */
  from: instant.nullable(),
  until: instant.nullable(),
  bucketMs: z.number().int(),
  /** those with runs in them, oldest first; absent states are 0 */
  buckets: z.array(z.object({ at: instant, counts: z.partialRecord(z.enum(runStates), z.number().int()) })),
  pinned: z.number().int(),
  /** whose output and samples are gone, by why, most first */
  removed: z.array(z.object({ why: z.string(), count: z.number().int() })),
});

export const historyOperations = {
  list: operation
    .route({ method: 'GET', path: '/runs', summary: 'Runs, newest first' })
    .input(
      runFilter
        .extend({
          /** so many of the newest are passed over */
          skip: z.coerce.number().int().min(0).optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(50),
          executions: yes.default(false),
        })
        .optional(),
    )
    .output(z.array(run)),
  tally: operation
    .route({ method: 'GET', path: '/runs/tally', summary: 'How many runs fit, over time and by state, and what of them was removed' })
    .input(runFilter.extend({ buckets: z.coerce.number().int().min(1).max(500).default(120) }).optional())
    .output(tally),
  /** Its output and samples are never removed for age, number or size. Again is harmless. */
  pin: operation
    .route({ method: 'POST', path: '/runs/{id}/pin', summary: 'Keep the output of a run until it is unpinned' })
    .input(z.object({ id: runRef }))
    .output(run),
  unpin: operation
    .route({ method: 'POST', path: '/runs/{id}/unpin', summary: 'Let the output of a run go when its time has come' })
    .input(z.object({ id: runRef }))
    .output(run),
};

export type RunFilter = z.infer<typeof runFilter>;
export type Tally = z.infer<typeof tally>;
