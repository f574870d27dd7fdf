// Keys of the demo fleet: made once, kept in files only their user can read, so that hosts stay known after a restart.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  const pair = newPair(comment);
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, pair.privateKey, { mode: 0o600 });
  renameSync(fresh, file);
  return pair;
}

/** ssh2 1.17 strips zeros from the front of a public key and so spoils one pair of 256: those are thrown away. */
function newPair(comment: string): KeyPair {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const pair = readPair(ssh2.utils.generateKeyPairSync('ed25519', { comment }).private);
    if (pair !== null) return pair;
  }
  throw new Error('no key can be made');
}

function readPair(privateKey: string): KeyPair | null {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error || !parsed.isPrivateKey()) return null;
  return { privateKey, parsed, publicKey: parsed.getPublicSSH().toString('base64') };
}
