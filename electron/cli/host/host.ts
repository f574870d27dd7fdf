// djcron host: the catalog of machines, and the way to each of them. Importing is next door.
import type { Command } from 'commander';
import type { Host, HostEdit } from '../../../shared/contract/hosts.ts';
import { type Act, example, tell } from '../act.ts';
import { collect, duration, pair, portNumber } from '../arguments.ts';
import { confirm, isPlainName, type Session } from '../session.ts';
import { readSecret } from '../terminal/prompt.ts';
import { addHostChecks } from './host-check.ts';
import { addHostImport } from './host-import.ts';
import { hostText, hostView } from './host-view.ts';

interface HostOptions {
  address?: string;
  port?: number;
  user?: string;
  identity?: string;
  jump?: string;
  cluster?: string[];
  tag?: Record<string, string>;
  connectTimeout?: number;
  passwordStdin?: true;
}

export function addHost(program: Command, act: Act): void {
  const host = example(program.command('host').description('machines reached over SSH'), 'djcron host list -o json');

  example(
    withHostOptions(host.command('add').description('add a host').argument('<name>')).requiredOption(
      '--address <address>',
      'host name or IP address',
    ),
    'djcron host add web-01 --address 10.0.0.11 --user deploy --cluster web --tag role=front',
  ).action(
    act(async (session, name: string, options: HostOptions & { address: string }) => {
      const client = await session.client('write');
      const added = await client.hosts.add({ ...editOf(session, options), name, address: options.address });
      await holdPassword(session, name, options);
      await tell(session, added, `added ${added.name} (${added.user}@${added.address}:${added.port})`, (it) => it.name);
      return 0;
    }),
  );

  example(
    withHostOptions(
      host.command('edit').description('change a host; --cluster and --tag replace all of them, "" means none').argument('<host>'),
    )
      .option('--address <address>', 'host name or IP address')
      .option('--rename <name>', 'a new name'),
    'djcron host edit web-01 --port 2222 --jump bastion',
  ).action(
    act(async (session, name: string, options: HostOptions & { rename?: string }) => {
      const client = await session.client('write');
      const rename = options.rename === undefined ? {} : { rename: options.rename };
      const changed = await client.hosts.edit({ ...editOf(session, options), ...rename, name });
      await holdPassword(session, changed.name, options);
      await tell(session, changed, `changed ${changed.name}`, (it) => it.name);
      return 0;
    }),
  );

  example(
    host.command('rm').description('remove hosts; their history stays').argument('<target...>'),
    'djcron host rm web-01',
    "djcron host rm 'web-*' --yes",
  ).action(
    act(async (session, targets: string[]) => {
      const client = await session.client('write');
      const { hosts, folded } = await client.targets.resolve({ target: targets.join(',') });
      await confirm(session, `remove ${hosts.length === 1 ? folded : `${hosts.length} hosts (${folded})`}?`, targets.every(isPlainName));
      for (const name of hosts) await client.hosts.remove({ name });
      await tell(session, { removed: hosts }, `removed ${folded}`, () => hosts.join('\n'));
      return 0;
    }),
  );

  example(
    host.command('list').description('all hosts, or those of a target').argument('[target]'),
    'djcron host list',
    "djcron host list '@web' -o name",
  ).action(
    act(async (session, target: string | undefined) => {
      const client = await session.client('read');
      await session.print.list(await client.hosts.list(target === undefined ? undefined : { target }), hostView);
      return 0;
    }),
  );

  example(host.command('show').description('everything known of one host').argument('<host>'), 'djcron host show web-01').action(
    act(async (session, name: string) => {
      const client = await session.client('read');
      const found = await client.hosts.get({ name });
      await session.print.one(found, { columns: hostView.columns, name: hostView.name, text: hostText });
      return 0;
    }),
  );

  addHostChecks(host, act);
  addHostImport(host, act);
}

function withHostOptions(command: Command): Command {
  return command
    .option('--port <port>', 'port of its SSH server', portNumber)
    .option('--user <user>', 'who logs in there')
    .option('--identity <file>', 'private key file')
    .option('--jump <host>', 'host through which it is reached')
    .option('--cluster <cluster>', 'a cluster it belongs to; may be given several times', collect)
    .option('--tag <key=value>', 'a tag; may be given several times', tagPair)
    .option('--connect-timeout <duration>', 'how long a connection may take', duration)
    .option('--password-stdin', 'read the password of the host from stdin, to be held by the running engine');
}

function tagPair(text: string, before: Record<string, string> | undefined): Record<string, string> {
  return text === '' ? { ...before } : pair(text, before);
}

/** An empty text takes a thing away. */
function editOf(session: Session, options: HostOptions): HostEdit {
  const edit: HostEdit = {};
  if (options.address !== undefined) edit.address = options.address;
  if (options.port !== undefined) edit.port = options.port;
  if (options.user !== undefined) edit.user = options.user;
  if (options.identity !== undefined) edit.identity = options.identity === '' ? null : session.path(options.identity);
  if (options.jump !== undefined) edit.jump = options.jump || null;
  if (options.cluster !== undefined) edit.clusters = options.cluster.filter((name) => name !== '');
  if (options.tag !== undefined) edit.tags = options.tag;
  if (options.connectTimeout !== undefined) edit.connectTimeoutMs = options.connectTimeout;
  return edit;
}

async function holdPassword(session: Session, name: Host['name'], options: HostOptions): Promise<void> {
  if (!options.passwordStdin) return;
  const { client, own } = await session.connect('write');
  await client.hosts.password({ name, password: await readSecret(session.io.stdin) });
  if (own) await session.print.warn('no djcron is running, so the password is not kept: give it to exec or job run, or start serve first');
}
