// Gathers what a report of one run says. Reads a few hosts at a time, so that others have their turn.
import { setImmediate } from 'node:timers/promises';
import { foldOutputs, type HostOutput, type OutputBounds, outputBounds } from '../../../shared/model/report/outputs.ts';
import type { Report, ReportedExecution, ReportedLine } from '../../../shared/model/report/report.ts';
import { type ExecutionRow, listExecutions } from '../../store/executions.ts';
import type { RunRow } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { cutOf, executionOf, runOf } from '../edge.ts';
import { readLines } from '../run/output.ts';

type RunPart = Pick<Report, 'run' | 'executions' | 'notes'>;

const hostsAtOnce = 8;

export async function gatherRun(core: Core, row: RunRow): Promise<RunPart> {
  const executions = listExecutions(core.store, row.id);
  const bounds = outputBounds(executions.length);
  const outputs = row.outputRemoved === null ? await gatherOutputs(core, executions, bounds) : [];
  const run = runOf(row, []);
  return {
    run: {
      id: run.id,
      job: run.job,
      jobVersion: run.jobVersion,
      state: run.state,
      trigger: run.trigger,
      actor: run.actor,
      createdAt: run.createdAt,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      durationMs: run.durationMs,
      target: run.target,
      params: run.params,
      retryOf: run.retryOf,
      schedule: run.schedule,
      scheduledAt: run.scheduledAt,
      parentRun: run.parentRun,
      script: run.script,
      runAs: run.runAs,
      fanout: run.fanout,
      timeoutMs: run.timeoutMs,
      outputRemoved: run.outputRemoved,
      counts: run.counts,
      outputs: foldOutputs(outputs, bounds),
    },
    executions: executions.map((execution) => reportedExecution(row, execution)),
    notes: notesOf(row, executions, bounds),
  };
}

function reportedExecution(run: Pick<RunRow, 'id' | 'job' | 'trigger' | 'actor'>, row: ExecutionRow): ReportedExecution {
  const { host, state, attempt, exitCode, signal, reason, detail, startedAt, finishedAt, durationMs, stdoutBytes, stderrBytes, hostKey } =
    executionOf(row, []);
  return {
    run: run.id,
    job: run.job,
    trigger: run.trigger,
    actor: run.actor,
    host,
    state,
    attempt,
    exitCode,
    signal,
    reason,
    detail,
    startedAt,
    finishedAt,
    durationMs,
    stdoutBytes,
    stderrBytes,
    hostKey,
  };
}

async function gatherOutputs(core: Core, executions: readonly ExecutionRow[], bounds: OutputBounds): Promise<HostOutput[]> {
  const outputs: HostOutput[] = [];
  for (const [i, execution] of executions.entries()) {
    if (i % hostsAtOnce === 0) await setImmediate();
    outputs.push(outputOf(core, execution, bounds));
  }
  return outputs;
}

function outputOf({ store }: Core, execution: ExecutionRow, { head, tail }: OutputBounds): HostOutput {
  const { host, state, exitCode, lines: total } = execution;
  const read = (from: number, count: number): ReportedLine[] =>
    count <= 0 || total === 0 ? [] : readLines(store, execution, { from, count }).map(({ n, stream, text }) => ({ n, stream, text }));
  const first = read(1, total <= head + tail ? total : head);
  const last = first.at(-1)?.n ?? 0;
  // a window that is full before its count (very long lines) leaves off; the end is read all the same
  const from = Math.max(last + 1, total - tail + 1);
  return { host, state, exitCode, total, head: first, tail: last >= total ? [] : read(from, tail), notStored: cutOf(execution) };
}

function notesOf(row: RunRow, executions: readonly ExecutionRow[], { head, tail }: OutputBounds): string[] {
  if (row.outputRemoved !== null) return [];
  const longer = executions.filter(({ lines }) => lines > head + tail).length;
  const going = executions.filter(({ finishedAt }) => finishedAt === null).length;
  return [
    ...(going === 0 ? [] : [`The run was not over when the report was made: ${going} of its hosts had not ended.`]),
    ...(longer === 0
      ? []
      : [
          `Of each host's output the first ${head} and the last ${tail} lines are here: ${longer} wrote more. All of it: djcron run logs ${row.id}`,
        ]),
  ];
}
