// A report that is due at times: what it is of, which time before it is due, in which forms, and where it goes. Pure.
import * as z from 'zod';
import { type Schedule, scheduleEntry, scheduleOf } from '../schedule/schedule.ts';
import { reportFormats } from './report.ts';
import { spans } from './slices.ts';

/** An address as a mail server takes it; no room for a second header or a second address. */
const address = z
  .string()
  .max(254)
  .regex(/^[^\s<>,;:"()[\]\\]+@[^\s<>,;:"()[\]\\@]+$/, { error: ({ input }) => `"${input}" is no mail address` });

/** What a report that is due tells of: the last whole day, week or month, or the newest finished run of its job. */
export const planPeriods = [...spans, 'run'] as const;
export type PlanPeriod = (typeof planPeriods)[number];

export const reportPlan = z.object({
  cron: z.string().min(1),
  /** default: of the computer djcron runs on */
  timezone: z.string().nullable().default(null),
  /** the last whole one before it is due; `run`: the newest finished run of `job` */
  period: z.enum(planPeriods),
  job: z.string().nullable().default(null),
  host: z.string().nullable().default(null),
  formats: z.array(z.enum(reportFormats)).min(1, 'needs a form').max(reportFormats.length),
  /** absolute path of a folder on the computer of djcron; null: none */
  folder: z.string().min(1).nullable().default(null),
  mail: z.array(address).max(50).default([]),
});
export type ReportPlan = z.infer<typeof reportPlan>;

/** Throws DJ-SCHEDULE-INVALID. */
export function ruleOfPlan({ cron, timezone }: Pick<ReportPlan, 'cron' | 'timezone'>, hereZone: string): Schedule {
  return scheduleOf(scheduleEntry.parse({ cron, ...(timezone !== null && { timezone }) }), 0, hereZone);
}

/** `due`: it is being made. `failed`: nobody tries again. */
export const deliveryStates = ['due', 'waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

const pausesMs = [60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000, 4 * 60 * 60_000];

/** How long to wait after so many tries; null: enough. */
export function pauseAfter(tries: number): number | null {
  return pausesMs[tries - 1] ?? null;
}

/** The newest of the moments that are due, and how many there are: one report is made for all of them. */
export function newestDue(rule: Pick<Schedule, 'dueAfter'>, from: number, now: number): { dueAt: number; count: number } | null {
  let dueAt = 0;
  let count = 0;
  for (const instant of rule.dueAfter(from - 1)) {
    if (instant > now) break;
    dueAt = instant;
    count += 1;
  }
  return count === 0 ? null : { dueAt, count };
}
