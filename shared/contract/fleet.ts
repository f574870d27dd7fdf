// What hosts do by themselves: their crontabs and timers read by a run that only reads, as one calendar with what is worth a look.
import * as z from 'zod';
import { instant, operation, runRef } from './base.ts';
import { run } from './run.ts';

export const hostEntry = z.object({
  id: z.number().int(),
  kind: z.enum(['cron', 'timer']),
  /** all that have it alike, folded */
  hosts: z.string(),
  hostCount: z.number().int(),
  file: z.string(),
  /** the line, or when the timer is due as systemd says it */
  text: z.string(),
  command: z.string(),
  user: z.string().nullable(),
  words: z.string().nullable(),
  timezone: z.string().nullable(),
  /** in the time asked for, at most 200; `more`: there are others */
  dueAt: z.array(instant),
  more: z.boolean(),
  /** also beyond that time */
  nextAt: instant.nullable(),
  /** why it is not read as a schedule; null: it is */
  reason: z.string().nullable(),
  /** a job that was imported from it */
  job: z.string().nullable(),
});

export const finding = z.object({
  kind: z.enum(['pile-up', 'never', 'twice', 'differs', 'silent']),
  what: z.string(),
  /** ids of entries */
  entries: z.array(z.number().int()),
  /** of a pile-up: when it comes first, and how often in the seven days from the scan on */
  at: instant.nullable(),
  times: z.number().int().nullable(),
});

export const fleetOperations = {
  /** A run that only reads, over the hosts of a target: `found` tells what it read. */
  scan: operation
    .route({ method: 'POST', path: '/crontabs/scan', successStatus: 201, summary: 'Read crontabs and timers on hosts' })
    .input(
      z.object({
        target: z.string(),
        /** those of the system and of other users, and timers; else of the login alone, which `found` does not take for a scan */
        system: z.boolean().default(true),
      }),
    )
    .output(run),
  /** Without `scan` by the newest; null: there was none. From `from` on, by default when it was read, until `until`, 24 h later. */
  found: operation
    .route({ method: 'GET', path: '/crontabs/found', summary: 'What a scan of crontabs and timers found' })
    .input(z.object({ scan: runRef.optional(), from: z.string().optional(), until: z.string().optional() }).optional())
    .output(
      z
        .object({
          scan: run,
          entries: z.array(hostEntry),
          findings: z.array(finding),
          /** how many starts a piece of the time has, all hosts together */
          load: z.array(z.object({ at: instant, due: z.number().int() })),
          /** what could not be read */
          unread: z.array(z.object({ host: z.string(), file: z.string(), reason: z.string() })),
        })
        .nullable(),
    ),
};

export type HostEntry = z.infer<typeof hostEntry>;
export type Finding = z.infer<typeof finding>;
