// What can be done with a run that is there, cancelling aside: its hosts once more, as it ran or as its job is now, and holding
// back those that have not begun.
import * as z from 'zod';
import { endStates } from '../model/run.ts';
import { operation, runRef } from './base.ts';
import { run } from './run.ts';

const once = {
  /** of the last attempt; absent: every end that is no success */
  states: z.array(z.enum(endStates)).min(1, 'name a state').optional(),
  /** only these of its hosts; names may be folded: web-[01-40] */
  hosts: z.array(z.string().min(1)).min(1, 'name a host').optional(),
  /** as-it-ran: the same script, parameters and how; today: what its job says now, with the same values where it still takes them */
  use: z.enum(['as-it-ran', 'today']).default('as-it-ran'),
  /** instead of those it ran with, one by one */
  params: z.record(z.string(), z.string()).default({}),
};

/** The same wish where it is one of several things to be planned. */
export const retryWish = z.object({ retryOf: runRef, ...once });

export const steeringOperations = {
  retry: operation
    .route({
      method: 'POST',
      path: '/runs/{id}/retry',
      successStatus: 201,
      summary: 'A new run over the hosts of one that ended in some states; by default over all that did not succeed',
    })
    .input(z.object({ id: runRef, ...once }))
    .output(run),
  /** Again is harmless. */
  hold: operation
    .route({ method: 'POST', path: '/runs/{id}/hold', summary: 'Hold back the hosts of a run that have not begun' })
    .input(z.object({ id: runRef }))
    .output(run),
  /** Of one that is not held: harmless. */
  release: operation
    .route({ method: 'POST', path: '/runs/{id}/release', summary: 'Let the hosts that are held back begin' })
    .input(z.object({ id: runRef }))
    .output(run),
};

export type RetryWish = z.infer<typeof retryWish>;
