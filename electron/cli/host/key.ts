// djcron key: which host keys are trusted, and the decisions about them.
import type { Command } from 'commander';
import type { HostKey } from '../../../shared/contract/keys.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Act, example, tell } from '../act.ts';
import { Ended } from '../refusal.ts';
import { confirm, isPlainName, type Session } from '../session.ts';
import { toneOf } from '../terminal/colour.ts';
import { showInstant } from '../terminal/moment.ts';
import type { ListView } from '../terminal/printer.ts';
import { askYes } from '../terminal/prompt.ts';
import { acceptShown, describeKey, needsDecision, type ScannedKey } from './key-accept.ts';

const keyView: ListView<HostKey> = {
  columns: [
    { name: 'HOST', value: (key) => key.host },
    { name: 'STATE', value: (key) => key.state, tone: (key) => toneOf(key.state) },
    { name: 'TYPE', value: (key) => key.type },
    { name: 'FINGERPRINT', value: (key) => key.fingerprint },
    { name: 'SOURCE', value: (key) => key.source },
    { name: 'ACCEPTED', value: (key) => key.acceptedAt, show: (key) => showInstant(key.acceptedAt) },
    { name: 'BY', value: (key) => key.acceptedBy },
  ],
  name: (key) => key.host,
  empty: 'no host keys',
};

export function addKey(program: Command, act: Act): void {
  const key = example(program.command('key').description('host keys and which of them are trusted'), "djcron key accept '@web'");

  example(key.command('list').description('the key of each host').argument('[target]'), 'djcron key list').action(
    act(async (session, target: string | undefined) => {
      const client = await session.client('read');
      await session.print.list(await client.keys.list(target === undefined ? undefined : { target }), keyView);
      return 0;
    }),
  );

  example(
    key
      .command('accept')
      .description('trust the keys that hosts show now; a changed key needs its --fingerprint')
      .argument('<target>')
      .option('--fingerprint <fingerprint>', 'only this key, as ssh-keygen -l prints it (SHA256:…)'),
    'djcron key accept web-01',
    'djcron key accept web-01 --fingerprint SHA256:Zk6…',
  ).action(act(acceptKeys));

  example(key.command('forget').description('forget the trusted keys of a host').argument('<host>'), 'djcron key forget web-01').action(
    act(async (session, name: string) => {
      const client = await session.client('write');
      await confirm(session, `forget the keys of ${name}?`, isPlainName(name));
      const done = await client.keys.forget({ name });
      await tell(session, done, `forgot ${done.forgotten === 1 ? '1 key' : `${done.forgotten} keys`} of ${name}`, () => name);
      return 0;
    }),
  );

  example(
    key.command('import').description('trust the entries of a known_hosts file that match hosts of this home').argument('<known_hosts>'),
    'djcron key import ~/.ssh/known_hosts --yes',
  ).action(
    act(async (session, file: string) => {
      const path = session.path(file);
      const client = await session.client('write');
      const found = await client.keys.import({ path, dryRun: true });
      if (found.length === 0) await session.print.talk(`no entry of ${path} matches a host of this home that needs one`);
      else {
        if (!session.yes && !session.print.look.quiet) await session.print.showTable(found, keyView.columns);
        await confirm(session, `trust ${found.length} keys of ${path}?`, false);
      }
      const taken = found.length === 0 ? [] : await client.keys.import({ path, dryRun: false });
      if (session.format !== 'table') await session.print.list(taken, keyView);
      else if (taken.length > 0) await session.print.talk(`trusted ${taken.length} keys`);
      return 0;
    }),
  );
}

async function acceptKeys(session: Session, target: string, options: { fingerprint?: string }): Promise<number> {
  const client = await session.client('write');
  const { fingerprint } = options;
  if (fingerprint !== undefined) return report(session, await client.keys.accept({ target, fingerprint }));
  const { hosts } = await client.targets.resolve({ target });
  if (!session.mayAsk || session.yes) {
    await confirm(session, `trust the keys of ${hosts.length} hosts (${target})?`, isNameList(target));
    return report(session, await client.keys.accept({ target }));
  }
  const scanned = await client.keys.scan({ target });
  const open = scanned.filter(needsDecision);
  const settled = scanned.filter((key) => !needsDecision(key));
  const fresh = open.filter((key) => key.state !== 'changed');
  for (const key of fresh) await session.print.warn(`  ${describeKey(key)}`);
  const wanted =
    fresh.length > 0 && (await askYes(session.io, fresh.length === 1 ? 'trust it?' : `trust these ${fresh.length}?`)) ? fresh : [];
  for (const key of open.filter((one) => one.state === 'changed')) {
    await session.print.warn(`  ${describeKey(key)}`);
    if (await askYes(session.io, `trust the changed key of ${key.host}?`)) wanted.push(key);
  }
  const declined = open.length - wanted.length;
  const exitCode = await report(session, [...settled, ...(await acceptShown(session, wanted))]);
  if (declined > 0) {
    await session.print.warn(`${declined} keys were not accepted`);
    throw new Ended(2);
  }
  return exitCode;
}

/** `web-01,web-02`: names only, so that what is meant was said. */
function isNameList(target: string): boolean {
  return target.split(',').every((part) => isPlainName(part.trim()));
}

/** 4 when a host did not show a key; a changed key ends with its own refusal. */
async function report(session: Session, keys: readonly ScannedKey[]): Promise<number> {
  if (session.format === 'table') {
    for (const key of keys.filter(({ error }) => error === null)) await session.print.talk(`${describeKey(key)} is trusted`);
  } else await session.print.list(keys, keyView);
  for (const { host, error } of keys) if (error !== null) await session.print.warn(`${host}: ${error}`);
  const changed = keys.find((key) => key.state === 'changed');
  if (changed !== undefined) {
    throw new AppError(
      'DJ-KEY-CHANGED',
      `the key of ${changed.host} has changed: it shows ${changed.fingerprint}, trusted is ${changed.trustedFingerprint}`,
      {
        remedy: `when that is right: djcron key accept ${changed.host} --fingerprint ${changed.fingerprint}`,
      },
    );
  }
  return keys.some(({ error }) => error !== null) ? 4 : 0;
}
