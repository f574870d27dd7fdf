// The sections of a report of one run: the head, its hosts first, then what they wrote, then what was run. Pure.
import type { Block, Cell, Section } from './block.ts';
import type { Report, ReportedExecution, ReportedRun } from './report.ts';
import { bytesWords, countWords, elapsedWords, instantWords, lookOfState, stateOrder } from './words.ts';

const barsAtMost = 30;
const sameWords =
  'hosts that ended alike and wrote the same, their own names, times, durations and process ids aside; shown as the first of them wrote it';

/** `3 succeeded, 1 failed of 4 hosts in 12.3 s` */
export function outcomeOfRun(run: ReportedRun, executions: readonly ReportedExecution[]): string {
  const parts = stateOrder.toReversed().flatMap((state) => {
    const n = run.counts[state as keyof ReportedRun['counts']] ?? 0;
    return n === 0 ? [] : [`${n} ${lookOfState(state).word}`];
  });
  const took = run.durationMs === null ? '' : ` in ${elapsedWords(run.durationMs)}`;
  return `${parts.join(', ')} of ${countWords(executions.length, 'host')}${took}`;
}

export function runSections(report: Report, run: ReportedRun): Section[] {
  return [
    { title: 'Run', blocks: [{ type: 'facts', facts: headFacts(report, run) }] },
    { title: 'Hosts', blocks: hostBlocks(report) },
    { title: 'Output', blocks: outputBlocks(report, run) },
    { title: 'Script as it ran', blocks: scriptBlocks(run) },
  ];
}

function headFacts({ timezone }: Report, run: ReportedRun): [string, Cell][] {
  const fact = (name: string, text: string | null, more: Partial<Cell> = {}): [string, Cell][] =>
    text === null ? [] : [[name, { text, ...more }]];
  const when = (instant: string | null) => (instant === null ? null : instantWords(instant, timezone));
  return [
    ...fact('State', lookOfState(run.state).word, { state: run.state }),
    ...fact('Run', run.id, { code: true }),
    ...fact('Job', run.job === null ? 'none: a command' : `${run.job}${run.jobVersion === null ? '' : ` version ${run.jobVersion}`}`),
    ...fact('Started by', `${run.actor} (${run.trigger})`),
    ...fact('Schedule', run.schedule === null ? null : `${run.schedule}, due ${when(run.scheduledAt) ?? ''}`),
    ...fact('Follows run', run.parentRun, { code: true }),
    ...fact('Retry of', run.retryOf, { code: true }),
    ...fact('Begun', when(run.startedAt) ?? when(run.createdAt)),
    ...fact('Ended', when(run.finishedAt) ?? 'not yet'),
    ...fact('Took', elapsedWords(run.durationMs)),
    ...fact('Target', run.target, { code: true }),
    ...Object.entries(run.params).map(([name, text]): [string, Cell] => [`Parameter ${name}`, { text, code: true }]),
  ];
}

/** By what matters, then in the order of the run. */
function byAttention(executions: readonly ReportedExecution[]): ReportedExecution[] {
  return [...executions].sort((a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state));
}

function hostBlocks({ executions, timezone }: Report): Block[] {
  const rows = byAttention(executions).map((execution): Cell[] => [
    { text: execution.host, code: true },
    { text: lookOfState(execution.state).word, state: execution.state },
    { text: execution.exitCode === null ? '–' : String(execution.exitCode) },
    { text: elapsedWords(execution.durationMs) },
    { text: instantWords(execution.startedAt, timezone) },
    { text: String(execution.attempt) },
    { text: execution.hostKey ?? '–', code: true },
    { text: [execution.reason === 'exit' ? null : execution.reason, execution.detail].filter((part) => part !== null).join(': ') },
  ]);
  const columns = [
    { name: 'Host', whole: true as const },
    { name: 'State' },
    { name: 'Exit', align: 'right' as const },
    { name: 'Took', align: 'right' as const },
    { name: 'Begun', whole: true as const },
    { name: 'Attempt', align: 'right' as const },
    { name: 'Host key', wide: 3 },
    { name: 'Why', wide: 2 },
  ];
  return [{ type: 'table', columns, rows, empty: 'The target named no host.' }, ...durationChart(executions)];
}

function durationChart(executions: readonly ReportedExecution[]): Block[] {
  const timed = executions.filter((execution) => execution.durationMs !== null);
  if (timed.length < 2) return [];
  const slowest = timed.sort((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0)).slice(0, barsAtMost);
  const bars = slowest.map(({ host, durationMs, state }) => ({
    label: host,
    value: durationMs ?? 0,
    text: elapsedWords(durationMs),
    tone: lookOfState(state).tone,
  }));
  const title = timed.length > barsAtMost ? `Duration of the ${barsAtMost} slowest hosts` : 'Duration by host';
  return [{ type: 'chart', chart: { type: 'bars', title, bars } }];
}

function outputBlocks({ timezone, executions }: Report, run: ReportedRun): Block[] {
  if (run.outputRemoved !== null) {
    const at = instantWords(run.outputRemoved.at, timezone);
    return [{ type: 'note', text: `The output was removed at ${at}: ${run.outputRemoved.why}.` }];
  }
  const bytes = executions.reduce((sum, execution) => sum + execution.stdoutBytes + execution.stderrBytes, 0);
  const groups = countWords(run.outputs.length, 'group');
  return [
    { type: 'note', text: `${bytesWords(bytes)} of ${countWords(executions.length, 'host')}, in ${groups}: ${sameWords}.` },
    { type: 'outputs', outputs: run.outputs },
  ];
}

function scriptBlocks(run: ReportedRun): Block[] {
  const timeout = run.timeoutMs === null ? 'none' : elapsedWords(run.timeoutMs);
  const facts: [string, Cell][] = [
    ['As user', { text: run.runAs ?? 'the user of the connection' }],
    ['Hosts at a time', { text: String(run.fanout) }],
    ['Timeout', { text: timeout }],
  ];
  return [
    { type: 'facts', facts },
    { type: 'script', text: run.script },
  ];
}
