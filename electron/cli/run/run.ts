// djcron run: the runs there were and are. Their list, their output and what is done with them are next door.
import type { Command } from 'commander';
import type { Run } from '../../../shared/contract/run.ts';
import { isFinal } from '../../../shared/model/run.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';
import { type Act, example } from '../act.ts';
import { collect } from '../arguments.ts';
import { addRunCompare } from '../compare/run-compare.ts';
import { addRunFind } from '../find/run-find.ts';
import { addRunGroups } from '../fold/run-groups.ts';
import { addRunList } from '../history/run-list.ts';
import { addRunPin } from '../history/run-pin.ts';
import { Ended } from '../refusal.ts';
import { addRunReport } from '../report/run-report.ts';
import { confirm, type Session } from '../session.ts';
import { addRunHold } from '../steer/hold.ts';
import { addRunRetry } from '../steer/retry.ts';
import { listenForInterrupt } from '../terminal/interrupt.ts';
import { clip, visible } from '../terminal/text.ts';
import { follow, listen } from './follow.ts';
import { addRunLogs } from './run-logs.ts';
import { createRunText } from './run-text.ts';
import { chainText, runText, runView, sampleView } from './run-view.ts';
import { sayStorage } from './storage.ts';
import { notSucceededLine } from './summary.ts';
import { type WaitOptions, waitForRun, withWaitOptions } from './waiting.ts';

export function addRun(program: Command, act: Act): void {
  const run = example(program.command('run').description('runs of jobs and commands'), 'djcron run list --state failed --since -2h');

  addRunList(run, act);
  example(
    run.command('show').description('one run and how it went on each host').argument('<run>', 'id, unique beginning of one, or last'),
    'djcron run show last',
  ).action(
    act(async (session, id: string) => {
      const { client, own } = await session.connect('read');
      const run = await client.runs.get({ id });
      const chain = await client.runs.chain({ id: run.id });
      await session.print.one(run, { ...runView, text: (shown, look) => [...runText(shown, look), ...chainText(chain)] });
      if (own && run.finishedAt === null)
        await session.print.talk(`no djcron follows it now, so this is as it was last seen; follow it with: djcron run watch ${run.id}`);
      if (!own && run.finishedAt === null) await sayStorage(session, client);
      return 0;
    }),
  );

  example(
    withWaitOptions(
      run
        .command('watch')
        .description('follow a run to its end; exits as the run did')
        .argument('<run>', 'id, unique beginning of one, or last'),
    ),
    'djcron run watch last',
  ).action(
    act(async (session, id: string, options: WaitOptions) => {
      const connection = await session.connectToFollow(id);
      return waitForRun(session, connection, () => connection.client.runs.get({ id }), options);
    }),
  );

  example(
    run
      .command('samples')
      .description('resource samples taken while it ran')
      .argument('<run>', 'id, unique beginning of one, or last')
      .option('--host <host>', 'of this host only'),
    'djcron run samples last --host web-01 -o csv',
  ).action(
    act(async (session, id: string, options: { host?: string }) => {
      const client = await session.client('read');
      const host = options.host === undefined ? {} : { host: options.host };
      await session.print.list(await client.runs.samples({ id, ...host, points: 100_000 }), sampleView);
      return 0;
    }),
  );

  example(
    run
      .command('cancel')
      .description('end a run, or its part on some hosts, and prove it')
      .argument('<run>', 'id, unique beginning of one, or last')
      .option('--host <host>', 'on this host only; may be given several times', collect),
    'djcron run cancel last --host web-01',
  ).action(act(cancelRun));

  addRunRetry(run, act);
  addRunHold(run, act);
  addRunPin(run, act);
  addRunLogs(run, act);
  addRunGroups(run, act);
  addRunFind(run, act);
  addRunCompare(run, act);
  addRunReport(run, act);
}

/** Names what is ended and where: `last` says neither. */
function cancelQuestion({ id, job, script, executions }: Run, hosts: readonly string[] | undefined): string {
  const open = executions.filter(({ state }) => !isFinal(state)).map(({ host }) => host);
  const where = hosts?.join(', ') ?? foldNames(open);
  const what = job ?? clip(visible(script.trim().split('\n')[0] ?? ''), 40);
  return `cancel ${id} (${what})${where === '' ? '' : ` on ${where}`}?`;
}

/** Waits until the end is proved on each host. */
async function cancelRun(session: Session, id: string, options: { host?: string[] }): Promise<number> {
  const { client } = await session.connect('write');
  const events = await listen(client);
  const before = await client.runs.get({ id });
  await confirm(session, cancelQuestion(before, options.host), true);
  const asked = await client.runs.cancel({ id, ...(options.host === undefined ? {} : { hosts: options.host }) });
  const meant = new Set(options.host ?? asked.executions.filter(({ state }) => !isFinal(state)).map(({ host }) => host));
  await sayStorage(session, client);
  const end = await untilEnded(session, events, asked, meant);
  if (session.format !== 'table') await session.print.one(end, { ...runView, text: runText });
  else for (const execution of end.executions) if (meant.has(execution.host)) await session.print.out(`${notSucceededLine(execution)}\n`);
  const left = end.executions.filter(({ host, state }) => meant.has(host) && state !== 'cancelled' && state !== 'skipped');
  return left.length > 0 ? 1 : 0;
}

/** Throws Ended when it was interrupted, after saying so. */
async function untilEnded(
  session: Session,
  events: Awaited<ReturnType<typeof listen>>,
  run: Run,
  hosts: ReadonlySet<string>,
): Promise<Run> {
  const { client } = await session.connect('write');
  const interrupt = listenForInterrupt(session.io);
  const enough = new AbortController();
  const text = createRunText(session, client, { run: run.id, only: null });
  const stop = () => enough.abort();
  interrupt.signal.addEventListener('abort', stop);
  try {
    await follow({
      client,
      events,
      run,
      wants: () => false,
      onLines: async () => {},
      async onTurn(executions) {
        const open = executions.filter(({ host, state }) => hosts.has(host) && !isFinal(state));
        if (open.length === 0) stop();
        else await text.status(`${hosts.size - open.length}/${hosts.size} ended, the others are asked for the proof that nothing is left`);
      },
      signal: enough.signal,
    });
    const interrupted = interrupt.exitCode();
    if (interrupted !== null) {
      await text.clearStatus();
      await session.print.warn(
        `interrupted: ${run.id} is told to end, but that is not proved yet; see what became of it with: djcron run show ${run.id}`,
      );
      throw new Ended(interrupted);
    }
    return await client.runs.get({ id: run.id });
  } catch (error) {
    throw await session.explain(error, run.id);
  } finally {
    interrupt.release();
    await text.clearStatus();
  }
}
