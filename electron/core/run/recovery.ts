// After an engine ended, however it ended: what it left unfinished is brought to a final state, so that nothing is shown as
// running with nothing behind it. In this version a script that goes on alone cannot be followed again: it is `lost`.
import { type Outcome, runStateOf } from '../../../shared/model/run.ts';
import { type ExecutionRow, listExecutions, unfinishedExecutions, writeExecution } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import { trimOutput } from '../../store/output.ts';
import { getRun, writeRunState } from '../../store/runs.ts';
import { appendDeed } from '../deed.ts';
import type { Clock } from '../ports.ts';
import { conclude } from './advance.ts';

/** Gives the ids of the runs it brought to an end. */
export function concludeInterrupted(store: Store, clock: Clock): string[] {
  const left = unfinishedExecutions(store);
  if (left.length === 0) return [];
  const runs = [...new Set(left.map((row) => row.run))];
  const at = clock.now();
  store.transaction(() => {
    for (const row of left) writeExecution(store, conclude(row, interruptedOutcome(row), { at, successCodes: [0] }));
    for (const id of runs) settle(store, clock, id);
  });
  for (const id of runs) trimOutput(store, id);
  return runs;
}

function interruptedOutcome(row: ExecutionRow): Outcome {
  if (row.sentAt === null) return { type: 'skipped', reason: 'engine-ended' };
  if (row.state === 'queued')
    return { type: 'lost', reason: 'engine-ended', cause: 'djcron ended while it connected; the script may have started' };
  const look = row.pid === null ? '' : `; look on ${row.host} with: ps -p ${row.pid} -o pid,etime,args`;
  return { type: 'lost', reason: 'engine-ended', cause: `djcron ended while the script ran; it may still run${look}` };
}

function settle(store: Store, clock: Clock, id: string): void {
  const run = getRun(store, id);
  if (!run) return;
  const rows = listExecutions(store, id);
  const finishedAt = Math.max(...rows.map((row) => row.finishedAt ?? 0));
  writeRunState(store, { id, state: runStateOf(run.counts), startedAt: run.startedAt, finishedAt });
  appendDeed(
    { store, clock },
    { actor: run.actor, origin: 'engine' },
    {
      action: 'run.finish',
      object: id,
      after: { job: run.job, counts: run.counts },
      result: 'interrupted',
    },
  );
}
