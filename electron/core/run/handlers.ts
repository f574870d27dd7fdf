// Runs: read, planned, started, cancelled; their output and samples by window.
import { AppError } from '../../../shared/errors.ts';
import { listSteps } from '../../store/chains.ts';
import { type ExecutionRow, earlierAttempts, getExecution, listExecutions } from '../../store/executions.ts';
import { findRuns, getRun, newestRun, type RunRow } from '../../store/runs.ts';
import { readSamples } from '../../store/samples.ts';
import { logDeed } from '../audited.ts';
import type { Core } from '../core.ts';
import { instantOf, momentOf, runOf, stepOf } from '../edge.ts';
import { hostNamed } from '../host/lookup.ts';
import { os } from '../os.ts';
import { runAround } from './around.ts';
import { tellRun } from './live.ts';
import { readBytes, readLines } from './output.ts';
import { readText } from './output-text.ts';
import { samplesOf } from './readings.ts';
import { planRun, startRun } from './start.ts';

/** How much of each stream a run read with its output carries. */
const inlineBytes = 1 << 20;

export function runHandlers(core: Core) {
  return {
    get: os.runs.get.handler(({ input }) => {
      const row = runNamed(core, input.id);
      const executions = listExecutions(core.store, row.id);
      const run = runOf(row, executions, earlierAttempts(core.store, row.id));
      if (!input.output) return run;
      if (row.outputRemoved) return { ...run, executions: run.executions.map((execution) => ({ ...execution, truncated: true })) };
      const withOutput = run.executions.map((execution, i) => ({ ...execution, ...inlineOutputOr(core, executions[i]) }));
      return { ...run, executions: withOutput };
    }),
    plan: os.runs.plan.handler(({ input }) =>
      planRun(core, 'retryOf' in input ? { ...input, retryOf: runNamed(core, input.retryOf).id } : input),
    ),
    start: os.runs.start.handler(({ input, context }) => startRun(core, context.caller, input)),
    exec: os.runs.exec.handler(({ input, context }) => startRun(core, context.caller, input)),
    chain: os.runs.chain.handler(({ input }) => listSteps(core.store, runNamed(core, input.id).id).map(stepOf)),
    around: os.runs.around.handler(({ input }) => runAround(core, runNamed(core, input.id))),
    cancel: os.runs.cancel.handler(async ({ input, context }) => {
      const row = runNamed(core, input.id);
      const live = core.recorder.run(row.id);
      if (!live) {
        throw new AppError('DJ-RUN-FINISHED', `the run is over: ${row.state}`, {
          where: row.id,
          remedy: row.finishedAt === null ? '' : `it ended at ${instantOf(row.finishedAt)}`,
        });
      }
      for (const host of input.hosts ?? []) if (!getExecution(core.store, row.id, host)) hostNamed(core, host);
      logDeed(core, context.caller, { action: 'run.cancel', object: row.id, after: { hosts: input.hosts ?? 'all' } });
      await core.dispatcher.cancel(live, input.hosts ? new Set(input.hosts.map((host) => host.toLowerCase())) : null);
      return tellRun(live);
    }),
    output: os.runs.output.handler(({ input }) => {
      const { execution, complete } = storedExecution(core, input);
      const { from, count } = input;
      const since = input.since === undefined ? undefined : momentOf(input.since, 'since');
      const until = input.until === undefined ? undefined : momentOf(input.until, 'until');
      return { lines: readLines(core.store, execution, { from, count, since, until }), total: execution.lines, complete };
    }),
    text: os.runs.text.handler(({ input }) => readText(core.store, storedExecution(core, input).execution, input.from)),
    bytes: os.runs.bytes.handler(({ input }) => {
      const { execution, complete } = storedExecution(core, input);
      const { bytes, offset } = readBytes(core.store, execution, input);
      const total = input.stream === 'stdout' ? execution.stdoutBytes : execution.stderrBytes;
      return { base64: Buffer.from(bytes).toString('base64'), offset, total, complete };
    }),
    samples: os.runs.samples.handler(({ input }) => {
      const row = runNamed(core, input.id);
      refuseRemoved(row);
      const executions =
        input.host === undefined ? listExecutions(core.store, row.id) : [executionNamed(core, { id: row.id, host: input.host }).execution];
      return executions.flatMap((execution) =>
        readSamples(core.store, execution.id, input.points).flatMap((sample) => samplesOf(execution.host, sample)),
      );
    }),
  };
}

