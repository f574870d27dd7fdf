// Writes what the engine announced into the page's cache, so that nothing is asked twice. Where an event cannot tell
// whether a filtered list is touched, that list is marked stale instead.
import { notifyManager, type QueryClient, type QueryKey } from '@tanstack/react-query';
import type { AuditEntry } from '../../shared/contract/audit.ts';
import type { Host } from '../../shared/contract/hosts.ts';
import type { Info } from '../../shared/contract/system.ts';
import type { DjcronEvent } from '../../shared/events.ts';
import { rewriteLists } from './cached-lists.ts';
import { type RunEvent, runOf, writeRun } from './cached-runs.ts';
import { api } from './client.ts';

type Of<T extends DjcronEvent['type']> = Extract<DjcronEvent, { type: T }>;

/**
 * Applies events in order. `stale` receives the keys that must be read again. What was told of a host more than once, and of
 * many hosts or of one run in a row, is written at once: a list of a thousand is looked through for all of them together.
 */
export function writeEvents(queryClient: QueryClient, events: readonly DjcronEvent[], stale: (key: QueryKey) => void): void {
  notifyManager.batch(() => writeInOrder(queryClient, events, stale));
}

function writeInOrder(queryClient: QueryClient, events: readonly DjcronEvent[], stale: (key: QueryKey) => void): void {
  const hosts = new Map<string, Host>();
  const runs = new Map<string, RunEvent[]>();
  const writeGathered = () => {
    if (hosts.size > 0) writeHosts(queryClient, hosts, stale);
    for (const [id, told] of runs) writeRun(queryClient, id, told, stale);
    hosts.clear();
    runs.clear();
  };
  for (const event of events) {
    if (event.type === 'host') hosts.set(event.host.name, event.host);
    else if (event.type === 'run' || event.type === 'executions' || event.type === 'output') {
      const id = runOf(event);
      runs.set(id, [...(runs.get(id) ?? []), event]);
    } else {
      if (event.type === 'host-removed') writeGathered();
      writeEvent(queryClient, event, stale);
    }
  }
  writeGathered();
}

function writeEvent(queryClient: QueryClient, event: DjcronEvent, stale: (key: QueryKey) => void): void {
  if (event.type === 'reset') stale([]);
  else if (event.type === 'host-removed') forgetHost(queryClient, event.name, stale);
  else if (event.type === 'job') staleJob(event.name, stale);
  else if (event.type === 'audit') writeAudit(queryClient, event.entry, stale);
  else if (event.type === 'schedules') staleSchedules(event.job, stale);
  else if (event.type === 'chain') stale(api.runs.chain.key({ input: { id: event.run } }));
  else if (event.type === 'groups') staleGroups(event.run, stale);
  else if (event.type === 'settings') stale(api.system.settings.key());
  else if (event.type === 'demo') writeDemo(queryClient, event.state, stale);
  else if (event.type === 'storage') writeInfo(queryClient, { storage: event.state });
  // samples are read by the charts that show them (see live.ts)
}

function staleGroups(id: string, stale: (key: QueryKey) => void): void {
  stale(api.runs.groups.key({ input: { id } }));
  stale(api.runs.groupDiff.key({ input: { id } }));
}

function writeDemo(queryClient: QueryClient, demo: Of<'demo'>['state'], stale: (key: QueryKey) => void): void {
  writeInfo(queryClient, { demo });
  stale(api.system.info.key());
}

function writeInfo(queryClient: QueryClient, part: Partial<Info>): void {
  queryClient.setQueryData<Info>(api.system.info.queryKey(), (info) => info && { ...info, ...part });
}

function writeHosts(queryClient: QueryClient, fresh: ReadonlyMap<string, Host>, stale: (key: QueryKey) => void): void {
  const before = new Map(queryClient.getQueryData<Host[]>(api.hosts.list.queryKey())?.map((row) => [row.name, row]));
  for (const { queryKey, state } of queryClient.getQueryCache().findAll({ queryKey: api.hosts.get.key() })) {
    const host = fresh.get((state.data as Host | undefined)?.name ?? '');
    if (host !== undefined) queryClient.setQueryData<Host>(queryKey, host);
  }
  rewriteLists<Host>(queryClient, api.hosts.list.key(), stale, (rows, filter, key) => {
    const listed = new Set(rows.map(({ name }) => name));
    const added = [...fresh.values()].filter(({ name }) => !listed.has(name));
    const changed = rows.map((row) => fresh.get(row.name) ?? row);
    // only the engine knows whether a target takes them
    if (added.length > 0 && filter.target !== undefined) stale(key);
    return added.length === 0 || filter.target !== undefined
      ? changed
      : [...changed, ...added].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  });
  for (const host of fresh.values()) {
    const old = before.get(host.name);
    if (!same(old?.hostKey, host.hostKey)) stale(api.keys.list.key());
    if (!same(old?.clusters, host.clusters) || !same(old?.tags, host.tags)) stale(api.targets.clusters.key());
  }
}

function forgetHost(queryClient: QueryClient, name: string, stale: (key: QueryKey) => void): void {
  rewriteLists<Host>(queryClient, api.hosts.list.key(), stale, (rows) => rows.filter((row) => row.name !== name));
  stale(api.hosts.get.key({ input: { name } }));
  stale(api.keys.list.key());
  stale(api.targets.clusters.key());
}

function staleJob(name: string, stale: (key: QueryKey) => void): void {
  stale(api.jobs.list.key());
  stale(api.jobs.get.key({ input: { name } }));
  stale(api.jobs.source.key({ input: { name } }));
  stale(api.jobs.versions.key({ input: { name } }));
  stale(api.crontabs.lines.key());
  stale(api.schedules.list.key()); // they tell what became of the last moment
}

/** Jobs tell when they are due and whether they are enabled. */
function staleSchedules(job: string | null, stale: (key: QueryKey) => void): void {
  stale(api.schedules.key());
  stale(api.jobs.list.key());
  stale(job === null ? api.jobs.get.key() : api.jobs.get.key({ input: { name: job } }));
}

function writeAudit(queryClient: QueryClient, entry: AuditEntry, stale: (key: QueryKey) => void): void {
  rewriteLists<AuditEntry>(queryClient, api.audit.list.key(), stale, (rows, filter) => {
    if (rows.some((row) => row.seq === entry.seq) || filter.beforeSeq !== undefined) return rows;
    if (filter.object !== undefined && filter.object !== entry.object) return rows;
    if (filter.action !== undefined || filter.text !== undefined) return null;
    return [entry, ...rows];
  });
  stale(api.audit.verify.key());
  if (entry.action === 'report.make') stale(api.reports.list.key());
  else if (entry.action.startsWith('report.')) stale(api.reports.schedules.key());
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
