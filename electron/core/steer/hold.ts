// Holding a run: hosts that have not begun wait until it is released, whatever djcron goes through meanwhile. What has begun goes on.
import { AppError } from '../../../shared/errors.ts';
import { type RunRow, writeHeld } from '../../store/runs.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import { instantOf } from '../edge.ts';
import type { Caller } from '../ports.ts';
import type { LiveRun } from '../run/live.ts';
import { announceRun } from '../run/notice.ts';

/** Again is harmless. Throws DJ-RUN-FINISHED. */
export function holdRun(core: Core, caller: Caller, row: RunRow): LiveRun {
  const run = liveRun(core, row);
  if (run.row.heldAt !== null) return run;
  const heldAt = core.clock.now();
  writeAudited(core, caller, run, { heldAt, heldBy: caller.actor });
  return run;
}

/** Of one that is not held: harmless. Throws DJ-RUN-FINISHED. */
export function releaseRun(core: Core, caller: Caller, row: RunRow): LiveRun {
  const run = liveRun(core, row);
  if (run.row.heldAt === null) return run;
  writeAudited(core, caller, run, { heldAt: null, heldBy: null });
  core.dispatcher.goOn(run);
  return run;
}

function writeAudited(core: Core, caller: Caller, run: LiveRun, held: Pick<RunRow, 'heldAt' | 'heldBy'>): void {
  const waiting = run.executions.filter(({ row }) => row.state === 'queued' && row.sentAt === null).length;
  changeAudited(core, caller, (log) => {
    writeHeld(core.store, { id: run.row.id, ...held });
    log({ action: held.heldAt === null ? 'run.release' : 'run.hold', object: run.row.id, after: { waiting } });
  });
  run.row = { ...run.row, ...held };
  announceRun(core.announcer, run, []);
}

function liveRun({ recorder }: Core, row: RunRow): LiveRun {
  const run = recorder.run(row.id);
  if (run) return run;
  throw new AppError('DJ-RUN-FINISHED', `the run is over: ${row.state}`, {
    where: row.id,
    remedy: row.finishedAt === null ? '' : `it ended at ${instantOf(row.finishedAt)}`,
  });
}
