// What is said at the end of a run: one line for all, one for each host that did not succeed. Pure.
import type { Execution, Run } from '../../../shared/contract/run.ts';
import { type ExecutionState, executionStates } from '../../../shared/model/run.ts';
import { summaryLine as endOfRun } from '../../../shared/summary.ts';
import { showElapsed } from '../terminal/moment.ts';

/** `41/48 succeeded, 5 failed (exit 1), 2 unreachable, 3m12s` */
export function summaryLine(run: Run): string {
  return endOfRun(run, run.durationMs === null ? null : showElapsed(run.durationMs));
}

/** `web-03: failed (exit 3)`, `db-1: unreachable: connection refused: …` */
export function notSucceededLine(execution: Execution): string {
  const { host, state, exitCode, signal, reason, detail } = execution;
  const exit = exitCode === null ? '' : ` (exit ${exitCode}${signal === null ? '' : `, ${signal}`})`;
  const why = detail ?? (reason === 'exit' || reason === state ? null : reason);
  return `${host}: ${state}${exit}${why === null ? '' : `: ${why}`}`;
}

/** `12/48 done, 3 failed, 33 running` while a run goes on. */
export function progressLine(executions: readonly Execution[], held = false): string {
  const counts = new Map<ExecutionState, number>();
  for (const { state } of executions) counts.set(state, (counts.get(state) ?? 0) + 1);
  const queued = counts.get('queued') ?? 0;
  const running = counts.get('running') ?? 0;
  const others = executionStates.filter((state) => state !== 'queued' && state !== 'succeeded');
  const parts = others.flatMap((state) => ((counts.get(state) ?? 0) > 0 ? [`${counts.get(state)} ${state}`] : []));
  const away = executions.filter(({ state, noContactSince }) => state === 'running' && noContactSince !== null).length;
  if (away > 0) parts.push(`no contact with ${away}`);
  if (held && queued > 0) parts.push(`${queued} held back`);
  return [`${executions.length - queued - running}/${executions.length} done`, ...parts].join(', ');
}
