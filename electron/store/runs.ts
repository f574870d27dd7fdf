// Runs: rows <-> model. Their executions are in executions.ts.
import { medianOf } from '../../shared/model/duration.ts';
import type { RunHow } from '../../shared/model/plan.ts';
import { policyDefaults } from '../../shared/model/policies.ts';
import type { Counts, ExecutionState, RunState, Trigger } from '../../shared/model/run.ts';
import type { Store } from './open.ts';

export interface RunRow {
  id: string;
  job: string | null;
  jobVersion: number | null;
  trigger: Trigger;
  actor: string;
  state: RunState;
  target: string;
  params: Record<string, string>;
  retryOf: string | null;
  /** of which it is an occurrence, and when that was due */
  schedule: string | null;
  dueAt: number | null;
  /** the run it follows, and the one that began that chain */
  parentRun: string | null;
  cycle: string | null;
  script: string;
  how: RunHow;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  counts: Counts;
  /** since when hosts that have not begun wait to be released, and who wants that */
  heldAt: number | null;
  heldBy: string | null;
  /** since when its output is kept whatever comes, and who wants that */
  pinnedAt: number | null;
  pinnedBy: string | null;
  /** output and samples are gone */
  outputRemoved: { at: number; why: string } | null;
}

interface Stored extends Omit<RunRow, 'params' | 'how' | 'counts' | 'outputRemoved'> {
  params: string;
  how: string;
  removedAt: number | null;
  removedWhy: string | null;
}

const columns = `id, job, job_version AS jobVersion, trigger, actor, state, target, params, retry_of AS retryOf, schedule, due_at AS dueAt, parent_run AS parentRun, cycle, script, held_at AS heldAt, held_by AS heldBy, pinned_at AS pinnedAt, pinned_by AS pinnedBy,
  order_json AS how, created_at AS createdAt, started_at AS startedAt, finished_at AS finishedAt,
  output_removed_at AS removedAt, output_removed_why AS removedWhy`;

function modelOf({ removedAt, removedWhy, ...row }: Stored, counts: Counts): RunRow {
  const outputRemoved = removedAt === null ? null : { at: removedAt, why: removedWhy ?? '' };
  // a run of an older version says nothing of what came later
  return { ...row, params: JSON.parse(row.params), how: { ...policyDefaults, ...JSON.parse(row.how) }, counts, outputRemoved };
}

export function insertRun(
  store: Store,
  run: Omit<RunRow, 'counts' | 'outputRemoved' | 'heldAt' | 'heldBy' | 'pinnedAt' | 'pinnedBy'>,
): void {
  store.run(
    `INSERT INTO runs (id, job, job_version, trigger, actor, state, target, params, retry_of, schedule, due_at, parent_run, cycle, script, order_json, created_at, started_at, finished_at)
     VALUES ($id, $job, $jobVersion, $trigger, $actor, $state, $target, $params, $retryOf, $schedule, $dueAt, $parentRun, $cycle, $script, $how, $createdAt, $startedAt, $finishedAt)`,
    { ...run, params: JSON.stringify(run.params), how: JSON.stringify(run.how) },
  );
}

export function getRun(store: Store, id: string): RunRow | undefined {
  const row = store.get<Stored>(`SELECT ${columns} FROM runs WHERE id = $id`, { id });
  return row && modelOf(row, countStates(store, id));
}

/** Ids beginning with `prefix`, newest first, at most two: enough to know whether it is unique. */
export function findRuns(store: Store, prefix: string): string[] {
  return store
    .all<{ id: string }>('SELECT id FROM runs WHERE id >= $prefix AND id < $end ORDER BY id DESC LIMIT 2', {
      prefix,
      end: `${prefix}\u{10ffff}`,
    })
    .map((row) => row.id);
}

/** The newest ad-hoc run of exactly this script. */
export function newestRunOf(store: Store, script: string): RunRow | undefined {
  const row = store.get<{ id: string }>('SELECT id FROM runs WHERE job IS NULL AND script = $script ORDER BY id DESC LIMIT 1', { script });
  return row && getRun(store, row.id);
}

/** Of those that somebody wanted: a look of djcron's own at crontabs is none. */
export function newestRun(store: Store): string | undefined {
  return store.get<{ id: string }>(
    "SELECT id FROM runs WHERE json_extract(order_json, '$.purpose') IS NOT 'read-crontabs' ORDER BY id DESC LIMIT 1",
  )?.id;
}

/** `rest`: the conditions, order and limit of the statement. */
export function readRuns(store: Store, rest: string, values: Record<string, string | number | null>): RunRow[] {
  return store.all<Stored>(`SELECT ${columns} FROM runs ${rest}`, values).map((row) => modelOf(row, countStates(store, row.id)));
}

function countStates(store: Store, run: string): Counts {
  const rows = store.all<{ state: ExecutionState; n: number }>(
    'SELECT state, count(*) AS n FROM executions WHERE run = $run AND superseded = 0 GROUP BY state',
    {
      run,
    },
  );
  return Object.fromEntries(rows.map((row) => [row.state, row.n]));
}

export function writeRunState(store: Store, run: Pick<RunRow, 'id' | 'state' | 'startedAt' | 'finishedAt'>): void {
  store.run('UPDATE runs SET state = $state, started_at = $startedAt, finished_at = $finishedAt WHERE id = $id', {
    id: run.id,
    state: run.state,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
  });
}

/** `heldAt` null: it is released. */
export function writeHeld(store: Store, run: Pick<RunRow, 'id' | 'heldAt' | 'heldBy'>): void {
  store.run('UPDATE runs SET held_at = $heldAt, held_by = $heldBy WHERE id = $id', { id: run.id, heldAt: run.heldAt, heldBy: run.heldBy });
}

/** Runs that retried it, oldest first. */
export function retriesOf(store: Store, run: string): Pick<RunRow, 'id' | 'state'>[] {
  return store.all('SELECT id, state FROM runs WHERE retry_of = $run ORDER BY id', { run });
}

/** Ids of a job's runs that are not over, oldest first. */
export function unfinishedRuns(store: Store, job: string): string[] {
  return store
    .all<{ id: string }>('SELECT id FROM runs WHERE job = $job AND finished_at IS NULL ORDER BY id', { job })
    .map((row) => row.id);
}

export function newestFinishedRun(store: Store, job: string): string | undefined {
  return store.get<{ id: string }>('SELECT id FROM runs WHERE job = $job AND finished_at IS NOT NULL ORDER BY id DESC LIMIT 1', { job })
    ?.id;
}

export interface RecentRun {
  id: string;
  state: RunState;
  startedAt: number | null;
  finishedAt: number | null;
}

/** The newest runs of a job, newest first. */
export function recentRuns(store: Store, job: string, limit: number): RecentRun[] {
  return store.all(
    'SELECT id, state, started_at AS startedAt, finished_at AS finishedAt FROM runs WHERE job = $job ORDER BY id DESC LIMIT $limit',
    {
      job,
      limit,
    },
  );
}

const runsForMedian = 20;

/** ms that the newest finished runs of these jobs took, in the middle; a job that has none is left out. */
export function medianDurations(store: Store, jobs: ReadonlySet<string>): Map<string, number> {
  const medians = new Map<string, number>();
  for (const job of jobs) {
    const took = recentRuns(store, job, runsForMedian).flatMap(({ startedAt, finishedAt }) =>
      startedAt === null || finishedAt === null ? [] : [finishedAt - startedAt],
    );
    const middle = medianOf(took);
    if (middle !== null) medians.set(job, middle);
  }
  return medians;
}
