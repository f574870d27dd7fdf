// What a report is asked for: one run, or a time with perhaps a job or a host of it.
import { AppError } from '../../../shared/errors.ts';
import type { ReportPlan } from '../../../shared/model/report/plan.ts';
import type { ReportKind } from '../../../shared/model/report/report.ts';
import { previousSpan } from '../../../shared/model/report/slices.ts';
import { progressOf } from '../../../shared/model/report/so-far.ts';
import { instantWords } from '../../../shared/model/report/words.ts';
import { getHost } from '../../store/hosts.ts';
import { getJob } from '../../store/jobs.ts';
import { hasHistory } from '../../store/report-rows.ts';
import { newestFinishedRun, type RunRow } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { instantOf, momentOf } from '../edge.ts';
import { hostNamed } from '../host/lookup.ts';
import { jobNamed } from '../jobs.ts';
import { runNamed } from '../run/handlers.ts';

export interface Asked {
  run?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  job?: string | undefined;
  host?: string | undefined;
}

export type Subject = { kind: 'run'; run: RunRow } | PeriodSubject;
export interface PeriodSubject {
  kind: Exclude<ReportKind, 'run'>;
  since: number;
  until: number;
  job: string | null;
  host: string | null;
}

/** Throws DJ-INPUT-INVALID, and what is not there. */
export function subjectOf(core: Core, asked: Asked): Subject {
  const { run, since, until, job = null, host = null } = asked;
  if (run !== undefined) {
    const other = (['since', 'until', 'job', 'host'] as const).find((key) => asked[key] !== undefined);
    if (other === undefined) return { kind: 'run', run: runNamed(core, run) };
    throw new AppError('DJ-INPUT-INVALID', 'a report is of a run or of a time', { where: other, remedy: 'leave one of them out' });
  }
  if (since === undefined || until === undefined)
    throw new AppError('DJ-INPUT-INVALID', 'a report needs a run, or a time from its begin to its end', {
      where: since === undefined ? 'since' : 'until',
      remedy: 'give run, or since and until',
    });
  return periodOf(core, { since: momentOf(since, 'since'), until: momentOf(until, 'until'), job, host });
}

/** Of a plan that is due. Throws DJ-RUN-UNKNOWN and what is not there any more. */
export function subjectOfPlan(core: Core, { plan, timezone }: { plan: ReportPlan; timezone: string }, dueAt: number): Subject {
  const { period, job, host } = plan;
  if (period !== 'run') return periodOf(core, { ...previousSpan(period, dueAt, plan.timezone ?? timezone), job, host });
  const run = newestFinishedRun(core.store, job ?? '');
  if (run !== undefined) return { kind: 'run', run: runNamed(core, run) };
  throw new AppError('DJ-RUN-UNKNOWN', `${job} has no finished run yet`, { where: 'job', remedy: 'it is made once there is one' });
}

/** What is gone from the catalog may be reported on as long as there is something of it. */
export function periodOf(core: Core, period: Omit<PeriodSubject, 'kind'>): PeriodSubject {
  const { since, until, job, host } = period;
  if (until <= since)
    throw new AppError('DJ-INPUT-INVALID', 'the time ends before it begins', { where: 'until', remedy: 'let until be later than since' });
  if (job !== null && getJob(core.store, job) === undefined && !hasHistory(core.store, { job, host: null })) jobNamed(core, job);
  if (host !== null && getHost(core.store, host) === undefined && !hasHistory(core.store, { job: null, host })) hostNamed(core, host);
  return { ...period, kind: job !== null ? 'job' : host !== null ? 'host' : 'fleet' };
}

/** `now`: of a time that goes on it says so. */
export function titleOf(subject: Subject, { timezone, now }: { timezone: string; now: number }): string {
  if (subject.kind === 'run') return subject.run.job === null ? 'Run of a command' : `Run of ${subject.run.job}`;
  const { job, host, since, until } = subject;
  const words = [since, until].map((at) => instantWords(instantOf(at), timezone).slice(0, 16));
  const [from, to] = words.every((text) => text.endsWith(' 00:00')) ? words.map((text) => text.slice(0, 10)) : words;
  const what = job === null ? (host ?? 'All jobs and hosts') : host === null ? job : `${job} on ${host}`;
  const progress = progressOf({ since, until }, now);
  return `${what}, ${from} to ${to}${progress === 'over' ? '' : `, ${progress === 'so far' ? progress : 'not begun yet'}`}`;
}
