// What the dialog of a report that is due at times holds, and the plan that is made of it. Pure.
import type { ReportSchedule } from '../../shared/contract/report-schedules.ts';
import type { PlanPeriod, ReportPlan } from '../../shared/model/report/plan.ts';
import type { ReportFormat } from '../../shared/model/report/report.ts';
import type { ScheduleForm } from '../job/job-form-values.ts';

export const planAbouts = ['fleet', 'job', 'host', 'run'] as const;
export type PlanAbout = (typeof planAbouts)[number];

export interface PlanForm {
  name: string;
  about: PlanAbout;
  job: string | null;
  host: string | null;
  period: Exclude<PlanPeriod, 'run'>;
  formats: ReportFormat[];
  cron: string;
  /** empty: of the engine's computer */
  timezone: string;
  folder: string;
  mail: string[];
}

export function planFormOf(plan: ReportSchedule | undefined): PlanForm {
  if (plan === undefined) {
    return {
      name: '',
      about: 'fleet',
      job: null,
      host: null,
      period: 'week',
      formats: ['html'],
      cron: '0 7 * * 1',
      timezone: '',
      folder: '',
      mail: [],
    };
  }
  const { name, job, host, period, formats, cron, timezone, folder, mail } = plan;
  return {
    name,
    about: period === 'run' ? 'run' : job !== null ? 'job' : host !== null ? 'host' : 'fleet',
    job,
    host,
    period: period === 'run' ? 'week' : period,
    formats,
    cron,
    timezone,
    folder: folder ?? '',
    mail,
  };
}

export function planOf({ name, about, job, host, period, formats, cron, timezone, folder, mail }: PlanForm): ReportPlan & { name: string } {
  return {
    name: name.trim(),
    period: about === 'run' ? 'run' : period,
    job: about === 'run' || about === 'job' ? job : null,
    host: about === 'job' || about === 'host' ? host : null,
    formats,
    cron: cron.trim(),
    timezone: timezone === '' ? null : timezone,
    folder: folder.trim() === '' ? null : folder.trim(),
    mail,
  };
}

/** What the engine would take and is not meant: another report of this name would be replaced, or one of everything made. */
export function planProblems({ name, about, job, host }: PlanForm, taken: readonly string[]): Partial<Record<keyof PlanForm, string>> {
  return {
    ...(taken.includes(name.trim()) && { name: `There is a report ${name.trim()} already` }),
    ...((about === 'job' || about === 'run') && job === null && { job: 'Which job?' }),
    ...(about === 'host' && host === null && { host: 'Which host?' }),
  };
}

/** Its line as the editor of schedules reads one. */
export function entryOfPlan({ cron, timezone }: Pick<PlanForm, 'cron' | 'timezone'>): ScheduleForm {
  const unsaid = { name: '', jitter: '', gap: '', overlap: '', misfire: '', maxLate: '', start: '', end: '' };
  return { ...unsaid, cron, timezone, at: null, every: null, blackouts: [] };
}
