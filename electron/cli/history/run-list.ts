// djcron run list: the runs there were and are, by any of the filters of the history.
import type { Command } from 'commander';
import type { RunFilter } from '../../../shared/contract/history.ts';
import type { Run } from '../../../shared/contract/run.ts';
import { type RunState, runStates, type Trigger, triggers } from '../../../shared/model/run.ts';
import { type Act, example } from '../act.ts';
import { moment, wholeNumber, wordsOption } from '../arguments.ts';
import type { Client } from '../engine/connection.ts';
import { runView } from '../run/run-view.ts';
import { sayStorage } from '../run/storage.ts';
import type { Session } from '../session.ts';

interface ListOptions {
  job?: string;
  host?: string;
  state?: RunState[];
  trigger?: Trigger[];
  user?: string;
  exitCode?: number;
  text?: string;
  pinned?: true;
  since?: string;
  until?: string;
  number: number;
}

export function addRunList(run: Command, act: Act): void {
  example(
    run
      .command('list')
      .description('runs, newest first')
      .option('--job <job>', 'of this job')
      .option('--host <host>', 'on this host; * stands for any characters')
      .addOption(wordsOption('--state <states>', 'in one of these states', runStates))
      .addOption(wordsOption('--trigger <triggers>', 'started so', triggers))
      .option('--user <name>', 'started by this user')
      .option('--exit-code <n>', 'with this exit code on a host', wholeNumber(0, 255, 'An exit code'))
      .option('--text <text>', 'with this in its id, job, target, parameters, script or user')
      .option('--pinned', 'kept by a pin')
      .option('--since <time>', 'not older than this: RFC 3339, or -2h', moment)
      .option('--until <time>', 'begun before this: RFC 3339, or -2h', moment)
      .option('-n, --number <n>', 'this many at most', wholeNumber(1, 1_000_000, 'A number'), 50),
    'djcron run list --job backup-db -n 10',
    'djcron run list --state failed,partial --exit-code 137 --since -7d -o csv',
  ).action(
    act(async (session, options: ListOptions) => {
      await session.print.list(await listRuns(session, options), runView);
      await sayStorage(session, await session.client('read'));
      return 0;
    }),
  );
}

const pageSize = 1000;

async function listRuns(session: Session, { number, ...options }: ListOptions): Promise<Run[]> {
  const filter = filterOf(options);
  const client = await session.client('read');
  const executions = session.format === 'json' || session.format === 'jsonl' || session.format === 'yaml';
  const runs: Run[] = [];
  while (runs.length < number) {
    const limit = Math.min(pageSize, number - runs.length);
    const last = runs.at(-1);
    const page = await client.runs.list({ ...filter, executions, limit, ...(last === undefined ? {} : { olderThan: last.id }) });
    runs.push(...page);
    if (page.length < limit) break;
  }
  if (runs.length === 0 && filter.job !== undefined) await refuseUnknownJob(client, filter.job);
  return runs;
}

/** A mistyped name has no runs either; those of a job that was removed stay. Throws DJ-JOB-UNKNOWN. */
async function refuseUnknownJob(client: Client, job: string): Promise<void> {
  const [any] = await client.runs.list({ job, limit: 1 });
  if (any === undefined) await client.jobs.get({ name: job });
}

function filterOf({ user, since, until, ...plain }: Omit<ListOptions, 'number'>): RunFilter {
  return {
    ...plain,
    ...(user === undefined ? {} : { actor: user }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { before: until }),
  };
}
