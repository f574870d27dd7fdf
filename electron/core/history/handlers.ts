// The history of runs: windows of the list, the counts over time beside it, and pins.
import type { RunFilter as Asked, Tally } from '../../../shared/contract/history.ts';
import type { Run } from '../../../shared/contract/run.ts';
import { bucketLength } from '../../../shared/model/buckets.ts';
import { earlierAttempts, listExecutions } from '../../store/executions.ts';
import { countByTime, countRemoved, extentOf, listRuns, type RunFilter, writePinned } from '../../store/history.ts';
import type { RunRow } from '../../store/runs.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import { instantOf, momentOf, runOf } from '../edge.ts';
import { os } from '../os.ts';
import type { Caller } from '../ports.ts';
import { runNamed } from '../run/handlers.ts';
import { tellRun } from '../run/live.ts';

export function historyHandlers(core: Core) {
  return {
    list: os.runs.list.handler(({ input }) => {
      const rows = listRuns(core.store, filterOf(input ?? {}), { skip: input?.skip ?? 0, limit: input?.limit ?? 50 });
      return rows.map((row) =>
        input?.executions ? runOf(row, listExecutions(core.store, row.id), earlierAttempts(core.store, row.id)) : runOf(row, []),
      );
    }),
    tally: os.runs.tally.handler(({ input }) => tallyRuns(core, filterOf(input ?? {}), input?.buckets ?? 120)),
    pin: os.runs.pin.handler(({ input, context }) => {
      const row = runNamed(core, input.id);
      if (row.pinnedAt !== null) return tellOne(core, row);
      return writeAudited(core, context.caller, { ...row, pinnedAt: core.clock.now(), pinnedBy: context.caller.actor });
    }),
    unpin: os.runs.unpin.handler(({ input, context }) => {
      const row = runNamed(core, input.id);
      if (row.pinnedAt === null) return tellOne(core, row);
      return writeAudited(core, context.caller, { ...row, pinnedAt: null, pinnedBy: null });
    }),
  };
}

function filterOf(asked: Asked): RunFilter {
  const list = <Word>(words: Word | Word[] | undefined) => (words === undefined ? null : ([words].flat() as Word[]));
  return {
    job: asked.job ?? null,
    host: asked.host ?? null,
    states: list(asked.state),
    triggers: list(asked.trigger),
    actor: asked.actor ?? null,
    exitCode: asked.exitCode ?? null,
    text: asked.text ?? null,
    pinned: asked.pinned ?? null,
    since: asked.since === undefined ? null : momentOf(asked.since, 'since'),
    before: asked.before === undefined ? null : momentOf(asked.before, 'before'),
    upTo: asked.upTo ?? null,
    olderThan: asked.olderThan ?? null,
  };
}

function tallyRuns({ store, clock }: Core, filter: RunFilter, most: number): Tally {
  const { total, newest, oldestAt, newestAt, pinned } = extentOf(store, filter);
  const removed = countRemoved(store, filter);
  if (oldestAt === null) return { total, newest, from: null, until: null, bucketMs: 0, buckets: [], pinned, removed };
  const fromAt = filter.since ?? oldestAt;
  const untilAt = filter.before ?? Math.max(clock.now(), newestAt ?? 0);
  const bucketMs = bucketLength(fromAt, untilAt, most);
  const buckets = new Map<number, Tally['buckets'][number]>();
  for (const { bucket, state, count } of countByTime(store, filter, bucketMs)) {
    const one = buckets.get(bucket) ?? { at: instantOf(bucket * bucketMs), counts: {} };
    one.counts[state] = count;
    buckets.set(bucket, one);
  }
  return { total, newest, from: instantOf(fromAt), until: instantOf(untilAt), bucketMs, buckets: [...buckets.values()], pinned, removed };
}

function writeAudited(core: Core, caller: Caller, row: RunRow): Run {
  changeAudited(core, caller, (log) => {
    writePinned(core.store, row);
    log({ action: row.pinnedAt === null ? 'run.unpin' : 'run.pin', object: row.id });
  });
  const live = core.recorder.run(row.id);
  if (live) live.row = { ...live.row, pinnedAt: row.pinnedAt, pinnedBy: row.pinnedBy };
  core.announcer.announce({ type: 'run', run: runOf(live?.row ?? row, []) });
  return tellOne(core, row);
}

function tellOne(core: Core, row: RunRow): Run {
  const live = core.recorder.run(row.id);
  return live ? tellRun(live) : runOf(row, listExecutions(core.store, row.id), earlierAttempts(core.store, row.id));
}
