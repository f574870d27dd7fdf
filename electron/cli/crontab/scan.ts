// djcron cron scan: what hosts do by themselves, as one list with when it is due next, and what of it is worth a look. It only reads.
import type { Command } from 'commander';
import type { Finding, HostEntry } from '../../../shared/contract/fleet.ts';
import type { Run } from '../../../shared/contract/run.ts';
import { exitCodeOfRun } from '../../../shared/model/run.ts';
import { type Act, example } from '../act.ts';
import { prepareHosts, type SecretOptions, withSecretOptions } from '../host/prepare.ts';
import { Ended } from '../refusal.ts';
import { notSucceededLine } from '../run/summary.ts';
import type { Session } from '../session.ts';
import { paint } from '../terminal/colour.ts';
import { showInstant } from '../terminal/moment.ts';
import type { OneView } from '../terminal/printer.ts';
import { type Column, type TableLook, tableLines } from '../terminal/table.ts';
import { visible } from '../terminal/text.ts';
import { runToEnd } from './silent-run.ts';

interface Scanned {
  run: string;
  at: string;
  hosts: { host: string; state: string; detail: string | null }[];
  entries: HostEntry[];
  findings: Finding[];
  unread: { host: string; file: string; reason: string }[];
}

const dayMs = 86_400_000;
const days = 7;

export function addCronScan(cron: Command, act: Act): void {
  example(
    withSecretOptions(
      cron
        .command('scan')
        .description('what hosts do by themselves: crontabs and timers in one list, with pile-ups, duplicates and lines that never fire')
        .argument('<target>', 'the hosts'),
    ),
    "djcron cron scan '@web'",
    "djcron cron scan '@all' -o json",
  ).action(act(scanHosts));
}

async function scanHosts(session: Session, target: string, options: SecretOptions): Promise<number> {
  const client = await session.client('write');
  await prepareHosts(session, target, { ...options, keys: true });
  const run = await runToEnd(session, client, () => client.crontabs.scan({ target }));
  for (const execution of run.executions) if (execution.state !== 'succeeded') await session.print.warn(notSucceededLine(execution));
  const exitCode = exitCodeOfRun(run.counts);
  if (run.executions.every(({ state }) => state !== 'succeeded')) throw new Ended(exitCode);
  const until = new Date(Date.parse(run.createdAt) + days * dayMs).toISOString();
  const found = await client.crontabs.found({ scan: run.id, until });
  if (found === null) throw new Ended(exitCode);
  const { entries, findings, unread } = found;
  for (const { host, file, reason } of unread) await session.print.warn(`${host}: ${file}: ${reason}`);
  await session.print.one({ run: run.id, at: run.createdAt, hosts: hostsOf(run), entries: byNext(entries), findings, unread }, scanView);
  await session.print.talk(sumOf(run, entries, findings));
  return exitCode;
}

function hostsOf(run: Run): Scanned['hosts'] {
  return run.executions.map(({ host, state, detail }) => ({ host, state, detail }));
}

/** What comes first is first; what is not understood is last. */
function byNext(entries: readonly HostEntry[]): HostEntry[] {
  const nextOf = ({ nextAt }: HostEntry) => nextAt ?? '~';
  return entries.toSorted((a, b) => (nextOf(a) < nextOf(b) ? -1 : nextOf(a) > nextOf(b) ? 1 : a.id - b.id));
}

const columns: readonly Column<HostEntry>[] = [
  { name: 'NEXT', value: ({ nextAt }) => nextAt, show: ({ nextAt }) => showInstant(nextAt) },
  { name: 'HOSTS', value: ({ hosts }) => hosts },
  { name: 'WHEN', value: ({ words, reason }) => words ?? reason },
  { name: 'TIMEZONE', value: ({ timezone }) => timezone },
  { name: 'USER', value: ({ user }) => user },
  { name: 'FILE', value: ({ file }) => file },
  { name: 'JOB', value: ({ job }) => job },
  { name: 'COMMAND', value: ({ command }) => command.replaceAll('\n', ' ') },
];

const scanView: OneView<Scanned> = {
  columns: [
    { name: 'RUN', value: ({ run }) => run },
    { name: 'ENTRIES', value: ({ entries }) => entries.length },
    { name: 'FINDINGS', value: ({ findings }) => findings.length },
  ],
  name: ({ run }) => run,
  text: ({ entries, findings }, look) => [
    ...tableLines(entries, columns, look),
    ...(findings.length > 0 ? ['', 'worth a look:', ...findings.flatMap((one) => findingLines(one, entries, look))] : []),
  ],
};

function findingLines({ kind, what, at, times, entries: ids }: Finding, entries: readonly HostEntry[], look: TableLook): string[] {
  const when = at === null ? '' : ` at ${showInstant(at)}${(times ?? 1) > 1 ? ` and ${(times ?? 1) - 1} times more in ${days} days` : ''}`;
  const head = `  ${kind}: ${visible(what)}${when}`;
  const shown = ids.slice(0, 4).flatMap((id) => entries.find((entry) => entry.id === id) ?? []);
  const more = ids.length > shown.length ? [`      and ${ids.length - shown.length} more`] : [];
  return [
    look.colour ? paint(head, 'warning') : head,
    ...shown.map(({ hosts, file, command }) => `      ${hosts}:${file}: ${visible(command)}`),
    ...more,
  ];
}

function sumOf(run: Run, entries: readonly HostEntry[], findings: readonly Finding[]): string {
  const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
  const hosts = count(run.counts.succeeded ?? 0, 'host', 'hosts');
  return `${hosts}: ${count(entries.length, 'entry', 'entries')}, ${count(findings.length, 'finding', 'findings')}; nothing was changed (run ${run.id})`;
}
