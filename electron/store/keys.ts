// Host keys: those djcron trusts, and the one each host showed last.
import type { Store } from './open.ts';

export interface TrustedKeyRow {
  type: string;
  key: string;
  fingerprint: string;
  source: string;
  acceptedAt: number;
  acceptedBy: string;
}

export interface SeenKeyRow {
  type: string;
  key: string;
  fingerprint: string;
  state: 'known' | 'certificate' | 'new' | 'changed' | 'revoked';
  trustedFingerprint: string | null;
  source: string | null;
  firstSeenAt: number;
}

export function trustedKeys(store: Store, host: number): TrustedKeyRow[] {
  return store.all<TrustedKeyRow>(
    `SELECT type, key, fingerprint, source, accepted_at AS acceptedAt, accepted_by AS acceptedBy
     FROM host_keys WHERE host = $host ORDER BY accepted_at, key`,
    { host },
  );
}

/** Every host's trusted keys at once, by host id. */
export function allTrustedKeys(store: Store): Map<number, TrustedKeyRow[]> {
  const rows = store.all<TrustedKeyRow & { host: number }>(
    `SELECT host, type, key, fingerprint, source, accepted_at AS acceptedAt, accepted_by AS acceptedBy
     FROM host_keys ORDER BY host, accepted_at, key`,
  );
  const byHost = new Map<number, TrustedKeyRow[]>();
  for (const { host, ...key } of rows) byHost.set(host, [...(byHost.get(host) ?? []), key]);
  return byHost;
}

export function trustKey(store: Store, host: number, key: TrustedKeyRow): void {
  store.run(
    `INSERT OR REPLACE INTO host_keys (host, type, key, fingerprint, source, accepted_at, accepted_by)
     VALUES ($host, $type, $key, $fingerprint, $source, $acceptedAt, $acceptedBy)`,
    { host, ...key },
  );
}

/** Forgets the keys of one type (a changed key replaces them), or all; gives their number. */
export function forgetKeys(store: Store, host: number, type: string | null): number {
  return store.run('DELETE FROM host_keys WHERE host = $host AND ($type IS NULL OR type = $type)', { host, type });
}

const seenColumns = 'type, key, fingerprint, state, trusted_fingerprint AS trustedFingerprint, source, first_seen_at AS firstSeenAt';

export function seenKey(store: Store, host: number): SeenKeyRow | undefined {
  return store.get<SeenKeyRow>(`SELECT ${seenColumns} FROM seen_keys WHERE host = $host`, { host });
}

export function allSeenKeys(store: Store): Map<number, SeenKeyRow> {
  const rows = store.all<SeenKeyRow & { host: number }>(`SELECT host, ${seenColumns} FROM seen_keys`);
  return new Map(rows.map(({ host, ...key }) => [host, key]));
}

/** `at` becomes the first sight of a key not seen before. */
export function writeSeenKey(store: Store, host: number, key: Omit<SeenKeyRow, 'firstSeenAt'>, at: number): void {
  store.run(
    `INSERT INTO seen_keys (host, type, key, fingerprint, state, trusted_fingerprint, source, first_seen_at, seen_at)
     VALUES ($host, $type, $key, $fingerprint, $state, $trustedFingerprint, $source, $at, $at)
     ON CONFLICT (host) DO UPDATE SET first_seen_at = CASE WHEN key = excluded.key THEN first_seen_at ELSE excluded.first_seen_at END,
       type = excluded.type, key = excluded.key, fingerprint = excluded.fingerprint, state = excluded.state,
       trusted_fingerprint = excluded.trusted_fingerprint, source = excluded.source, seen_at = excluded.seen_at`,
    { host, ...key, at },
  );
}

export function forgetSeenKey(store: Store, host: number): void {
  store.run('DELETE FROM seen_keys WHERE host = $host', { host });
}
