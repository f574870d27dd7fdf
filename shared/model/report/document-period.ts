// The sections of a report of a time: the figures, how they went over the time, then jobs, hosts, failures and what did not run.
// Pure.
import type { Block, Cell, Section } from './block.ts';
import type { Report, ReportedPeriod } from './report.ts';
import { progressOfPeriod } from './so-far.ts';
import { countWords, elapsedWords, instantWords, lookOfState, numberWords, shareWords, stateOrder } from './words.ts';

const rowsAtMost = 200;

export function periodSections(report: Report, period: ReportedPeriod): Section[] {
  return [
    { title: 'Figures', blocks: [{ type: 'facts', facts: figureFacts(report, period) }, ...sliceChart(period)] },
    ...(report.kind === 'job' ? [] : [{ title: 'Jobs', blocks: jobBlocks(period) }]),
    ...(report.kind === 'host' ? [] : [{ title: 'Hosts', blocks: hostBlocks(period) }]),
    { title: 'Runs that did not succeed', blocks: failureBlocks(report, period) },
    ...(report.kind === 'host' ? [] : [{ title: 'Due and not run', blocks: notRunBlocks(report, period) }]),
  ];
}

function figureFacts({ timezone, kind, madeAt }: Report, period: ReportedPeriod): [string, Cell][] {
  const { since, until, runs, finished, succeeded, p50Ms, p95Ms, mttrMs, recoveries, executions, occurrences } = period;
  const running = runs - finished;
  return [
    ['From', { text: instantWords(since, timezone) }],
    ['Until', { text: `${instantWords(until, timezone)}${toCome(period, madeAt, timezone)}` }],
    ['Runs', { text: `${numberWords(runs)}${running === 0 ? '' : `, ${running} of them not finished`}` }],
    ['Success rate', { text: `${shareWords(succeeded, finished)} of the finished runs` }],
    ['Executions', { text: executionWords(executions) }],
    ['Duration p50', { text: elapsedWords(p50Ms) }],
    ['Duration p95', { text: elapsedWords(p95Ms) }],
    [
      'MTTR',
      {
        text:
          mttrMs === null
            ? '– (nothing failed and then succeeded)'
            : `${elapsedWords(mttrMs)}, mean of ${countWords(recoveries, 'recovery', 'recoveries')}`,
      },
    ],
    ...(kind === 'host' ? [] : dueFact(occurrences)),
  ];
}

/** `, still to come: so far until 2026-11-24 10:00:00`; nothing of a time that is over. */
function toCome(period: ReportedPeriod, madeAt: string, timezone: string): string {
  const progress = progressOfPeriod(period, madeAt);
  if (progress === 'over') return '';
  return progress === 'not begun' ? ', none of it has begun' : `, still to come: so far until ${instantWords(madeAt, timezone)}`;
}

function dueFact(occurrences: ReportedPeriod['occurrences']): [string, Cell][] {
  const due = Object.values(occurrences).reduce((sum, count) => sum + count, 0);
  const notRun = (occurrences.missed ?? 0) + (occurrences.skipped ?? 0);
  return [['Due moments', { text: due === 0 ? 'none' : `${numberWords(due)}, of which ${numberWords(notRun)} did not run` }]];
}

function executionWords({ total, byState }: ReportedPeriod['executions']): string {
  const parts = stateOrder.toReversed().flatMap((state) => {
    const n = byState[state as keyof typeof byState] ?? 0;
    return n === 0 ? [] : [`${numberWords(n)} ${lookOfState(state).word}`];
  });
  return total === 0 ? 'none' : `${numberWords(total)}: ${parts.join(', ')}`;
}

function sliceChart({ slices, finished }: ReportedPeriod): Block[] {
  if (finished === 0) return [];
  const series = [
    { name: 'succeeded', tone: 'ok' as const, values: slices.map((slice) => slice.succeeded) },
    { name: 'did not succeed', tone: 'failed' as const, values: slices.map((slice) => slice.notSucceeded) },
  ];
  return [
    {
      type: 'chart',
      chart: { type: 'columns', title: 'Finished runs by when they began', labels: slices.map(({ label }) => label), series },
    },
  ];
}

const right = { align: 'right' as const };

