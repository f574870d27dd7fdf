// What is said at the end of a run: one line for all, one for each host that did not succeed. Pure.
import type { Execution, Run } from '../../shared/contract/run.ts';
import { type ExecutionState, executionStates } from '../../shared/model/run.ts';
import { showElapsed } from './moment.ts';

/** `41/48 succeeded, 5 failed (exit 1), 2 unreachable, 3m12s` */
export function summaryLine(run: Run): string {
  const total = run.executions.length;
  const parts = [`${run.counts.succeeded ?? 0}/${total} succeeded`];
  for (const state of executionStates) {
    const count = run.counts[state] ?? 0;
    if (count === 0 || state === 'succeeded') continue;
    parts.push(`${count} ${state}${state === 'failed' ? exitCodes(run.executions, state) : ''}`);
  }
  if (run.durationMs !== null) parts.push(showElapsed(run.durationMs));
  return parts.join(', ');
}

const namedCodes = 4;

function exitCodes(executions: readonly Execution[], state: ExecutionState): string {
  const codes = new Set(executions.flatMap(({ state: its, exitCode }) => (its === state && exitCode !== null ? [exitCode] : [])));
  if (codes.size === 0) return '';
  const shown = [...codes].sort((a, b) => a - b).slice(0, namedCodes);
  return ` (exit ${shown.join(', ')}${codes.size > namedCodes ? ', …' : ''})`;
}

/** `web-03: failed (exit 3)`, `db-1: unreachable: connection refused: …` */
export function notSucceededLine(execution: Execution): string {
  const { host, state, exitCode, signal, reason, detail } = execution;
  const exit = exitCode === null ? '' : ` (exit ${exitCode}${signal === null ? '' : `, ${signal}`})`;
  const why = detail ?? (reason === 'exit' || reason === state ? null : reason);
  return `${host}: ${state}${exit}${why === null ? '' : `: ${why}`}`;
}

/** `12/48 done, 3 failed, 33 running` while a run goes on. */
export function progressLine(executions: readonly Execution[]): string {
  const counts = new Map<ExecutionState, number>();
  for (const { state } of executions) counts.set(state, (counts.get(state) ?? 0) + 1);
  const queued = counts.get('queued') ?? 0;
  const running = counts.get('running') ?? 0;
  const others = executionStates.filter((state) => state !== 'queued' && state !== 'succeeded');
  const parts = others.flatMap((state) => ((counts.get(state) ?? 0) > 0 ? [`${counts.get(state)} ${state}`] : []));
  const away = executions.filter(({ state, noContactSince }) => state === 'running' && noContactSince !== null).length;
  if (away > 0) parts.push(`no contact with ${away}`);
  return [`${executions.length - queued - running}/${executions.length} done`, ...parts].join(', ');
}
