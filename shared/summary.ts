// The end of a run in one line, the same in a terminal and on the page. Pure.
import type { Execution, Run } from './contract/run.ts';
import { type ExecutionState, executionStates } from './model/run.ts';

/** `41/48 succeeded, 5 failed (exit 1), 2 unreachable, 3m12s`; `took`: how long, as the place writes it. */
export function summaryLine(run: Pick<Run, 'counts' | 'executions'>, took: string | null): string {
  const parts = [`${run.counts.succeeded ?? 0}/${run.executions.length} succeeded`];
  for (const state of executionStates) {
    const count = run.counts[state] ?? 0;
    if (count === 0 || state === 'succeeded') continue;
    parts.push(`${count} ${state}${state === 'failed' ? exitCodes(run.executions, state) : ''}`);
  }
  return (took === null ? parts : [...parts, took]).join(', ');
}

const namedCodes = 4;

function exitCodes(executions: readonly Execution[], state: ExecutionState): string {
  const codes = new Set(executions.flatMap(({ state: its, exitCode }) => (its === state && exitCode !== null ? [exitCode] : [])));
  if (codes.size === 0) return '';
  const shown = [...codes].sort((a, b) => a - b).slice(0, namedCodes);
  return ` (exit ${shown.join(', ')}${codes.size > namedCodes ? ', …' : ''})`;
}
