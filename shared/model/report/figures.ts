// The figures of a period: how often runs succeeded, how long they took, what failed most, how long until it was well again,
// what was due and did not run. Pure: whoever gathers reads rows, and tells how slices of the time are called.
import type { Counts, ExecutionState, RunState } from '../run.ts';
import type { OccurrenceOutcome } from '../schedule/ledger.ts';
import { foldNames } from '../target/fold.ts';
import type { ReportedPeriod } from './report.ts';

export interface CountedRun {
  id: string;
  job: string | null;
  state: RunState;
  /** epoch milliseconds */
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
}

export interface CountedExecution {
  run: string;
  host: string;
  state: ExecutionState;
}

export interface CountedOccurrence {
  job: string;
  outcome: OccurrenceOutcome;
  count: number;
}

type Rates = Pick<ReportedPeriod, 'runs' | 'finished' | 'succeeded' | 'successRate' | 'p50Ms' | 'p95Ms'>;

const failuresAtMost = 100;

/** By nearest rank: a value that occurred. `sorted` ascending; null when there is none. */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export function ratesOf(runs: readonly CountedRun[]): Rates {
  const finished = runs.filter((run) => run.finishedAt !== null);
  const succeeded = finished.filter((run) => run.state === 'succeeded').length;
  const took = finished
    .flatMap(({ startedAt, finishedAt }) => (startedAt === null || finishedAt === null ? [] : [Math.max(0, finishedAt - startedAt)]))
    .sort((a, b) => a - b);
  return {
    runs: runs.length,
    finished: finished.length,
    succeeded,
    successRate: finished.length === 0 ? null : succeeded / finished.length,
    p50Ms: percentile(took, 0.5),
    p95Ms: percentile(took, 0.95),
  };
}

/** From the end of the first run that did not succeed to the end of the next one of the same job that did; in order of their end. */
export function recoveriesOf(runs: readonly CountedRun[]): number[] {
  const brokenSince = new Map<string, number>();
  const took: number[] = [];
  const ended = runs.filter((run) => run.finishedAt !== null && run.job !== null && run.state !== 'cancelled');
  for (const { job, state, finishedAt } of ended.sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0))) {
    const name = job ?? '';
    const since = brokenSince.get(name);
    if (state !== 'succeeded') brokenSince.set(name, since ?? finishedAt ?? 0);
    else if (since !== undefined) {
      took.push((finishedAt ?? 0) - since);
      brokenSince.delete(name);
    }
  }
  return took;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function tally<Key extends string>(keys: Iterable<Key>): Partial<Record<Key, number>> {
  const counts: Partial<Record<Key, number>> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

const notRunOutcomes: ReadonlySet<OccurrenceOutcome> = new Set(['missed', 'skipped']);

export interface Counted {
  runs: readonly CountedRun[];
  executions: readonly CountedExecution[];
  occurrences: readonly CountedOccurrence[];
  /** names of the slices of the period in order, and the one in which an instant lies */
  slices: { labels: readonly string[]; labelOf(at: number): string };
}

export type Figures = Omit<ReportedPeriod, 'since' | 'until' | 'notRun' | 'failures'> & {
  failures: { run: CountedRun; notSucceeded: number; hosts: string }[];
};

export function figuresOf({ runs, executions, occurrences, slices }: Counted): Figures {
  const recoveries = recoveriesOf(runs);
  const outcomes: Partial<Record<OccurrenceOutcome, number>> = {};
  for (const { outcome, count } of occurrences) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  return {
    ...ratesOf(runs),
    byState: tally(runs.map((run) => run.state)),
    executions: { total: executions.length, byState: tally(executions.map((execution) => execution.state)) },
    mttrMs: meanOf(recoveries),
    recoveries: recoveries.length,
    occurrences: outcomes,
    slices: slicesOf(runs, slices),
    jobs: jobsOf(runs, occurrences),
    hosts: hostsOf(executions),
    failures: failuresOf(runs, executions),
  };
}

function slicesOf(runs: readonly CountedRun[], { labels, labelOf }: Counted['slices']): Figures['slices'] {
  const counts = new Map(labels.map((label) => [label, { label, succeeded: 0, notSucceeded: 0 }]));
  for (const run of runs) {
    const slice = counts.get(labelOf(run.createdAt));
    if (slice === undefined || run.finishedAt === null) continue;
    if (run.state === 'succeeded') slice.succeeded += 1;
    else slice.notSucceeded += 1;
  }
  return [...counts.values()];
}

/** What failed most first. */
function jobsOf(runs: readonly CountedRun[], occurrences: readonly CountedOccurrence[]): Figures['jobs'] {
  const notRun = new Map<string, number>();
  for (const { job, outcome, count } of occurrences) if (notRunOutcomes.has(outcome)) notRun.set(job, (notRun.get(job) ?? 0) + count);
  const jobs = [...groupBy(runs, (run) => run.job)].map(([job, own]) => ({
    job,
    ...ratesOf(own),
    mttrMs: meanOf(recoveriesOf(own)),
    notRun: job === null ? 0 : (notRun.get(job) ?? 0),
    lastState: own.reduce((newest, run) => (run.createdAt >= newest.createdAt ? run : newest)).state,
  }));
  const failed = ({ finished, succeeded }: Rates) => finished - succeeded;
  return jobs.sort((a, b) => failed(b) - failed(a) || b.runs - a.runs || (a.job ?? '').localeCompare(b.job ?? ''));
}

/** What failed most first. */
function hostsOf(executions: readonly CountedExecution[]): Figures['hosts'] {
  const hosts = [...groupBy(executions, (execution) => execution.host.toLowerCase()).values()].map((own) => {
    const byState: Counts = tally(own.map((execution) => execution.state));
    return { host: own[0]?.host ?? '', executions: own.length, succeeded: byState.succeeded ?? 0, byState };
  });
  const failed = (host: { executions: number; succeeded: number }) => host.executions - host.succeeded;
  return hosts.sort((a, b) => failed(b) - failed(a) || a.host.localeCompare(b.host, 'en', { numeric: true }));
}

/** Newest first. */
function failuresOf(runs: readonly CountedRun[], executions: readonly CountedExecution[]): Figures['failures'] {
  const failed = runs
    .filter((run) => run.finishedAt !== null && run.state !== 'succeeded')
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(0, failuresAtMost);
  const wanted = new Set(failed.map((run) => run.id));
  const bad = groupBy(
    executions.filter(({ run, state }) => wanted.has(run) && state !== 'succeeded'),
    (execution) => execution.run,
  );
  return failed.map((run) => {
    const hosts = (bad.get(run.id) ?? []).map(({ host }) => host);
    return { run, notSucceeded: hosts.length, hosts: foldNames(hosts) };
  });
}
