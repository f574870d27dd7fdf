// What the key of a host is worth as far as is known without asking it: pure, from the keys trusted and the one last seen.
import type { Host } from '../../../shared/contract/hosts.ts';
import type { HostKey } from '../../../shared/contract/keys.ts';
import type { SeenKeyRow, TrustedKeyRow } from '../../store/keys.ts';
import { instantOf } from '../edge.ts';

export function hostKeyOf(host: string, trusted: readonly TrustedKeyRow[], seen: SeenKeyRow | undefined): HostKey {
  const match = seen ? trusted.find((key) => key.key === seen.key) : trusted.at(-1);
  const accepted = { acceptedAt: match ? instantOf(match.acceptedAt) : null, acceptedBy: match?.acceptedBy ?? null };
  if (!seen) {
    const state = match ? 'known' : 'unknown';
    return {
      host,
      state,
      type: match?.type ?? null,
      fingerprint: match?.fingerprint ?? null,
      trustedFingerprint: null,
      source: match?.source ?? null,
      firstSeenAt: null,
      ...accepted,
    };
  }
  const { type, fingerprint, trustedFingerprint, source } = seen;
  const state = match && seen.state !== 'revoked' ? 'known' : seen.state;
  return {
    host,
    state,
    type,
    fingerprint,
    trustedFingerprint: state === 'changed' ? trustedFingerprint : null,
    source: match?.source ?? source,
    firstSeenAt: instantOf(seen.firstSeenAt),
    ...accepted,
  };
}

export function briefKeyOf(key: HostKey): Host['hostKey'] {
  return { state: key.state, type: key.type, fingerprint: key.fingerprint };
}
