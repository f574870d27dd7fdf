// Keys of the demo fleet: made once, kept in files only their user can read, so that hosts stay known after a restart.
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import ssh2, { type ParsedKey } from 'ssh2';

export interface KeyPair {
  privateKey: string;
  parsed: ParsedKey;
  /** base64 of the public key's wire form */
  publicKey: string;
}

/** The Ed25519 key in a file; a new one when there is none or it is no key. */
export function keptKey(file: string, comment: string): KeyPair {
  const kept = existsSync(file) ? readPair(readFileSync(file, 'utf8')) : null;
  if (kept !== null) return kept;
  const made = ssh2.utils.generateKeyPairSync('ed25519', { comment });
  const pair = readPair(made.private);
  if (pair === null) throw new Error('a new key cannot be read');
  const fresh = `${file}.new`;
  writeFileSync(fresh, made.private, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
  return pair;
}

function readPair(privateKey: string): KeyPair | null {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error || !parsed.isPrivateKey()) return null;
  return { privateKey, parsed, publicKey: parsed.getPublicSSH().toString('base64') };
}
