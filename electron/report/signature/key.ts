// The key a home signs its reports with: Ed25519, made at the first need, in a file that only its user may read.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';

export interface SigningKey {
  /** base64 of the raw public key */
  publicKey: string;
  /** base64 */
  sign(bytes: Uint8Array): string;
}

/** Makes the key when there is none. Throws DJ-HOME-UNWRITABLE, DJ-HOME-DAMAGED. */
export function openSigningKey(file: string): SigningKey {
  const key = readKey(file) ?? makeKey(file);
  return { publicKey: rawPublicKey(key), sign: (bytes) => sign(null, bytes, key).toString('base64') };
}

/** base64 of the raw public key; null when there is no key yet. */
export function knownPublicKey(file: string): string | null {
  const key = readKey(file);
  return key === null ? null : rawPublicKey(key);
}

function readKey(file: string): KeyObject | null {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new AppError('DJ-HOME-UNWRITABLE', 'the key that signs reports cannot be read', {
      where: file,
      remedy: 'mend its owner and mode',
      cause,
    });
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
    throw new Error(`it is of type ${key.asymmetricKeyType ?? 'unknown'}`);
  } catch (cause) {
    throw new AppError('DJ-HOME-DAMAGED', 'the key that signs reports is none', {
      where: file,
      remedy: 'bring it back from a copy, or move it away: then another is made, and reports made before need the old public key',
      cause,
    });
  }
}

/** Written beside its place and linked to it: whole or not at all, and never over another. */
function makeKey(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  const beside = `${file}.new`;
  try {
    rmSync(beside, { force: true });
    const fd = openSync(beside, 'wx', 0o600);
    writeFileSync(fd, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    fsyncSync(fd);
    closeSync(fd);
    linkSync(beside, file);
    rmSync(beside, { force: true });
    return privateKey;
  } catch (cause) {
    throw new AppError('DJ-HOME-UNWRITABLE', 'the key that signs reports cannot be made', {
      where: file,
      remedy: 'see that the home can be written and has space',
      cause,
    });
  }
}

/** An Ed25519 key in SPKI is twelve bytes that are always the same, then the key. */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

function rawPublicKey(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(spkiHead.length).toString('base64');
}

/** null when it is no key. */
export function publicKeyOf(raw: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.concat([spkiHead, Buffer.from(raw, 'base64')]), type: 'spki', format: 'der' });
  } catch {
    return null;
  }
}

/** `SHA256:…` of a public key, as fingerprints of host keys are written. */
export function fingerprintOfKey(publicKey: string): string {
  return `SHA256:${createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('base64').replace(/=+$/, '')}`;
}
