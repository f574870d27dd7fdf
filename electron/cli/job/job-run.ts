// djcron job run: a saved job, now; waited for unless detached.
import type { Command } from 'commander';
import { type Act, example } from '../act.ts';
import { pair } from '../arguments.ts';
import { prepareHosts, type SecretOptions, withSecretOptions } from '../host/prepare.ts';
import { refuseDetached, tellStarted } from '../run/detached.ts';
import { type WaitOptions, waitForRun, withWaitOptions } from '../run/waiting.ts';
import type { Session } from '../session.ts';
import { planView } from './plan-view.ts';

interface JobRunOptions extends SecretOptions, WaitOptions {
  target?: string;
  param?: Record<string, string>;
  detach?: true;
  dryRun?: true;
}

export function addJobRun(job: Command, act: Act): void {
  example(
    withWaitOptions(
      withSecretOptions(
        job
          .command('run')
          .description('run a job, and wait for it')
          .argument('<job>')
          .option('-t, --target <expression>', 'other hosts than the job names')
          .option('-p, --param <name=value>', 'a parameter; may be given several times', pair)
          .option('--detach', 'start it in the running djcron and do not wait')
          .option('--dry-run', 'show what would run where, and start nothing'),
      ),
    ),
    'djcron job run backup-db -p label=before-update',
    "djcron job run backup-db -t 'db-1' --dry-run",
  ).action(act(runJob));
}

async function runJob(session: Session, job: string, options: JobRunOptions): Promise<number> {
  const order = { job, params: options.param ?? {}, ...(options.target === undefined ? {} : { target: options.target }) };
  if (options.dryRun) {
    const client = await session.client('read');
    await session.print.one(await client.runs.plan(order), planView);
    return 0;
  }
  const connection = await session.connect('write');
  const { client } = connection;
  if (options.detach) refuseDetached(connection);
  const target = options.target ?? (await client.jobs.get({ name: job })).targets;
  await prepareHosts(session, target, { ...options, keys: true });
  if (!options.detach) return waitForRun(session, connection, () => client.runs.start(order), options);
  return tellStarted(session, await client.runs.start(order));
}
