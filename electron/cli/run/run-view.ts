// How runs, their executions and samples look in a terminal.
import type { Sample } from '../../../shared/contract/output.ts';
import type { ChainStep, Execution, Run } from '../../../shared/contract/run.ts';
import { executionStates, runName } from '../../../shared/model/run.ts';
import { fields } from '../host/host-view.ts';
import { toneOf } from '../terminal/colour.ts';
import { showBytes, showElapsed, showInstant } from '../terminal/moment.ts';
import type { ListView } from '../terminal/printer.ts';
import { type Column, type TableLook, tableLines } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

export const runView: ListView<Run> = {
  columns: [
    { name: 'ID', value: (run) => run.id },
    { name: 'JOB', value: (run) => run.job, show: (run) => runName(run, commandOf(run.script)) },
    { name: 'STATE', value: (run) => run.state, tone: (run) => toneOf(run.state) },
    { name: 'HOSTS', value: countsOf, show: (run) => countsOf(run) },
    { name: 'TARGET', value: (run) => run.target },
    { name: 'TRIGGER', value: (run) => run.trigger },
    { name: 'ACTOR', value: (run) => run.actor },
    { name: 'STARTED', value: (run) => run.startedAt, show: (run) => showInstant(run.startedAt) },
    { name: 'DURATION', value: (run) => run.durationMs, show: (run) => showElapsed(run.durationMs), align: 'right' },
  ],
  name: (run) => run.id,
  empty: 'no runs',
};

/** `$ uptime; df -h /`: of what was run ad hoc the first line that says something. */
function commandOf(script: string): string {
  const line = script.split('\n').find((one) => one.trim() !== '' && !one.startsWith('#')) ?? '';
  return clip(`$ ${line.trim()}`, 40);
}

/** `46/48`: succeeded of all. */
function countsOf(run: Run): string {
  const total = executionStates.reduce((sum, state) => sum + (run.counts[state] ?? 0), 0);
  return `${run.counts.succeeded ?? 0}/${total}`;
}

/** What the host wrote; of what was left out, so much is not here. */
function showStored(bytes: number, cut: number | undefined): string {
  return cut ? `${showBytes(bytes)} (-${showBytes(cut)})` : showBytes(bytes);
}

const executionColumns: Column<Execution>[] = [
  { name: 'HOST', value: (row) => row.host },
  { name: 'STATE', value: (row) => row.state, tone: (row) => toneOf(row.state) },
  { name: 'EXIT', value: (row) => row.exitCode, align: 'right' },
  { name: 'DURATION', value: (row) => row.durationMs, show: (row) => showElapsed(row.durationMs), align: 'right' },
  { name: 'STDOUT', value: (row) => row.stdoutBytes, show: (row) => showStored(row.stdoutBytes, row.cut?.stdout), align: 'right' },
  { name: 'STDERR', value: (row) => row.stderrBytes, show: (row) => showStored(row.stderrBytes, row.cut?.stderr), align: 'right' },
  { name: 'DETAIL', value: detailOf },
];

/** Of one that nothing was heard of for a while: since when, and why; of a later attempt, how those before it ended. */
function detailOf({ noContactSince, detail, reason, attempt, attempts }: Execution): string | null {
  if (noContactSince !== null) return `no contact since ${showInstant(noContactSince)}${detail === null ? '' : `: ${detail}`}`;
  const end = detail ?? (reason === 'exit' ? null : reason);
  if (attempts.length === 0) return end;
  const before = attempts.map(({ state, exitCode }) => (exitCode === null ? state : `${state} (exit ${exitCode})`)).join(', ');
  return [`attempt ${attempt}, before it: ${before}`, end].filter((part) => part !== null).join('; ');
}

export function runText(run: Run, look: TableLook): string[] {
  const params = Object.entries(run.params).map(([name, value]) => `${name}=${value}`);
  const script = run.script.trimEnd().split('\n');
  return [
    ...fields([
      ['id', run.id],
      ['job', run.job === null ? `(${runName(run, 'command')})` : `${run.job}, version ${run.jobVersion ?? '-'}`],
      ['state', run.state],
      ['trigger', `${run.trigger}, by ${run.actor}`],
      ...(run.retryOf === null ? [] : [['retry of', run.retryOf] as const]),
      ...(run.heldSince === null ? [] : [['held', `since ${showInstant(run.heldSince)}, by ${run.heldBy}`] as const]),
      ...(run.scheduledAt === null ? [] : [['due', `${showInstant(run.scheduledAt)}, schedule ${run.schedule}`] as const]),
      ['target', run.target],
      ['parameters', params.join(', ') || '-'],
      ['started', showInstant(run.startedAt)],
      ['finished', `${showInstant(run.finishedAt)}${run.durationMs === null ? '' : `, after ${showElapsed(run.durationMs)}`}`],
      ...(run.pinnedSince === null ? [] : [['pinned', `since ${showInstant(run.pinnedSince)}, by ${run.pinnedBy}`] as const]),
      ...(run.outputRemoved ? [['output', `removed ${showInstant(run.outputRemoved.at)}: ${run.outputRemoved.why}`] as const] : []),
      ['run as', run.runAs ?? '-'],
      ['script', script.length > 1 ? `${script[0]} … (${script.length} lines)` : (script[0] ?? '')],
    ]),
    '',
    ...tableLines(run.executions, executionColumns, look),
  ];
}

export const sampleView: ListView<Sample> = {
  columns: [
    { name: 'AT', value: (row) => row.at, show: (row) => showInstant(row.at) },
    { name: 'HOST', value: (row) => row.host },
    { name: 'SCOPE', value: (row) => row.scope },
    { name: 'CPU PERCENT', value: (row) => row.cpuPercent, show: (row) => row.cpuPercent?.toFixed(1) ?? '-', align: 'right' },
    { name: 'MEMORY', value: (row) => row.memoryBytes, show: (row) => showBytes(row.memoryBytes), align: 'right' },
    { name: 'NET IN/S', value: (row) => row.netRxBytesPerS, show: (row) => showBytes(row.netRxBytesPerS), align: 'right' },
    { name: 'NET OUT/S', value: (row) => row.netTxBytesPerS, show: (row) => showBytes(row.netTxBytesPerS), align: 'right' },
    { name: 'READ/S', value: (row) => row.diskReadBytesPerS, show: (row) => showBytes(row.diskReadBytesPerS), align: 'right' },
    { name: 'WRITE/S', value: (row) => row.diskWriteBytesPerS, show: (row) => showBytes(row.diskWriteBytesPerS), align: 'right' },
    { name: 'LOAD', value: (row) => row.load1, show: (row) => row.load1?.toFixed(2) ?? '-', align: 'right' },
  ],
  name: (row) => row.at,
  empty: 'no samples',
};

/** What followed a run. */
export function chainText(chain: readonly ChainStep[]): string[] {
  if (chain.length === 0) return [];
  return ['', 'then:', ...chain.flatMap(stepText)];
}

function stepText({ kind, what, state, reason, run, exitCode, output }: ChainStep): string[] {
  const [first = '', ...more] = what.trimEnd().split('\n');
  const name = kind === 'script' ? `script ${first}${more.length > 0 ? ' …' : ''}` : `${kind} ${what}`;
  const how = [run ?? state, exitCode === null ? null : `exit ${exitCode}`, reason].filter((part) => part !== null).join(', ');
  const said = (output ?? '')
    .trimEnd()
    .split('\n')
    .slice(-5)
    .filter((line) => line !== '');
  return [`  ${name}: ${how}`, ...said.map((line) => `    ${line}`)];
}
