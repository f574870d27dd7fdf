// Schedules: when jobs are due, what became of every due moment (the ledger), pausing, and what was missed while djcron was
// closed or this computer asleep. A schedule itself is part of its job's file.
import * as z from 'zod';
import { runStates } from '../model/run.ts';
import { absenceReasons, outcomes } from '../model/schedule/ledger.ts';
import { misfirePolicies } from '../model/schedule/schedule.ts';
import { durationMs, instant, operation } from './base.ts';
import { run } from './run.ts';

/** No schedule, those of one job, or one of them, fires before `until`; null: until resumed. */
export const pause = z.object({ since: instant, until: instant.nullable(), by: z.string() });

export const schedule = z.object({
  job: z.string(),
  name: z.string(),
  /** as written: `30 2 * * *`, `at 2027-01-05T09:00`, `every 90m` */
  text: z.string(),
  words: z.string(),
  timezone: z.string(),
  jitterMs: durationMs,
  misfire: z.enum(misfirePolicies),
  maxLateMs: durationMs.nullable(),
  /** of its job */
  enabled: z.boolean(),
  /** its own; all schedules together may be paused besides */
  paused: pause.nullable(),
  /** the pause of all schedules together */
  allPaused: pause.nullable(),
  /** null: not any more, or its job is disabled */
  nextAt: instant.nullable(),
  /** its newest row of the ledger; `state`: of the run, when there is one */
  last: z
    .object({
      dueAt: instant,
      outcome: z.enum(outcomes),
      reason: z.string().nullable(),
      run: z.string().nullable(),
      state: z.enum(runStates).nullable(),
    })
    .nullable(),
});

/** A row of the ledger: one due moment and what became of it. */
export const occurrence = z.object({
  job: z.string(),
  schedule: z.string(),
  dueAt: instant,
  outcome: z.enum(outcomes),
  reason: z.string().nullable(),
  run: z.string().nullable(),
  /** when it was decided */
  decidedAt: instant,
  /** so many due moments, up to `lastDueAt`, that share one row because there were too many; usually 1 */
  count: z.number().int(),
  lastDueAt: instant,
});

/** A time in which schedules did not fire, and what became of the moments that were due in it. */
export const absence = z.object({
  from: instant,
  until: instant,
  why: z.enum(absenceReasons),
  /** newest first, at most 200; `total`: all of them */
  occurrences: z.array(occurrence),
  total: z.number().int(),
});

/** When a schedule will be due, as planned now. */
export const planned = z.object({
  job: z.string(),
  schedule: z.string(),
  timezone: z.string(),
  /** at most 200 of one schedule; `more`: there are others in the window */
  dueAt: z.array(instant),
  more: z.boolean(),
  /** median of its job's finished runs */
  usualMs: durationMs.nullable(),
  paused: z.boolean(),
  /** what is due in these is skipped */
  blackouts: z.array(z.object({ from: instant, until: instant })),
});

const one = z.object({ job: z.string().optional(), schedule: z.string().optional() });

export const schedules = {
  list: operation
    .route({ method: 'GET', path: '/schedules', summary: 'All schedules, by when they are due' })
    .input(z.object({ job: z.string().optional() }).optional())
    .output(z.array(schedule)),
  /** All schedules together, and what was missed last. */
  state: operation
    .route({ method: 'GET', path: '/schedules/state', summary: 'Whether all schedules are paused, what is next, what was missed' })
    .output(
      z.object({
        paused: pause.nullable(),
        next: z.object({ job: z.string(), schedule: z.string(), at: instant }).nullable(),
        /** until somebody says that it was seen */
        absence: absence.nullable(),
        count: z.number().int(),
      }),
    ),
  plan: operation
    .route({ method: 'GET', path: '/schedules/plan', summary: 'What is due in a time to come' })
    .input(z.object({ from: z.string(), until: z.string(), job: z.string().optional() }))
    .output(z.object({ schedules: z.array(planned), load: z.array(z.object({ at: instant, due: z.number().int() })) })),
  ledger: operation
    .route({ method: 'GET', path: '/schedules/ledger', summary: 'What became of every due moment, newest first' })
    .input(
      z
        .object({
          job: z.string().optional(),
          schedule: z.string().optional(),
          since: z.string().optional(),
          until: z.string().optional(),
          outcome: z.enum(outcomes).optional(),
          limit: z.coerce.number().int().min(1).max(10_000).optional(),
        })
        .optional(),
    )
    .output(z.array(occurrence)),
  /** `until` absent: until resumed. Without a job: all schedules. */
  pause: operation
    .route({ method: 'POST', path: '/schedules/pause', summary: 'Let nothing fire for a time' })
    .input(one.extend({ until: z.string().optional() }))
    .output(z.object({ paused: z.number().int(), until: instant.nullable() })),
  /** What was due meanwhile is decided by each schedule's misfire policy. */
  resume: operation
    .route({ method: 'POST', path: '/schedules/resume', summary: 'End a pause' })
    .input(one)
    .output(z.object({ resumed: z.number().int() })),
  /** Runs what was not run when it was due; its row becomes `ran late`. */
  catchUp: operation
    .route({ method: 'POST', path: '/schedules/catch-up', summary: 'Run a missed occurrence now' })
    .input(z.object({ job: z.string(), schedule: z.string(), dueAt: z.string() }))
    .output(run),
  dismiss: operation
    .route({ method: 'POST', path: '/schedules/dismiss', summary: 'What was missed has been seen' })
    .output(z.object({ dismissed: z.boolean() })),
};

export type Schedule = z.infer<typeof schedule>;
export type Occurrence = z.infer<typeof occurrence>;
export type Absence = z.infer<typeof absence>;
export type Planned = z.infer<typeof planned>;
export type Pause = z.infer<typeof pause>;
