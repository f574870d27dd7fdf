// Gathers what a report of a time says: rows of the store, counted by shared/model/report.
import { AppError } from '../../../shared/errors.ts';
import { type CountedRun, figuresOf } from '../../../shared/model/report/figures.ts';
import type { Report, ReportedPeriod } from '../../../shared/model/report/report.ts';
import { slicesOf } from '../../../shared/model/report/slices.ts';
import { progressOf } from '../../../shared/model/report/so-far.ts';
import type { RunState } from '../../../shared/model/run.ts';
import {
  countReportExecutions,
  momentsNotRun,
  type ReportExecutionRow,
  type ReportSpan,
  reportExecutions,
  reportOccurrences,
  reportRuns,
} from '../../store/report-rows.ts';
import type { Core } from '../core.ts';
import { instantOf, instantOrNull } from '../edge.ts';
import { leastRunId } from '../ids.ts';
import type { PeriodSubject } from './subject.ts';

/** More would neither be read by anybody nor fit a sheet. */
const executionsAtMost = 500_000;
const notRunAtMost = 200;

type PeriodPart = Pick<Report, 'period' | 'executions' | 'notes'>;

/** Throws DJ-REPORT-TOO-LARGE. */
export function gatherPeriod(core: Core, subject: PeriodSubject): PeriodPart {
  const { store, surroundings, clock } = core;
  const { since, until, job, host } = subject;
  const span: ReportSpan = { since, until, job, host, leastId: leastRunId(since) };
  refuseTooMany(countReportExecutions(store, span));
  const executions = reportExecutions(store, span);
  const ofRuns = reportRuns(store, span);
  const runs = host === null ? ofRuns : runsOnHost(ofRuns, executions);
  const ofHost = host !== null;
  const { failures, ...figures } = figuresOf({
    runs,
    executions,
    occurrences: ofHost ? [] : reportOccurrences(store, span),
    slices: slicesOf(since, endOfWhatWas({ since, until }, runs, clock.now()), surroundings.timezone),
  });
  const period: ReportedPeriod = {
    since: instantOf(since),
    until: instantOf(until),
    ...figures,
    notRun: ofHost ? [] : momentsNotRun(store, span, notRunAtMost).map((row) => ({ ...row, dueAt: instantOf(row.dueAt) })),
    failures: failures.map(({ run, notSucceeded, hosts }) => {
      const { id, job: name, state, createdAt } = run;
      return { run: id, job: name, state, at: instantOf(createdAt), notSucceeded, hosts };
    }),
  };
  return { period, executions: executions.map(presentExecution), notes: notesOf(subject, clock.now()) };
}

/** What is to come has no slices: there an empty one would say that nothing ran. */
function endOfWhatWas({ since, until }: { since: number; until: number }, runs: readonly CountedRun[], now: number): number {
  // a clock that was set back leaves runs that began later than now
  const newest = runs.reduce((at, { createdAt }) => Math.max(at, createdAt), Math.max(since, now));
  return Math.min(until, newest + 1);
}

function refuseTooMany(count: number): void {
  if (count <= executionsAtMost) return;
  throw new AppError('DJ-REPORT-TOO-LARGE', `the time has ${count} executions, a report holds ${executionsAtMost}`, {
    where: 'since',
    remedy: 'take a shorter time, one job or one host',
  });
}

const goingOn: ReadonlySet<string> = new Set(['queued', 'running']);

/** For one host a run is what became of it there. */
function runsOnHost(runs: readonly CountedRun[], executions: readonly ReportExecutionRow[]): CountedRun[] {
  const there = new Map(executions.map((execution) => [execution.run, execution]));
  return runs.flatMap((run) => {
    const own = there.get(run.id);
    return own === undefined ? [] : [{ ...run, state: runStateThere(own), startedAt: own.startedAt, finishedAt: own.finishedAt }];
  });
}

function runStateThere({ state }: ReportExecutionRow): RunState {
  if (state === 'succeeded' || state === 'cancelled') return state;
  return goingOn.has(state) ? 'running' : 'failed';
}

function presentExecution({ startedAt, finishedAt, ...row }: ReportExecutionRow): Report['executions'][number] {
  const durationMs = startedAt === null || finishedAt === null ? null : Math.max(0, finishedAt - startedAt);
  return { ...row, startedAt: instantOrNull(startedAt), finishedAt: instantOrNull(finishedAt), durationMs };
}

function notesOf({ host, since, until }: PeriodSubject, now: number): string[] {
  const counted = 'Runs are counted in the time in which they began, with the last attempt on each host.';
  const there = host === null ? [] : ['A run counts as what became of it on this host.'];
  const progress = progressOf({ since, until }, now);
  const open = progress === 'over' ? [] : ['When this was made the time it tells of was not over: it holds what was until then.'];
  return [
    ...open,
    counted,
    ...there,
    'Percentiles are by nearest rank; MTTR runs from the end of a failed run to the end of the next good one of its job.',
  ];
}
