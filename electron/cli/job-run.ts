// djcron job run: a saved job, now; waited for unless detached.
import type { Command } from 'commander';
import type { RunPlan } from '../../shared/contract/run.ts';
import { AppError } from '../../shared/errors.ts';
import { type Act, example, tell } from './act.ts';
import { pair } from './arguments.ts';
import { toneOf } from './colour.ts';
import { fields } from './host-view.ts';
import { showElapsed } from './moment.ts';
import { prepareHosts, type SecretOptions, withSecretOptions } from './prepare.ts';
import type { OneView } from './printer.ts';
import type { Session } from './session.ts';
import { tableLines } from './table.ts';
import { type WaitOptions, waitForRun, withWaitOptions } from './waiting.ts';

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
  if (options.detach && (connection.own || connection.shell === 'cli')) {
    throw new AppError('DJ-ENGINE-UNREACHABLE', 'no djcron is running that could go on with the run', {
      remedy: 'start one with djcron serve (or open the window), or leave --detach out',
    });
  }
  const target = options.target ?? (await client.jobs.get({ name: job })).targets;
  await prepareHosts(session, target, { ...options, keys: true });
  if (!options.detach) return waitForRun(session, connection, () => client.runs.start(order), options);
  const run = await client.runs.start(order);
  if (session.format === 'table') await session.print.out(`${run.id}\n`);
  await tell(session, run, `started on ${run.executions.length} hosts; follow it with: djcron run watch ${run.id}`, (it) => it.id);
  return 0;
}

const planView: OneView<RunPlan> = {
  columns: [
    { name: 'TARGET', value: (plan) => plan.target },
    { name: 'HOSTS', value: (plan) => plan.folded },
  ],
  name: (plan) => plan.hosts.map((host) => host.name).join('\n'),
  text: (plan, look) => [
    ...fields([
      ['target', plan.target],
      ['hosts', `${plan.hosts.length}: ${plan.folded}`],
      [
        'parameters',
        Object.entries(plan.params)
          .map(([name, value]) => `${name}=${value}`)
          .join(', ') || '-',
      ],
      ['run as', plan.runAs ?? '-'],
      ['interpreter', plan.interpreter],
      ['fanout', String(plan.fanout)],
      ['timeout', showElapsed(plan.timeoutMs)],
      ...plan.warnings.map((warning) => ['warning', warning] as const),
    ]),
    '',
    ...tableLines(
      plan.hosts,
      [
        { name: 'HOST', value: (host) => host.name },
        { name: 'ADDRESS', value: (host) => host.address },
        { name: 'USER', value: (host) => host.user },
        { name: 'KEY', value: (host) => host.hostKeyState, tone: (host) => toneOf(host.hostKeyState) },
        { name: 'WARNING', value: (host) => host.warning },
      ],
      look,
    ),
  ],
};
