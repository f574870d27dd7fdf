// What the core holds in memory of runs that are not finished: the same rows as in the store, with what is needed to number
// output lines. Made when a run is made; dropped when it ends.

import { type LineCount, noLines } from '../../../shared/model/lines.ts';
import type { Counts } from '../../../shared/model/run.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { OutputWriter } from '../../store/output.ts';
import type { RunRow } from '../../store/runs.ts';

export interface LiveExecution {
  row: ExecutionRow;
  run: LiveRun;
  lines: LineCount;
  /** of the next chunk */
  seq: number;
  /** the end of the newest whole or open line, for lists */
  lastLine: string;
  newSamples: boolean;
}

export interface LiveRun {
  row: RunRow;
  executions: LiveExecution[];
  /** opened with the first output */
  output: OutputWriter | null;
  /** begun by an earlier engine */
  revived: boolean;
}

export function liveRunOf(row: RunRow, executions: readonly ExecutionRow[]): LiveRun {
  const run: LiveRun = { row, executions: [], output: null, revived: false };
  run.executions = executions.map((execution) => ({ row: execution, run, lines: noLines, seq: 0, lastLine: '', newSamples: false }));
  return run;
}

/** A run that an earlier engine left unfinished, as its rows and what is stored of its output tell. */
export function revivedRun(row: RunRow, executions: readonly ExecutionRow[], endOf: (execution: ExecutionRow) => OutputEnd): LiveRun {
  const run = liveRunOf(row, executions);
  for (const execution of run.executions) Object.assign(execution, endOf(execution.row));
  run.revived = true;
  return run;
}

export type OutputEnd = Pick<LiveExecution, 'lines' | 'seq' | 'lastLine'>;

export function countStates(rows: readonly ExecutionRow[]): Counts {
  const counts: Counts = {};
  for (const row of rows) counts[row.state] = (counts[row.state] ?? 0) + 1;
  return counts;
}

/** Id of an execution in the runner's language: unique for ever. */
export function executionId(row: Pick<ExecutionRow, 'run' | 'position' | 'attempt'>): string {
  return `${row.run}.${row.position}.${row.attempt}`;
}

export function rowOfId(id: string): { run: string; position: number; attempt: number } {
  const [run = '', position, attempt] = id.split('.');
  return { run, position: Number(position), attempt: Number(attempt) };
}
