// What is done to finished runs in the background, one after the other: their output is packed some time after their end, and
// removed when it has been kept long enough. Whatever a death leaves half done is taken up again after the next start.
import { setImmediate } from 'node:timers/promises';
import { stackOf } from '../../shared/errors.ts';
import { type Keep, policiesOf } from '../../shared/model/policies.ts';
import { leavingRuns } from '../../shared/model/retention.ts';
import { listJobs } from '../store/jobs.ts';
import { deleteOccurrences } from '../store/occurrences.ts';
import { type KeptRun, keptRuns, markRemoving, outputFormOf, workLeft } from '../store/output-form.ts';
import { keepSmallOutput, packOutput, removeStaleOutput } from '../store/packing.ts';
import { removeOutput } from '../store/removal.ts';
import { deleteDeliveries } from '../store/report-schedules.ts';
import { getRun } from '../store/runs.ts';
import { changeAudited } from './audited.ts';
import type { Core } from './core.ts';
import { runOf } from './edge.ts';
import { ledgerDays, retentionOf } from './settings.ts';

/** What has just started or ended is looked at first; then comes this. */
const afterStartMs = 60_000;
const afterRunMs = 10_000;
const betweenMs = 3_600_000;
/** Runs that end within it are looked at together. */
const togetherMs = 1000;
const dayMs = 86_400_000;
const rowsAtOnce = 1000;

export interface Upkeep {
  /** A run is over. */
  runEnded(run: string): void;
  /** Resolves when what was begun has been left off or brought to an end. */
  close(): Promise<void>;
}

export function startUpkeep(core: Core): Upkeep {
  const { store, clock } = core;
  const timers = new Set<() => void>();
  const ended = new Map<number, string[]>();
  let working = Promise.resolve();
  let closed = false;
  const stopped = () => closed;

  const later = (delayMs: number, task: () => Promise<void>) => {
    const takeBack = clock.after(delayMs, () => {
      timers.delete(takeBack);
      working = working.then(() => (closed ? undefined : task())).catch(complain);
    });
    timers.add(takeBack);
  };
  const complain = (error: unknown) => core.log('error', 'upkeep of finished runs failed', { error: stackOf(error) });

  const pack = async (run: string) => {
    if (!closed && outputFormOf(store, run) === 'open') await packOutput(store, run, { stopped }).catch(complain);
  };
  const packEnded = async (slot: number) => {
    const runs = ended.get(slot) ?? [];
    ended.delete(slot);
    for (const run of keepSmallOutput(store, runs)) await pack(run);
  };
  const lookAtAll = async () => {
    for (const { run, form } of workLeft(store)) {
      if (closed) return;
      if (form === 'open') await pack(run);
      else await removeOutput(store, run, stopped);
    }
    await removeLeaving();
    await removeOldRows();
  };
  const removeLeaving = async () => {
    const keeps = new Map(listJobs(store).map((job) => [job.name, policiesOf(job.definition).keep]));
    const runs = keptRuns(store).map((run) => ({ ...run, keep: keepOf(run, keeps) }));
    for (const { run, why } of leavingRuns(runs, retentionOf(core), clock.now())) {
      if (closed) return;
      if (getRun(store, run)?.pinnedAt !== null) continue; // just now
      markAudited(core, run, why);
      await removeOutput(store, run, stopped);
    }
  };
  const removeOldRows = async () => {
    const days = ledgerDays(core);
    if (days === null) return;
    for (const deleteSome of [deleteOccurrences, deleteDeliveries])
      while (!closed && deleteSome(store, clock.now() - days * dayMs, rowsAtOnce) > 0) await setImmediate(); // whatever else waits goes first
  };
  const hourly = async () => {
    later(betweenMs, hourly);
    await lookAtAll();
  };

  later(afterStartMs, async () => removeStaleOutput(store));
  later(afterStartMs, hourly);
  return {
    runEnded(run) {
      const slot = Math.ceil((clock.now() + afterRunMs) / togetherMs);
      const runs = ended.get(slot);
      if (runs !== undefined) runs.push(run);
      else {
        ended.set(slot, [run]);
        later(afterRunMs, () => packEnded(slot));
      }
    },
    async close() {
      closed = true;
      for (const takeBack of timers) takeBack();
      await working;
    },
  };
}

/** The job as it is now; of one that is gone, as it was when the run began. */
function keepOf({ job, keep }: KeptRun, keeps: ReadonlyMap<string, Keep | null>): Keep | null {
  if (job === null) return null;
  return keeps.has(job) ? (keeps.get(job) ?? null) : keep;
}

function markAudited(core: Core, run: string, why: string): void {
  const { store, clock, surroundings } = core;
  changeAudited(core, { actor: surroundings.user, origin: 'engine' }, (log) => {
    markRemoving(store, { run, at: clock.now(), why });
    log({ action: 'run.remove-output', object: run, after: { why } });
  });
  const row = getRun(store, run);
  if (row) core.announcer.announce({ type: 'run', run: runOf(row, []) });
}
