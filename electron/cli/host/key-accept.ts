// Trusting host keys: each one is shown with its fingerprint before it is taken, and taken by that very fingerprint, so
// that what was shown is what is trusted.
import type { Host } from '../../../shared/contract/hosts.ts';
import type { HostKey } from '../../../shared/contract/keys.ts';
import type { Session } from '../session.ts';
import { askYes } from '../terminal/prompt.ts';

export type ScannedKey = HostKey & { error: string | null };

export function needsDecision(key: ScannedKey): boolean {
  return key.error === null && key.fingerprint !== null && (key.state === 'new' || key.state === 'changed' || key.state === 'unknown');
}

export function describeKey(key: ScannedKey): string {
  const shown = `${key.host}: ${key.type ?? 'key'} ${key.fingerprint ?? ''}`;
  if (key.state !== 'changed') return shown;
  return `${shown} - CHANGED, trusted until now is ${key.trustedFingerprint ?? 'another'}`;
}

/** Trusts what was shown. */
export async function acceptShown(session: Session, keys: readonly ScannedKey[]): Promise<ScannedKey[]> {
  const client = await session.client('write');
  const accepted: ScannedKey[] = [];
  for (const { host, fingerprint } of keys) {
    accepted.push(...(await client.keys.accept({ target: host, ...(fingerprint === null ? {} : { fingerprint }) })));
  }
  return accepted;
}

/** Before a run, at a terminal: offers the keys of hosts never seen before, as ssh does. Changed ones are not offered here. */
export async function acceptNewKeys(session: Session, hosts: readonly Host[]): Promise<void> {
  const unseen = hosts.filter(({ hostKey }) => hostKey.state === 'new' || hostKey.state === 'unknown');
  if (unseen.length === 0) return;
  const client = await session.client('write');
  const scanned = await client.keys.scan({ target: unseen.map((host) => host.name).join(',') });
  const fresh = scanned.filter((key) => needsDecision(key) && key.state !== 'changed');
  if (fresh.length === 0) return;
  await session.print.warn(fresh.length === 1 ? 'this host key is not known yet:' : `${fresh.length} host keys are not known yet:`);
  for (const key of fresh) await session.print.warn(`  ${describeKey(key)}`);
  if (await askYes(session.io, fresh.length === 1 ? 'trust it?' : 'trust them all?')) await acceptShown(session, fresh);
}
