// A run that replaces those of its job that are going on: they are cancelled, and it waits for the proof (see turns.ts).
import { logDeed } from '../audited.ts';
import type { Core } from '../core.ts';
import type { LiveRun } from './live.ts';

/** Again is harmless. */
export function replaceOlder(core: Core, run: LiveRun): void {
  const { id, job, how, actor } = run.row;
  if (job === null || how.concurrency !== 'replace') return;
  for (const older of core.recorder.runs()) {
    const { row } = older;
    if (row.job !== job || row.id >= id || row.finishedAt !== null || older.executions.every((one) => one.row.cancelAsked === 1)) continue;
    logDeed(core, { actor, origin: 'engine' }, { action: 'run.cancel', object: row.id, after: { hosts: 'all', replacedBy: id } });
    core.dispatcher.cancel(older, null).catch((error: unknown) => core.log('error', 'a run cannot be replaced', { error: String(error) }));
  }
}
