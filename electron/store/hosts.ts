// Hosts, their clusters and tags: rows <-> model.
import type { Store } from './open.ts';

export interface HostFacts {
  os: string;
  /** absent: collected by an older version */
  hostname?: string;
  kernel: string;
  arch: string;
  cpus: number;
  memoryBytes: number;
}

export interface HostRow {
  id: number;
  name: string;
  address: string;
  port: number;
  user: string;
  identity: string | null;
  jump: string | null;
  connectTimeoutMs: number;
  source: string;
  clusters: string[];
  tags: Record<string, string>;
  facts: (HostFacts & { collectedAt: number }) | null;
  health: { state: 'up' | 'degraded' | 'down' | 'unknown'; checkedAt: number | null; detail: string | null };
}

export type HostSettings = Omit<HostRow, 'id' | 'facts' | 'health'>;

interface Stored {
  id: number;
  name: string;
  address: string;
  port: number;
  user: string;
  identity: string | null;
  jump: string | null;
  connect_timeout_ms: number;
  source: string;
  facts: string | null;
  facts_at: number | null;
  health: HostRow['health']['state'];
  health_at: number | null;
  health_detail: string | null;
}

/** All hosts by name. */
export function listHosts(store: Store): HostRow[] {
  const clusters = groupBy(store.all<{ host: number; cluster: string }>('SELECT host, cluster FROM host_clusters ORDER BY cluster'));
  const tags = groupBy(store.all<{ host: number; key: string; value: string }>('SELECT host, key, value FROM host_tags ORDER BY key'));
  return store
    .all<Stored>('SELECT * FROM hosts ORDER BY name')
    .map((row) => modelOf(row, clusters.get(row.id) ?? [], tags.get(row.id) ?? []));
}

export function getHost(store: Store, name: string): HostRow | undefined {
  const row = store.get<Stored>('SELECT * FROM hosts WHERE name = $name', { name });
  if (!row) return undefined;
  const host = row.id;
  return modelOf(
    row,
    store.all<{ host: number; cluster: string }>('SELECT host, cluster FROM host_clusters WHERE host = $host ORDER BY cluster', { host }),
    store.all<{ host: number; key: string; value: string }>('SELECT host, key, value FROM host_tags WHERE host = $host ORDER BY key', {
      host,
    }),
  );
}

/** All that a host is called by; of one that is gone only its name. `hostname`: what it calls itself, where its facts are known. */
export function namesOfHost(store: Store, name: string): { name: string; address: string; hostname: string | null } {
  const row = store.get<{ name: string; address: string; hostname: string | null }>(
    "SELECT name, address, facts ->> '$.hostname' AS hostname FROM hosts WHERE name = $name",
    { name },
  );
  return row ?? { name, address: '', hostname: null };
}

function groupBy<Row extends { host: number }>(rows: Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.host);
    if (group) group.push(row);
    else groups.set(row.host, [row]);
  }
  return groups;
}

function modelOf(row: Stored, clusters: { cluster: string }[], tags: { key: string; value: string }[]): HostRow {
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    port: row.port,
    user: row.user,
    identity: row.identity,
    jump: row.jump,
    connectTimeoutMs: row.connect_timeout_ms,
    source: row.source,
    clusters: clusters.map((item) => item.cluster),
    tags: Object.fromEntries(tags.map((item) => [item.key, item.value])),
    facts: row.facts === null ? null : { ...(JSON.parse(row.facts) as HostFacts), collectedAt: row.facts_at ?? 0 },
    health: { state: row.health, checkedAt: row.health_at, detail: row.health_detail },
  };
}

export function insertHost(store: Store, host: HostSettings, at: number): void {
  store.run(
    `INSERT INTO hosts (name, address, port, user, identity, jump, connect_timeout_ms, source, created_at, updated_at)
     VALUES ($name, $address, $port, $user, $identity, $jump, $connectTimeoutMs, $source, $at, $at)`,
    columnsOf(host, at),
  );
  const { id } = store.get<{ id: number }>('SELECT id FROM hosts WHERE name = $name', { name: host.name }) ?? { id: 0 };
  writeGroups(store, id, host);
}

export function updateHost(store: Store, id: number, host: HostSettings, at: number): void {
  store.run(
    `UPDATE hosts SET name = $name, address = $address, port = $port, user = $user, identity = $identity, jump = $jump,
       connect_timeout_ms = $connectTimeoutMs, source = $source, updated_at = $at WHERE id = $id`,
    { ...columnsOf(host, at), id },
  );
  writeGroups(store, id, host);
}

/** Hosts that were reached through `from` are reached through `to` from now on. */
export function renameJump(store: Store, from: string, to: string): void {
  store.run('UPDATE hosts SET jump = $to WHERE jump = $from COLLATE NOCASE', { from, to });
}

export function deleteHost(store: Store, id: number): void {
  store.run('DELETE FROM hosts WHERE id = $id', { id });
}

function columnsOf(host: HostSettings, at: number) {
  const { name, address, port, user, identity, jump, connectTimeoutMs, source } = host;
  return { name, address, port, user, identity, jump, connectTimeoutMs, source, at };
}

function writeGroups(store: Store, id: number, host: HostSettings): void {
  store.run('DELETE FROM host_clusters WHERE host = $id', { id });
  store.run('DELETE FROM host_tags WHERE host = $id', { id });
  for (const cluster of host.clusters) store.run('INSERT OR IGNORE INTO host_clusters VALUES ($id, $cluster)', { id, cluster });
  for (const [key, value] of Object.entries(host.tags)) store.run('INSERT INTO host_tags VALUES ($id, $key, $value)', { id, key, value });
}

export function writeFacts(store: Store, name: string, facts: HostFacts, at: number): void {
  store.run('UPDATE hosts SET facts = $facts, facts_at = $at WHERE name = $name', { name, facts: JSON.stringify(facts), at });
}

export function writeHealth(store: Store, name: string, health: { state: string; detail: string | null; at: number }): void {
  store.run('UPDATE hosts SET health = $state, health_at = $at, health_detail = $detail WHERE name = $name', { name, ...health });
}