/** `last`, an id, or a unique beginning of one, with or without `r-`, in either case. Throws DJ-RUN-UNKNOWN, DJ-RUN-AMBIGUOUS. */
export function runNamed({ store }: Pick<Core, 'store'>, ref: string): RunRow {
  const ids = ref === 'last' ? [newestRun(store) ?? []].flat() : findRuns(store, `r-${ref.replace(/^r-/i, '').toUpperCase()}`);
  const [id, other] = ids;
  if (id === undefined) {
    throw new AppError('DJ-RUN-UNKNOWN', ref === 'last' ? 'there is no run yet' : `there is no run "${ref}"`, {
      where: ref,
      remedy: 'see: djcron run list',
    });
  }
  if (other !== undefined) {
    throw new AppError('DJ-RUN-AMBIGUOUS', `"${ref}" is the beginning of several runs`, {
      where: `${id}, ${other}, …`,
      remedy: 'give more of it',
    });
  }
  const row = getRun(store, id);
  if (!row) throw new AppError('DJ-RUN-UNKNOWN', `there is no run "${ref}"`, { where: ref });
  return row;
}

interface NamedExecution {
  id: string;
  host: string;
  /** absent: the last one */
  attempt?: number | undefined;
}

/** Throws DJ-HOST-UNKNOWN. */
export function executionNamed(core: Core, input: NamedExecution): { execution: ExecutionRow; complete: boolean } {
  const run = runNamed(core, input.id);
  const execution = getExecution(core.store, run.id, input.host, input.attempt ?? null);
  if (!execution) {
    throw new AppError('DJ-HOST-UNKNOWN', `host "${input.host}" is not part of the run`, { where: run.id, remedy: 'see: djcron run show' });
  }
  return { execution, complete: execution.finishedAt !== null };
}

/** Throws DJ-OUTPUT-REMOVED. */
export function storedExecution(core: Core, input: NamedExecution): { execution: ExecutionRow; complete: boolean } {
  const found = executionNamed(core, input);
  refuseRemoved(runNamed(core, found.execution.run));
  return found;
}

/** Throws DJ-OUTPUT-REMOVED. */
export function refuseRemoved({ id, outputRemoved }: RunRow): void {
  if (!outputRemoved) return;
  throw new AppError(
    'DJ-OUTPUT-REMOVED',
    `output and samples of the run were removed at ${instantOf(outputRemoved.at)}: ${outputRemoved.why}`,
    {
      where: id,
      remedy: 'what is left of it: djcron run show; how long output stays: djcron config get',
    },
  );
}

function inlineOutputOr(core: Core, execution: ExecutionRow | undefined) {
  return execution && inlineOutput(core, execution);
}

function inlineOutput({ store }: Core, execution: ExecutionRow) {
  const out = readBeginning(store, execution, 'stdout');
  const err = readBeginning(store, execution, 'stderr');
  const [outCut, errCut] = [out.length < execution.stdoutBytes, err.length < execution.stderrBytes];
  return { ...textOr('stdout', out, outCut), ...textOr('stderr', err, errCut), ...(outCut || errCut ? { truncated: true } : {}) };
}

/** Up to what was left out, and no more than fits a run. */
function readBeginning(store: Core['store'], execution: ExecutionRow, stream: 'stdout' | 'stderr'): Uint8Array {
  const { offset, bytes } = readBytes(store, execution, { stream, offset: 0, length: inlineBytes });
  return offset === 0 ? bytes : new Uint8Array();
}

/** UTF-8 as text; anything else as base64 beside the text with marks. A character cut in two at the end is no fault. */
function textOr(stream: 'stdout' | 'stderr', bytes: Uint8Array, cut: boolean) {
  try {
    return { [stream]: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut }) };
  } catch {
    return { [stream]: new TextDecoder().decode(bytes), [`${stream}Base64`]: Buffer.from(bytes).toString('base64') };
  }
}
