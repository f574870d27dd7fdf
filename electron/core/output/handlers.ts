// Output of several hosts in order of arrival, what an output is made of, and what is usual of a run: handlers.
import { AppError } from '../../../shared/errors.ts';
import { type ExecutionRow, listExecutions } from '../../store/executions.ts';
import type { Core } from '../core.ts';
import { instantOrNull, momentOf } from '../edge.ts';
import { os } from '../os.ts';
import { executionNamed, refuseRemoved, runNamed, storedExecution } from '../run/handlers.ts';
import { type Place, readInterleaved } from './interleaved.ts';
import { readOutline, readStderrLines } from './outline.ts';
import { usualOf } from './usual.ts';

export function linesHandlers(core: Core) {
  const { store } = core;
  return {
    interleaved: os.runs.interleaved.handler(({ input }) => {
      const run = runNamed(core, input.id);
      refuseRemoved(run);
      const executions = chosenExecutions(listExecutions(store, run.id), input.hosts, run.id);
      const { from, count } = input;
      const since = input.since === undefined ? null : momentOf(input.since, 'since');
      const until = input.until === undefined ? null : momentOf(input.until, 'until');
      const found = readInterleaved(store, run.id, executions, { from, count, near: placeOf(input.near), since, until });
      return {
        lines: found.lines,
        total: executions.reduce((sum, { lines }) => sum + lines, 0),
        complete: executions.every(({ finishedAt }) => finishedAt !== null),
        next: `${found.next.rows}.${found.next.position}`,
        cut: executions.reduce((sum, { cutStdout, cutStderr }) => sum + cutStdout + cutStderr, 0),
        newestAt: instantOrNull(found.newestAt),
      };
    }),
    usual: os.runs.usual.handler(({ input }) => {
      const { execution } = executionNamed(core, input);
      return usualOf(core, runNamed(core, execution.run), { ...input, host: execution.host });
    }),
    outline: os.runs.outline.handler(({ input }) => {
      const { execution, complete } = storedExecution(core, input);
      const outline = readOutline(store, execution, input.from);
      return { ...outline, complete: complete && outline.next >= execution.lines };
    }),
    stderrLines: os.runs.stderrLines.handler(({ input }) => {
      const { execution, complete } = storedExecution(core, input);
      const found = readStderrLines(store, execution, input.from);
      return { ...found, complete: complete && found.next >= execution.lines };
    }),
  };
}

function chosenExecutions(executions: readonly ExecutionRow[], hosts: string | undefined, run: string): readonly ExecutionRow[] {
  if (hosts === undefined) return executions;
  const names = hosts
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const known = new Map(executions.map((execution) => [execution.host.toLowerCase(), execution]));
  return [...new Set(names)].map((name) => {
    const found = known.get(name);
    if (found) return found;
    throw new AppError('DJ-HOST-UNKNOWN', `host "${name}" is not part of the run`, { where: run, remedy: 'see: djcron run show' });
  });
}

function placeOf(near: string | undefined): Place | null {
  if (near === undefined) return null;
  const [rows = 0, position = 0] = near.split('.').map(Number);
  return { rows, position };
}
