// Finding in a run's output: checks what is asked before anything is searched, then hands over to the search.
import { AppError } from '../../../shared/errors.ts';
import { compilePattern } from '../../../shared/model/find/pattern.ts';
import { getExecution } from '../../store/executions.ts';
import type { Core } from '../core.ts';
import { os } from '../os.ts';
import { refuseRemoved, runNamed } from '../run/handlers.ts';
import { find } from './find.ts';

export function findHandlers(core: Core) {
  return {
    find: os.runs.find.handler(({ input, signal }) => {
      const run = runNamed(core, input.id);
      refuseRemoved(run);
      const pattern = { text: input.pattern, regex: input.regex, case: input.case, word: input.word };
      compilePattern(pattern);
      const hosts = hostsOf(input.hosts);
      for (const host of [...(hosts ?? []), ...(input.after ? [input.after.host] : [])]) {
        if (!getExecution(core.store, run.id, host))
          throw new AppError('DJ-HOST-UNKNOWN', `host "${host}" is not part of the run`, { where: run.id, remedy: 'see: djcron run show' });
      }
      const { stream = null, limit, after = null, whole, follow } = input;
      return find(core, { run: run.id, pattern, hosts, stream, limit, after, whole, follow }, signal);
    }),
  };
}

function hostsOf(hosts: string | readonly string[] | undefined): string[] | null {
  if (hosts === undefined) return null;
  return typeof hosts === 'string' ? hosts.split(',') : [...hosts];
}
