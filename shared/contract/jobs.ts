// Jobs: saved definitions. The definition itself is the job file of shared/model/job.ts; here is what can be asked.
import * as z from 'zod';
import { refusalCodes } from '../errors.ts';
import { jobDefinition } from '../model/job.ts';
import { instant, operation } from './base.ts';
import { cronLine, cronPlace } from './crontabs.ts';

export const job = z.object({
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  version: z.number().int(),
  targets: z.string(),
  /** false: its schedules do not fire; it can be run by hand */
  enabled: z.boolean(),
  /** when one of its schedules is due next */
  nextAt: instant.nullable(),
  updatedAt: instant,
  updatedBy: z.string(),
  /** newest first, at most 10: for the strip of recent results */
  recentRuns: z.array(z.object({ id: z.string(), state: z.string(), startedAt: instant.nullable(), durationMs: z.number().nullable() })),
  definition: jobDefinition,
});

/** A remark on a job file; `error` keeps it from being saved. Lines and columns count from 1. */
export const problem = z.object({
  severity: z.enum(['error', 'warning']),
  /** of an error: what saving the file is refused with */
  code: z.enum(refusalCodes).optional(),
  message: z.string(),
  path: z.string(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  remedy: z.string(),
});

/** `origin` is the file name shown in problems; script files are read by the caller beforehand. */
const source = z.object({ yaml: z.string().max(8_000_000), origin: z.string().default('job') });

export const jobs = {
  list: operation.route({ method: 'GET', path: '/jobs', summary: 'All jobs' }).output(z.array(job)),
  get: operation
    .route({ method: 'GET', path: '/jobs/{name}', summary: 'One job, or an older version of it' })
    .input(z.object({ name: z.string(), version: z.coerce.number().int().optional() }))
    .output(job),
  /** The file's text with comments, as it was applied. */
  source: operation
    .route({ method: 'GET', path: '/jobs/{name}/source', summary: 'The job file' })
    .input(z.object({ name: z.string(), version: z.coerce.number().int().optional() }))
    .output(z.object({ name: z.string(), version: z.number().int(), yaml: z.string() })),
  versions: operation
    .route({ method: 'GET', path: '/jobs/{name}/versions', summary: 'The versions of a job, newest first' })
    .input(z.object({ name: z.string() }))
    .output(z.array(z.object({ version: z.number().int(), createdAt: instant, actor: z.string() }))),
  validate: operation
    .route({ method: 'POST', path: '/jobs/validate', summary: 'Check a job file without saving it' })
    .input(source)
    .output(z.object({ name: z.string().nullable(), problems: z.array(problem), hosts: z.array(z.string()).nullable() })),
  /** Idempotent: an unchanged file makes no new version. */
  apply: operation
    .route({ method: 'POST', path: '/jobs/apply', summary: 'Save a job file' })
    .input(
      source.extend({
        dryRun: z.boolean().default(false),
        /** of a job that is new: whether its schedules fire from now on */
        enabled: z.boolean().default(true),
        /** the lines of crontabs that it was made of, in place of those known before; also for a file that changes nothing */
        cronLines: z.array(cronPlace).max(10_000).optional(),
      }),
    )
    .output(z.object({ name: z.string(), version: z.number().int(), action: z.enum(['created', 'changed', 'unchanged']) })),
  /** Starts nothing by itself: what is due counts from now on. */
  enable: operation
    .route({ method: 'POST', path: '/jobs/{name}/enable', summary: 'Let the schedules of a job fire, or not' })
    .input(z.object({ name: z.string(), enabled: z.boolean() }))
    .output(
      z.object({
        name: z.string(),
        enabled: z.boolean(),
        changed: z.boolean(),
        /** enabled while cron carries it out too, as far as djcron knows */
        alsoOnHosts: z.array(cronLine),
      }),
    ),
  remove: operation
    .route({ method: 'DELETE', path: '/jobs/{name}', summary: 'Remove a job; its runs stay' })
    .input(z.object({ name: z.string() }))
    .output(z.object({ removed: z.string() })),
};

export type Job = z.infer<typeof job>;
export type Problem = z.infer<typeof problem>;
