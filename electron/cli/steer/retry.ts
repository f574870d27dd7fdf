// djcron run retry: the hosts of a run once more, by how they ended; waited for unless detached.
import type { Command } from 'commander';
import { type EndState, endStates } from '../../../shared/model/run.ts';
import { type Act, example } from '../act.ts';
import { collect, pair, wordsOption } from '../arguments.ts';
import { prepareHosts, type SecretOptions, withSecretOptions } from '../host/prepare.ts';
import { planView } from '../job/plan-view.ts';
import { refuseDetached, tellStarted } from '../run/detached.ts';
import { type WaitOptions, waitForRun, withWaitOptions } from '../run/waiting.ts';
import type { Session } from '../session.ts';

interface RetryOptions extends SecretOptions, WaitOptions {
  state?: EndState[];
  host?: string[];
  param?: Record<string, string>;
  today?: true;
  detach?: true;
  dryRun?: true;
}

export function addRunRetry(run: Command, act: Act): void {
  example(
    withWaitOptions(
      withSecretOptions(
        run
          .command('retry')
          .description('run hosts of a run once more, as it ran, and wait for it; default: those that did not succeed')
          .argument('<run>', 'id, unique beginning of one, or last')
          .addOption(wordsOption('--state <states>', 'hosts that ended so', endStates))
          .option('--host <host>', 'only this host of the run, or a folded set of them; may be given several times', collect)
          .option('-p, --param <name=value>', 'another value than it ran with; may be given several times', pair)
          .option('--today', 'with what the job says today, instead of as it ran')
          .option('--detach', 'start it in the running djcron and do not wait')
          .option('--dry-run', 'show what would run where and how the job differs today, and start nothing'),
      ),
    ),
    'djcron run retry last',
    'djcron run retry last --state failed,unreachable --dry-run',
  ).action(act(retryRun));
}

async function retryRun(session: Session, id: string, options: RetryOptions): Promise<number> {
  const wish = {
    ...(options.state === undefined ? {} : { states: options.state }),
    ...(options.host === undefined ? {} : { hosts: options.host }),
    use: options.today ? ('today' as const) : ('as-it-ran' as const),
    params: options.param ?? {},
  };
  if (options.dryRun) {
    const client = await session.client('read');
    await session.print.one(await client.runs.plan({ ...wish, retryOf: id }), planView);
    return 0;
  }
  const connection = await session.connect('write');
  const { client } = connection;
  if (options.detach) refuseDetached(connection);
  const plan = await client.runs.plan({ ...wish, retryOf: id });
  // not \`last\`, which may be another run by now
  const order = { ...wish, id: plan.retry?.id ?? id };
  for (const warning of plan.warnings) await session.print.talk(warning);
  await prepareHosts(session, plan.folded, { ...options, keys: true });
  if (!options.detach) return waitForRun(session, connection, () => client.runs.retry(order), options);
  return tellStarted(session, await client.runs.retry(order));
}
