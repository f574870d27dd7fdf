// Gathers what a report of one run says. Of hosts that came to the same one output is read. It is done in short turns, between
// which everything else goes on.
import { setImmediate } from 'node:timers/promises';
import { defaultNormalisers } from '../../../shared/model/fold/normalisers.ts';
import { type GroupOutput, type OutputBounds, outputBounds, reportedOutputs } from '../../../shared/model/report/outputs.ts';
import type { Report, ReportedExecution, ReportedLine } from '../../../shared/model/report/report.ts';
import { type ExecutionRow, listExecutions } from '../../store/executions.ts';
import type { RunRow } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { cutOf, executionOf, runOf } from '../edge.ts';
import { type FoldedRun, foldRun } from '../fold/folded-run.ts';
import type { Folder } from '../fold/folder.ts';
import { readLines } from '../run/output.ts';

type RunPart = Pick<Report, 'run' | 'executions' | 'notes'>;

const linesAtOnce = 300;

export async function gatherRun(core: Core, folder: Folder, { id }: RunRow): Promise<RunPart> {
  await setImmediate();
  const folded = await foldRun(core, folder, { id, normalisers: defaultNormalisers });
  await setImmediate();
  const row = folded.run;
  const executions = listExecutions(core.store, id);
  const groups = row.outputRemoved === null ? groupsOf(folded) : [];
  const bounds = outputBounds(groups.length);
  const outputs = reportedOutputs(await gatherOutputs(core, groups, bounds), bounds);
  await setImmediate();
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
      outputs,
    },
    executions: executions.map((execution) => reportedExecution(row, execution)),
    notes: notesOf(row, executions, { groups, bounds }),
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

interface OutputGroup {
  hosts: string[];
  sample: ExecutionRow;
}

/** Who goes on, or was not compared yet, stands alone. */
function groupsOf({ groups, unfinished, comparing }: FoldedRun): OutputGroup[] {
  const alone = [...comparing, ...unfinished].map((sample) => ({ hosts: [sample.host], sample }));
  return [...groups.map(({ members, sample }) => ({ hosts: members.map(({ host }) => host), sample })), ...alone];
}

async function gatherOutputs(core: Core, groups: readonly OutputGroup[], bounds: OutputBounds): Promise<GroupOutput[]> {
  const outputs: GroupOutput[] = [];
  let read = linesAtOnce;
  for (const group of groups) {
    if (read >= linesAtOnce) {
      await setImmediate();
      read = 0;
    }
    const output = outputOf(core, group, bounds);
    outputs.push(output);
    read += output.head.length + output.tail.length;
  }
  await setImmediate();
  return outputs;
}

function outputOf({ store }: Core, { hosts, sample }: OutputGroup, { head, tail }: OutputBounds): GroupOutput {
  const { host, state, exitCode, lines: total } = sample;
  const read = (from: number, count: number): ReportedLine[] =>
    count <= 0 || total === 0 ? [] : readLines(store, sample, { from, count }).map(({ n, stream, text }) => ({ n, stream, text }));
  const first = read(1, total <= head + tail ? total : head);
  const last = first.at(-1)?.n ?? 0;
  // a window that is full before its count (very long lines) leaves off; the end is read all the same
  const from = Math.max(last + 1, total - tail + 1);
  return {
    hosts,
    sample: host,
    state,
    exitCode,
    total,
    head: first,
    tail: last >= total ? [] : read(from, tail),
    notStored: cutOf(sample),
  };
}

interface Taken {
  groups: readonly OutputGroup[];
  bounds: OutputBounds;
}

function notesOf(row: RunRow, executions: readonly ExecutionRow[], { groups, bounds: { head, tail } }: Taken): string[] {
  const longer = groups.filter(({ sample }) => sample.lines > head + tail).length;
  const going = executions.filter(({ finishedAt }) => finishedAt === null).length;
  return [
    ...(going === 0 ? [] : [`The run was not over when the report was made: ${going} of its hosts had not ended.`]),
    ...(longer === 0
      ? []
      : [`Of each output the first ${head} and the last ${tail} lines are here: ${longer} had more. All of it: djcron run logs ${row.id}`]),
  ];
}
