// A run held against another: which one that is, what both were, and what the rules of comparing say of them.
import type { Comparison } from '../../../shared/contract/compare.ts';
import { AppError } from '../../../shared/errors.ts';
import { compareRuns, glance, type OutputCounts, type Side } from '../../../shared/model/compare/compare.ts';
import { formatDuration } from '../../../shared/model/duration.ts';
import { hunksOf } from '../../../shared/model/fold/line-diff.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';
import { type ExecutionRow, listExecutions } from '../../store/executions.ts';
import { getJob } from '../../store/jobs.ts';
import { earlierRun } from '../../store/neighbours.ts';
import type { Store } from '../../store/open.ts';
import type { RunRow } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { executionOf, runOf } from '../edge.ts';
import { countsOf } from '../fold/comparisons.ts';
import type { Folder } from '../fold/folder.ts';
import { differenceOf, presentChange } from '../fold/sample.ts';
import { os } from '../os.ts';
import { refuseRemoved, runNamed } from '../run/handlers.ts';
import { compareOutputs, type Pair, rules } from './outputs.ts';

export function compareHandlers(core: Core, folder: Folder) {
  return {
    compare: os.runs.compare.handler(({ input }) => compare(core, folder, twoRuns(core, input))),
    compareOutput: os.runs.compareOutput.handler(({ input }) => {
      const runs = twoRuns(core, input);
      for (const run of [runs.before, runs.after]) refuseRemoved(run);
      const pair = pairsOf(core.store, runs).find(({ after }) => after.host.toLowerCase() === input.host.toLowerCase());
      if (!pair) {
        throw new AppError('DJ-HOST-UNKNOWN', `host "${input.host}" is not part of both runs`, {
          where: `${runs.before.id}, ${runs.after.id}`,
          remedy: 'see: djcron run show',
        });
      }
      const difference = differenceOf(core.store, pair, rules);
      const hunks = difference.streams.flatMap((part) =>
        hunksOf(part.changes, input.context).map((hunk) => ({
          stream: part.stream,
          lines: hunk.map((change) => presentChange(part, change)),
        })),
      );
      return { host: pair.after.host, ...countsOf(difference), hunks };
    }),
  };
}

interface TwoRuns {
  before: RunRow;
  after: RunRow;
}

/** The earlier one first, whichever was named first. Throws DJ-RUN-UNKNOWN, DJ-RUN-AMBIGUOUS, DJ-INPUT-INVALID. */
function twoRuns(core: Core, { id, other }: { id: string; other: string }): TwoRuns {
  const one = runNamed(core, id);
  const two = other === 'previous' || other === 'last-good' ? earlierOf(core, one, other) : runNamed(core, other);
  if (one.id === two.id)
    throw new AppError('DJ-INPUT-INVALID', 'a run cannot be compared with itself', { where: one.id, remedy: 'name another run' });
  return one.id < two.id ? { before: one, after: two } : { before: two, after: one };
}

function earlierOf(core: Core, run: RunRow, which: 'previous' | 'last-good'): RunRow {
  const id = earlierRun(core.store, run, which === 'last-good');
  if (id !== null) return runNamed(core, id);
  const of = run.job === null ? 'this command' : run.job;
  throw new AppError('DJ-RUN-UNKNOWN', `no earlier run of ${of}${which === 'last-good' ? ' succeeded' : ' is there'}`, {
    where: run.id,
    remedy: 'name a run to compare it with',
  });
}

function pairsOf(store: Store, { before, after }: TwoRuns): Pair[] {
  const old = new Map(listExecutions(store, before.id).map((row) => [row.host.toLowerCase(), row]));
  return listExecutions(store, after.id).flatMap((row) => {
    const other = old.get(row.host.toLowerCase());
    return other ? [{ before: other, after: row }] : [];
  });
}

async function compare(core: Core, folder: Folder, runs: TwoRuns): Promise<Comparison> {
  const { store } = core;
  const output = await compareOutputs(core, folder, { ...runs, pairs: pairsOf(store, runs) });
  const definition = definitionOf(store, runs);
  const rows = { before: listExecutions(store, runs.before.id), after: listExecutions(store, runs.after.id) };
  const before = sideOf(runs.before, rows.before, definition.before);
  const after = sideOf(runs.after, rows.after, definition.after);
  const { added, gone, both, definitionChanged, ...found } = compareRuns(before, after);
  const changed = definitionChanged ? { before: definition.before, after: definition.after } : { before: null, after: null };
  const counts = (kind: keyof OutputCounts) => output.reduce((sum, one) => sum + (one.kind === kind ? one.count : 0), 0);
  const outputCounts = { same: counts('same'), different: counts('different'), unknown: counts('unknown') };
  return {
    ...found,
    before: tellSide(runs.before, rows.before),
    after: tellSide(runs.after, rows.after),
    summary: glance({ ...found, added, gone, both, definitionChanged }, outputCounts, [before, after]),
    definition: { what: definition.what, changed: definitionChanged, ...changed },
    added: { hosts: foldNames(added), names: added },
    gone: { hosts: foldNames(gone), names: gone },
    both: both.length,
    output,
  };
}

/** The job file where both runs are of the same job and it is there in both versions; else what ran. */
function definitionOf(store: Store, { before, after }: TwoRuns): { what: 'job' | 'script'; before: string; after: string } {
  const yamlOf = ({ job, jobVersion }: RunRow) => (job === null ? undefined : getJob(store, job, jobVersion)?.yaml);
  const [old, now] = [yamlOf(before), yamlOf(after)];
  if (before.job === after.job && old !== undefined && now !== undefined) return { what: 'job', before: old, after: now };
  return { what: 'script', before: before.script, after: after.script };
}

function sideOf(run: RunRow, rows: readonly ExecutionRow[], definition: string): Side {
  const { durationMs } = runOf(run, []);
  const { runAs, fanout, timeoutMs } = run.how;
  return {
    params: run.params,
    settings: {
      target: run.target,
      'run as': runAs ?? 'the user of the connection',
      'fan-out': String(fanout),
      timeout: timeoutMs === null ? 'none' : formatDuration(timeoutMs),
    },
    definition,
    finished: run.finishedAt !== null,
    durationMs,
    executions: rows.map((row) => executionOf(row, [])),
  };
}

function tellSide(run: RunRow, rows: readonly ExecutionRow[]): Comparison['before'] {
  const { id, job, jobVersion, state, trigger, actor, createdAt, startedAt, durationMs, target, counts, outputRemoved } = runOf(run, []);
  return {
    id,
    job,
    jobVersion,
    state,
    trigger,
    actor,
    createdAt,
    startedAt,
    durationMs,
    target,
    hosts: rows.length,
    counts,
    outputRemoved,
  };
}
