// A report that is due at times, in words: what it tells of, where it goes. Pure.
import type { ReportSchedule } from '../../shared/contract/report-schedules.ts';
import type { PlanPeriod } from '../../shared/model/report/plan.ts';

type About = Pick<ReportSchedule, 'period' | 'job' | 'host'>;

export const periodWords: Record<Exclude<PlanPeriod, 'run'>, string> = {
  day: 'the last whole day',
  week: 'the last whole week',
  month: 'the last whole month',
};

/** `The newest run of backup-db`, `backup-db on web-01, the last whole week`, `All jobs and hosts, the last whole day`. */
export function aboutWords({ period, job, host }: About): string {
  if (period === 'run') return `The newest run of ${job ?? ''}`;
  const what = job === null ? (host ?? 'All jobs and hosts') : host === null ? job : `${job} on ${host}`;
  return `${what}, ${periodWords[period]}`;
}

/** `/srv/reports, ops@example.org` */
export function destinationWords({ folder, mail }: Pick<ReportSchedule, 'folder' | 'mail'>): string {
  return [...(folder === null ? [] : [folder]), ...mail].join(', ');
}

type Delivery = ReportSchedule['deliveries'][number];

/** Name of the state by which it is shown, and its word. */
export function deliveryLook({ state }: Delivery): { state: string; word: string } {
  if (state === 'delivered') return { state: 'succeeded', word: 'delivered' };
  if (state === 'failed') return { state: 'failed', word: 'not delivered' };
  return state === 'due' ? { state: 'running', word: 'being made' } : { state: 'partial', word: 'not yet delivered' };
}
