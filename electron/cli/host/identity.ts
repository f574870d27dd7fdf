// Which private key files are encrypted, told by their text alone: so that their passphrase can be asked for beforehand.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Host } from '../../../shared/contract/hosts.ts';

/** Identities these hosts use that need a passphrase. Where an agent runs, the usual files are left to it. */
export async function encryptedIdentities(env: Readonly<Record<string, string | undefined>>, hosts: readonly Host[]): Promise<string[]> {
  const files = new Set(hosts.flatMap((host) => host.identity ?? []));
  if (!env.SSH_AUTH_SOCK && hosts.some((host) => host.identity === null)) {
    for (const name of ['id_ed25519', 'id_ecdsa', 'id_rsa']) files.add(path.join(env.HOME ?? '', '.ssh', name));
  }
  const found: string[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => ''); // an unreadable one is told when it is used
    if (isEncrypted(text)) found.push(file);
  }
  return found;
}

/** OpenSSH's own form names its cipher after the magic words; PEM says ENCRYPTED. */
export function isEncrypted(text: string): boolean {
  const own = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text);
  if (own?.[1] === undefined) return /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text);
  const bytes = Buffer.from(own[1], 'base64');
  const magic = 'openssh-key-v1\0';
  if (bytes.length < magic.length + 4 || bytes.toString('latin1', 0, magic.length) !== magic) return false;
  const length = bytes.readUInt32BE(magic.length);
  return bytes.toString('latin1', magic.length + 4, magic.length + 4 + length) !== 'none';
}
