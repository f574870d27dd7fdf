// What follows from executions that advanced: the state of their run, the audit entry of its end, the health of their hosts.
// Writes in the caller's transaction and gives what memory is to hold once that is committed.
import { isFinal, runStateOf } from '../../../shared/model/run.ts';
import type { AuditRow } from '../../store/audit.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import { writeHealth } from '../../store/hosts.ts';
import { type RunRow, writeRunState } from '../../store/runs.ts';
import { writeSteps } from '../chain/steps.ts';
import { appendDeed } from '../deed.ts';
import type { Ports } from '../ports.ts';
import { countStates } from './live.ts';

type Needs = Pick<Ports, 'store' | 'clock'>;

/** `rows`: the run's executions as they are now. `entry`: of the run's end, when this is it. */
export function settleRun(needs: Needs, before: RunRow, rows: readonly ExecutionRow[]): { row: RunRow; entry: AuditRow | null } {
  const counts = countStates(rows);
  const state = runStateOf(counts);
  const ended = rows.every((row) => isFinal(row.state));
  const finishedAt = before.finishedAt ?? (ended ? Math.max(...rows.map((row) => row.finishedAt ?? 0)) : null);
  const row = { ...before, state, counts, finishedAt };
  if (state !== before.state || finishedAt !== before.finishedAt) writeRunState(needs.store, row);
  if (finishedAt === null || before.finishedAt !== null) return { row, entry: null };
  writeSteps(needs.store, row);
  const deed = { action: 'run.finish', object: before.id, after: { job: before.job, counts }, result: state };
  return { row, entry: appendDeed(needs, { actor: before.actor, origin: 'engine' }, deed) };
}

/** A host that ran something is up, one that could not be reached or does not answer any more is down, one that was refused is degraded. */
export function settleHealth({ store, clock }: Needs, { host, state, detail, startedAt, noContactSince }: ExecutionRow): void {
  if (state === 'unreachable' || noContactSince !== null) writeHealth(store, host, { state: 'down', detail, at: clock.now() });
  else if (state === 'refused') writeHealth(store, host, { state: 'degraded', detail, at: clock.now() });
  else if (startedAt !== null && state !== 'lost') writeHealth(store, host, { state: 'up', detail: null, at: clock.now() });
}