function jobBlocks({ jobs }: ReportedPeriod): Block[] {
  const rows = jobs
    .slice(0, rowsAtMost)
    .map((job): Cell[] => [
      { text: job.job ?? '(commands)', code: job.job !== null },
      { text: numberWords(job.runs) },
      { text: numberWords(job.finished - job.succeeded) },
      { text: shareWords(job.succeeded, job.finished) },
      { text: elapsedWords(job.p50Ms) },
      { text: elapsedWords(job.p95Ms) },
      { text: elapsedWords(job.mttrMs) },
      { text: numberWords(job.notRun) },
      { text: lookOfState(job.lastState).word, state: job.lastState },
    ]);
  const columns = [
    { name: 'Job' },
    { name: 'Runs', ...right },
    { name: 'Not succeeded', ...right },
    { name: 'Success', ...right },
    { name: 'p50', ...right },
    { name: 'p95', ...right },
    { name: 'MTTR', ...right },
    { name: 'Not run', ...right },
    { name: 'Last' },
  ];
  return [{ type: 'table', columns, rows, empty: 'Nothing ran.' }, ...restNote(jobs.length, 'job')];
}

function hostBlocks({ hosts }: ReportedPeriod): Block[] {
  const rows = hosts
    .slice(0, rowsAtMost)
    .map((host): Cell[] => [
      { text: host.host, code: true },
      { text: numberWords(host.executions) },
      { text: numberWords(host.executions - host.succeeded) },
      { text: shareWords(host.succeeded, host.executions) },
      { text: worstOf(host.byState) },
    ]);
  const columns = [
    { name: 'Host', whole: true as const },
    { name: 'Executions', ...right },
    { name: 'Not succeeded', ...right },
    { name: 'Success', ...right },
    { name: 'How', wide: 2 },
  ];
  return [{ type: 'table', columns, rows, empty: 'Nothing ran.' }, ...restNote(hosts.length, 'host')];
}

function worstOf(byState: ReportedPeriod['hosts'][number]['byState']): string {
  const bad = stateOrder.filter((state) => state !== 'succeeded');
  return bad
    .flatMap((state) => {
      const n = byState[state as keyof typeof byState] ?? 0;
      return n === 0 ? [] : [`${n} ${lookOfState(state).word}`];
    })
    .join(', ');
}

function restNote(total: number, one: string): Block[] {
  if (total <= rowsAtMost) return [];
  return [{ type: 'note', text: `The ${rowsAtMost} ${one}s that failed most, of ${numberWords(total)}; the JSON form has all.` }];
}

function failureBlocks({ timezone }: Report, { failures, finished, succeeded }: ReportedPeriod): Block[] {
  const rows = failures.map((failure): Cell[] => [
    { text: instantWords(failure.at, timezone) },
    { text: failure.job ?? '(command)', code: failure.job !== null },
    { text: lookOfState(failure.state).word, state: failure.state },
    { text: failure.hosts === '' ? '–' : `${failure.hosts} (${failure.notSucceeded})`, code: true },
    { text: failure.run, code: true },
  ]);
  const columns = [
    { name: 'Begun', whole: true as const },
    { name: 'Job' },
    { name: 'State' },
    { name: 'Hosts', wide: 2 },
    { name: 'Run', wide: 1.6 },
  ];
  const left = finished - succeeded - failures.length;
  const more: Block[] = left > 0 ? [{ type: 'note', text: `The newest; ${countWords(left, 'older one')} not listed here.` }] : [];
  return [{ type: 'table', columns, rows, empty: 'None.' }, ...more];
}

function notRunBlocks({ timezone }: Report, { notRun, occurrences }: ReportedPeriod): Block[] {
  const rows = notRun.map((row): Cell[] => [
    { text: instantWords(row.dueAt, timezone) },
    { text: `${row.job}/${row.schedule}`, code: true },
    { text: lookOfState(row.outcome).word, state: row.outcome },
    { text: String(row.count) },
    { text: row.reason ?? '' },
  ]);
  const columns = [
    { name: 'Due', whole: true as const },
    { name: 'Schedule' },
    { name: 'Outcome' },
    { name: 'Times', ...right },
    { name: 'Why', wide: 2 },
  ];
  const total = (occurrences.missed ?? 0) + (occurrences.skipped ?? 0);
  const shown = notRun.reduce((sum, row) => sum + row.count, 0);
  const more: Block[] = total > shown ? [{ type: 'note', text: `The newest of ${numberWords(total)}; the ledger has all.` }] : [];
  return [{ type: 'table', columns, rows, empty: 'None: every due moment ran, or was merged with another.' }, ...more];
}
