// The results of a run as variables, for whatever follows it.
import { foldNames } from '../../../shared/model/target/fold.ts';
import { listExecutions } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import { getRun } from '../../store/runs.ts';

/** DJCRON_PARENT_…; empty when there is no such run. */
export function parentVariables(store: Store, id: string): Record<string, string> {
  const run = getRun(store, id);
  if (!run) return {};
  const rows = listExecutions(store, id);
  const hosts = (succeeded: boolean) =>
    foldNames(rows.filter(({ state }) => (state === 'succeeded') === succeeded).map(({ host }) => host));
  return {
    DJCRON_PARENT_JOB: run.job ?? '',
    DJCRON_PARENT_RUN_ID: run.id,
    DJCRON_PARENT_STATE: run.state,
    DJCRON_PARENT_SUCCEEDED: hosts(true),
    DJCRON_PARENT_NOT_SUCCEEDED: hosts(false),
  };
}
