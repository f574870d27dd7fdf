// Crontabs of hosts: the lines that jobs were made of, and taking such lines from cron or giving them back. Nothing is changed on a
// host before its crontabs were looked at, and what would change was told.
import * as z from 'zod';
import { cronLineActs, cronLineStates } from '../model/cron-line.ts';
import { hostName, instant, jobName, operation, runRef } from './base.ts';
import { fleetOperations } from './fleet.ts';
import { run } from './run.ts';

/** A line as it was read when it was imported. */
export const cronPlace = z.object({
  host: hostName,
  file: z.string().min(1).max(4096),
  line: z.number().int().min(0),
  text: z.string().max(200_000),
});

export const cronLine = cronPlace.extend({
  job: z.string(),
  readAt: instant,
  /** as far as djcron knows: somebody may have changed it on the host */
  state: z.enum(cronLineStates),
});

const decision = z.object({ look: runRef, jobs: z.array(jobName).min(1, 'name a job'), act: z.enum(cronLineActs) });

export const lineChanges = z.object({
  /** as a diff, hosts of the same change together */
  diffs: z.array(z.object({ hosts: z.string(), file: z.string(), text: z.string() })),
  /** that would change */
  changing: z.array(cronLine),
  /** that are as wanted on their hosts */
  already: z.array(cronLine),
  refused: z.array(z.object({ line: cronLine, reason: z.string(), remedy: z.string() })),
});

export const crontabs = {
  lines: operation
    .route({ method: 'GET', path: '/crontabs/lines', summary: 'Lines of crontabs that jobs were made of' })
    .input(z.object({ job: z.string().optional() }).optional())
    .output(z.array(cronLine)),
  /** A run that only reads: what it finds is what `changes` and `change` go by. */
  look: operation
    .route({ method: 'POST', path: '/crontabs/look', successStatus: 201, summary: 'Read the crontabs that jobs came from' })
    .input(z.object({ jobs: decision.shape.jobs }))
    .output(run),
  changes: operation
    .route({ method: 'POST', path: '/crontabs/changes', summary: 'What taking lines over, or giving them back, would change' })
    .input(decision)
    .output(lineChanges),
  /** `run`: the run that does it; null: nothing had to be changed. */
  change: operation
    .route({ method: 'POST', path: '/crontabs/change', summary: 'Comment lines out in crontabs, or put them back' })
    .input(decision)
    .output(z.object({ run: run.nullable(), already: z.number().int(), refused: z.number().int() })),
  ...fleetOperations,
};

export type CronLine = z.infer<typeof cronLine>;
export type LineChanges = z.infer<typeof lineChanges>;
