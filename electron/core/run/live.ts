// What the core holds in memory of runs that are not finished: the same rows as in the store, with what is needed to number
// output lines. Made when a run is made; dropped when it ends.

import type { Run } from '../../../shared/contract/run.ts';
import { type LineCount, noLines } from '../../../shared/model/lines.ts';
import type { Counts } from '../../../shared/model/run.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { OutputWriter } from '../../store/output.ts';
import type { RunRow } from '../../store/runs.ts';
import { runOf } from '../edge.ts';

export interface LiveExecution {
  row: ExecutionRow;
  /** attempts before it */
  earlier: readonly ExecutionRow[];
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

export function liveRunOf(row: RunRow, executions: readonly ExecutionRow[], earlier: readonly ExecutionRow[] = []): LiveRun {
  const run: LiveRun = { row, executions: [], output: null, revived: false };
  run.executions = executions.map((execution) =>
    liveExecutionOf(
      execution,
      run,
      earlier.filter(({ position }) => position === execution.position),
    ),
  );
  return run;
}

export function liveExecutionOf(row: ExecutionRow, run: LiveRun, earlier: readonly ExecutionRow[]): LiveExecution {
  return { row, earlier, run, lines: noLines, seq: 0, lastLine: '', newSamples: false };
}

/** The run as everybody is told of it. */
export function tellRun({ row, executions }: LiveRun): Run {
  return runOf(
    row,
    executions.map((execution) => execution.row),
    executions.flatMap(({ earlier }) => earlier),
  );
}

/** A run that an earlier engine left unfinished, as its rows and what is stored of its output tell. */
export function revivedRun(row: RunRow, rows: RunRows, endOf: (execution: ExecutionRow) => OutputEnd): LiveRun {
  const run = liveRunOf(row, rows.executions, rows.earlier);
  for (const execution of run.executions) Object.assign(execution, endOf(execution.row));
  run.revived = true;
  return run;
}

export interface RunRows {
  executions: readonly ExecutionRow[];
  earlier: readonly ExecutionRow[];
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
