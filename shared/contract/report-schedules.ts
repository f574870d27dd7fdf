// Reports that are due at times, and what became of each: written to a folder, sent by mail.
import * as z from 'zod';
import { deliveryStates, reportPlan } from '../model/report/plan.ts';
import { instant, operation } from './base.ts';

const planName = z
  .string()
  .min(1, 'a report that is due needs a name')
  .max(100, 'the name of a report has at most 100 characters')
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'the name of a report has a-z, 0-9 and "-" only and begins with a letter or digit');

export const reportSchedule = reportPlan.extend({
  name: z.string(),
  timezone: z.string(),
  words: z.string(),
  nextAt: instant.nullable(),
  actor: z.string(),
  /** newest first, at most 10 */
  deliveries: z.array(
    z.object({
      dueAt: instant,
      state: z.enum(deliveryStates),
      reason: z.string().nullable(),
      /** due moments for which this is the one report */
      count: z.number().int(),
      files: z.array(z.string()),
      tries: z.number().int(),
      nextTryAt: instant.nullable(),
      finishedAt: instant.nullable(),
    }),
  ),
});

export const reportScheduleOperations = {
  schedules: operation
    .route({ method: 'GET', path: '/reports/schedules', summary: 'Reports that are due at times, with their last deliveries' })
    .output(z.array(reportSchedule)),
  schedule: operation
    .route({ method: 'PUT', path: '/reports/schedules/{name}', summary: 'Have a report made at times' })
    .input(reportPlan.extend({ name: planName }))
    .output(reportSchedule),
  send: operation
    .route({ method: 'POST', path: '/reports/schedules/{name}/send', summary: 'Make and deliver it now, as if it were due' })
    .input(z.object({ name: z.string() }))
    .output(reportSchedule),
  unschedule: operation
    .route({ method: 'DELETE', path: '/reports/schedules/{name}', summary: 'Have it made no more' })
    .input(z.object({ name: z.string() }))
    .output(z.object({ removed: z.string() })),
};

export type ReportSchedule = z.infer<typeof reportSchedule>;
