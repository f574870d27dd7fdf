// What everybody is told when a run advances: at most ten times a second a subject, each time all that changed since.
// Output is told by its size, states by the whole execution. The output of a few hosts is told more often: somebody reads it
// as it comes, and it is little to tell.
import type { ExecutionRow } from '../../store/executions.ts';
import type { Announcer } from '../announcer.ts';
import { cutOf, executionOf, runOf } from '../edge.ts';
import type { LiveExecution, LiveRun } from './live.ts';

const fewHosts = 8;
const readPaceMs = 40;

interface Marks {
  changed: Set<LiveExecution>;
  grown: Set<LiveExecution>;
  sampled: Set<LiveExecution>;
  /** what was told last, to tell only what differs */
  run: string;
  executions: Map<LiveExecution, ExecutionRow>;
}

const marksOfRun = new WeakMap<LiveRun, Marks>();

function marksOf(run: LiveRun): Marks {
  const marks = marksOfRun.get(run) ?? { changed: new Set(), grown: new Set(), sampled: new Set(), run: '', executions: new Map() };
  marksOfRun.set(run, marks);
  return marks;
}

export function announceRun(announcer: Announcer, run: LiveRun, touched: readonly LiveExecution[]): void {
  const { id, job, finishedAt } = run.row;
  const marks = marksOf(run);
  for (const execution of touched) if (execution.run === run) mark(marks, execution);
  const paceMs = run.executions.length <= fewHosts ? readPaceMs : undefined;
  if (marks.grown.size > 0) announcer.announceSoon(`output ${id}`, () => outputEvent(run, marks), paceMs);
  if (marks.changed.size > 0) announcer.announceSoon(`executions ${id}`, () => executionsEvent(run, marks));
  if (marks.sampled.size > 0) announcer.announceSoon(`samples ${id}`, () => samplesEvent(run, marks));
  const told = JSON.stringify([run.row.state, run.row.counts, run.row.startedAt, finishedAt, run.row.heldAt]);
  if (told === marks.run) return;
  marks.run = told;
  announcer.announceSoon(`run ${id}`, () => ({ type: 'run', run: runOf(run.row, []) }));
  if (job !== null && finishedAt !== null) announcer.announceSoon(`job ${job}`, () => ({ type: 'job', name: job }));
}

function mark(marks: Marks, execution: LiveExecution): void {
  const before = marks.executions.get(execution);
  const { row } = execution;
  marks.executions.set(execution, row);
  if (execution.newSamples) marks.sampled.add(execution);
  execution.newSamples = false;
  if (row.stdoutBytes + row.stderrBytes > (before ? before.stdoutBytes + before.stderrBytes : 0)) marks.grown.add(execution);
  const visible = ({ state, noContactSince, samplesNote, cancelAsked }: ExecutionRow) =>
    [state, noContactSince, samplesNote, cancelAsked].join();
  if (!before || visible(before) !== visible(row)) marks.changed.add(execution);
}

function outputEvent(run: LiveRun, { grown }: Marks) {
  const hosts = [...grown].map(({ row, lastLine }) => ({
    host: row.host,
    attempt: row.attempt,
    lines: row.lines,
    stdoutBytes: row.stdoutBytes,
    stderrBytes: row.stderrBytes,
    cut: cutOf(row),
    lastLine,
  }));
  grown.clear();
  return hosts.length > 0 ? { type: 'output' as const, run: run.row.id, hosts } : null;
}

function executionsEvent(run: LiveRun, { changed }: Marks) {
  // one that was followed by another attempt is told as part of that
  const executions = [...changed]
    .filter((execution) => run.executions[execution.row.position] === execution)
    .map(({ row, earlier }) => executionOf(row, earlier));
  changed.clear();
  return executions.length > 0 ? { type: 'executions' as const, run: run.row.id, executions } : null;
}

function samplesEvent(run: LiveRun, { sampled }: Marks) {
  const hosts = [...sampled].map(({ row }) => row.host);
  sampled.clear();
  return hosts.length > 0 ? { type: 'samples' as const, run: run.row.id, hosts } : null;
}
