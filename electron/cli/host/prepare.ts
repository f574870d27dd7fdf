// What a person is asked before hosts are reached: whether to trust a key that is new, the passphrase of an encrypted
// identity, a password. Without a terminal nothing is asked; then the hosts say what they miss.
import type { Command } from 'commander';
import type { Host } from '../../../shared/contract/hosts.ts';
import { refusalOf, usage } from '../refusal.ts';
import type { Session } from '../session.ts';
import { askSecret, readSecret } from '../terminal/prompt.ts';
import { encryptedIdentities } from './identity.ts';
import { acceptNewKeys } from './key-accept.ts';

export interface SecretOptions {
  passwordStdin?: true;
  askPassword?: true;
}

export function withSecretOptions(command: Command): Command {
  return command
    .option('-k, --ask-password', 'ask for the password of the hosts')
    .option('--password-stdin', 'read the password of the hosts from stdin');
}

/** `keys`: offer to accept keys that are new. */
export async function prepareHosts(session: Session, target: string, options: SecretOptions & { keys: boolean }): Promise<void> {
  if (!session.mayAsk && !options.passwordStdin) {
    if (options.askPassword) throw usage('nobody can be asked for a password here', 'give it by --password-stdin');
    return;
  }
  const client = await session.client('write');
  const hosts = await client.hosts.list({ target });
  await holdPasswords(session, hosts, options);
  if (!session.mayAsk) return;
  await unlockIdentities(session, hosts);
  if (options.keys) await acceptNewKeys(session, hosts);
}

async function holdPasswords(session: Session, hosts: readonly Host[], options: SecretOptions): Promise<void> {
  if (!options.passwordStdin && !options.askPassword) return;
  const client = await session.client('write');
  const password = options.passwordStdin
    ? await readSecret(session.io.stdin)
    : await askSecret(session.io, `password of ${hosts.length === 1 ? hosts[0]?.name : `${hosts.length} hosts`}: `);
  if (password === '') throw usage('the password is empty', 'give it on one line');
  for (const { name } of hosts) await client.hosts.password({ name, password });
}

const tries = 3;

async function unlockIdentities(session: Session, hosts: readonly Host[]): Promise<void> {
  const { client, own } = await session.connect('write');
  for (const path of await encryptedIdentities(session.io.env, hosts)) {
    const held = own ? '' : ' (Enter when the running djcron has it)';
    for (let attempt = 1; attempt <= tries; attempt++) {
      const passphrase = await askSecret(session.io, `passphrase of ${path}${held}: `);
      if (passphrase === '') break;
      try {
        await client.hosts.unlock({ path, passphrase });
        break;
      } catch (error) {
        if (refusalOf(error)?.code !== 'DJ-PASSPHRASE-WRONG' || attempt === tries) throw error;
        await session.print.warn('that is not its passphrase');
      }
    }
  }
}
