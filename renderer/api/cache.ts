// Writes what the engine announced into the page's cache, so that nothing is asked twice. Where an event cannot tell
// whether a filtered list is touched, that list is marked stale instead.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { AuditEntry } from '../../shared/contract/audit.ts';
import type { Host } from '../../shared/contract/hosts.ts';
import type { Execution, Run } from '../../shared/contract/run.ts';
import type { Info } from '../../shared/contract/system.ts';
import type { DjcronEvent } from '../../shared/events.ts';
import { api } from './client.ts';

type Of<T extends DjcronEvent['type']> = Extract<DjcronEvent, { type: T }>;
type Filter = Record<string, unknown>;

/** Applies events in order. `stale` receives the keys that must be read again. */
export function writeEvents(queryClient: QueryClient, events: readonly DjcronEvent[], stale: (key: QueryKey) => void): void {
  for (const event of events) writeEvent(queryClient, event, stale);
}

function writeEvent(queryClient: QueryClient, event: DjcronEvent, stale: (key: QueryKey) => void): void {
  if (event.type === 'reset') stale([]);
  else if (event.type === 'host') writeHost(queryClient, event.host, stale);
  else if (event.type === 'host-removed') forgetHost(queryClient, event.name, stale);
  else if (event.type === 'job') staleJob(event.name, stale);
  else if (event.type === 'run') writeRun(queryClient, event.run, stale);
  else if (event.type === 'executions') writeExecutions(queryClient, event);
  else if (event.type === 'output') writeOutput(queryClient, event);
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

function writeHost(queryClient: QueryClient, host: Host, stale: (key: QueryKey) => void): void {
  const before = queryClient.getQueryData<Host[]>(api.hosts.list.queryKey())?.find((row) => row.name === host.name);
  queryClient.setQueriesData<Host>({ queryKey: api.hosts.get.key({ type: 'query', input: { name: host.name } }) }, host);
  rewriteLists<Host>(queryClient, api.hosts.list.key(), stale, (rows, filter) => {
    if (rows.some((row) => row.name === host.name)) return rows.map((row) => (row.name === host.name ? host : row));
    if (filter.target !== undefined) return null;
    return [...rows, host].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  });
  if (!same(before?.hostKey, host.hostKey)) stale(api.keys.list.key());
  if (!same(before?.clusters, host.clusters) || !same(before?.tags, host.tags)) stale(api.targets.clusters.key());
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

function writeRun(queryClient: QueryClient, run: Run, stale: (key: QueryKey) => void): void {
  const merged = (old: Run): Run => ({ ...run, executions: run.executions.length > 0 ? run.executions : old.executions });
  queryClient.setQueriesData<Run>({ queryKey: api.runs.get.key() }, (old) => (old?.id === run.id ? merged(old) : old));
  if (run.finishedAt !== null && run.job === null) stale(api.crontabs.key()); // it may have read or changed some
  changeRead(queryClient, run.id, merged);
  if (run.finishedAt !== null && run.job === null) stale(api.crontabs.lines.key()); // it may have changed some
  rewriteLists<Run>(queryClient, api.runs.list.key(), stale, (rows, filter) => {
    const known = rows.some((row) => row.id === run.id);
    // a window of a list as it was at a moment: its places stay what they are
    if (filter.upTo !== undefined) return known ? rows.map((row) => (row.id === run.id ? merged(row) : row)) : rows;
    const wanted = runMatches(run, filter);
    if (known && wanted !== false) return rows.map((row) => (row.id === run.id ? merged(row) : row));
    if (known) return rows.filter((row) => row.id !== run.id);
    if (wanted === true && filter.executions !== true) return newestFirst(rows, run).slice(0, limitOf(filter));
    return wanted === false ? rows : null;
  });
  if (run.state === 'queued' && run.job !== null) stale(api.runs.around.key()); // a run of this job has a next one now
}

/** Whether a list's filter takes a run; null when only the engine can tell. */
function runMatches(run: Run, filter: Filter): boolean | null {
  if (filter.job !== undefined && filter.job !== run.job) return false;
  if (filter.state !== undefined && ![filter.state].flat().includes(run.state)) return false;
  if (filter.trigger !== undefined && ![filter.trigger].flat().includes(run.trigger)) return false;
  if (typeof filter.since === 'string' && run.createdAt < filter.since) return false;
  if (filter.before !== undefined || filter.olderThan !== undefined) return false; // an older page of a list: nothing new belongs there
  return filter.host === undefined && filter.text === undefined ? true : null;
}

function newestFirst(rows: readonly Run[], run: Run): Run[] {
  const place = rows.findIndex((row) => row.createdAt < run.createdAt);
  return place < 0 ? [...rows, run] : [...rows.slice(0, place), run, ...rows.slice(place)];
}

function limitOf(filter: Filter): number {
  return typeof filter.limit === 'number' ? filter.limit : 50;
}

function writeExecutions(queryClient: QueryClient, event: Of<'executions'>): void {
  const fresh = new Map(event.executions.map((execution) => [execution.host, execution]));
  const take = (run: Run): Run => {
    if (run.id !== event.run || run.executions.length === 0) return run;
    const kept = run.executions.map((execution) => withOutput(fresh.get(execution.host), execution));
    const added = event.executions.filter((execution) => !run.executions.some((old) => old.host === execution.host));
    return { ...run, executions: added.length > 0 ? [...kept, ...added].sort((a, b) => a.index - b.index) : kept };
  };
  changeRun(queryClient, event.run, take);
}

/** The newer execution, keeping output texts that only a full read carries. */
function withOutput(fresh: Execution | undefined, old: Execution): Execution {
  if (fresh === undefined) return old;
  return fresh.attempt === old.attempt ? { ...old, ...fresh } : fresh;
}

function writeOutput(queryClient: QueryClient, event: Of<'output'>): void {
  const grown = new Map(event.hosts.map((row) => [row.host, row]));
  changeRun(queryClient, event.run, (run) => ({
    ...run,
    executions: run.executions.map((execution) => {
      const row = grown.get(execution.host);
      if (row === undefined || row.attempt !== execution.attempt) return execution;
      const { lines, stdoutBytes, stderrBytes, cut } = row;
      return { ...execution, lines, stdoutBytes, stderrBytes, cut };
    }),
  }));
}

/**
 * Changes a run wherever it was read by itself. It stays as old as its answer is: a reply that is stale by birth, because events
 * were told before it came, must still be asked for again.
 */
function changeRead(queryClient: QueryClient, id: string, change: (run: Run) => Run): void {
  for (const { queryKey, state } of queryClient.getQueryCache().findAll({ queryKey: api.runs.get.key() })) {
    const old = state.data as Run | undefined;
    if (old?.id === id) queryClient.setQueryData<Run>(queryKey, change(old), { updatedAt: state.dataUpdatedAt });
  }
}

function changeRun(queryClient: QueryClient, id: string, change: (run: Run) => Run): void {
  changeRead(queryClient, id, change);
  rewriteLists<Run>(
    queryClient,
    api.runs.list.key(),
    () => undefined,
    (rows) => {
      const row = rows.find((one) => one.id === id);
      return row === undefined || row.executions.length === 0 ? rows : rows.map((one) => (one.id === id ? change(one) : one));
    },
  );
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
}

/**
 * Changes every cached list below a key, plain or paged (new rows belong to the first page). `change` gives the same
 * array when nothing changes, null when only the engine can tell.
 */
function rewriteLists<Row>(
  queryClient: QueryClient,
  key: QueryKey,
  stale: (key: QueryKey) => void,
  change: (rows: readonly Row[], filter: Filter) => readonly Row[] | null,
): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey: key })) {
    const data: unknown = query.state.data;
    const options = query.queryKey[1] as { input?: Filter } | undefined;
    if (Array.isArray(data)) {
      const next = change(data as Row[], options?.input ?? {});
      if (next === null) stale(query.queryKey);
      else if (next !== data) queryClient.setQueryData(query.queryKey, next);
    } else if (isPaged<Row>(data)) {
      const pages = changePages(data.pages, options?.input ?? {}, change);
      if (pages === null) stale(query.queryKey);
      else if (pages.some((page, i) => page !== data.pages[i])) queryClient.setQueryData(query.queryKey, { ...data, pages });
    }
  }
}

function changePages<Row>(
  pages: readonly (readonly Row[])[],
  filter: Filter,
  change: (rows: readonly Row[], filter: Filter) => readonly Row[] | null,
): (readonly Row[])[] | null {
  const changed = pages.map((page, i) => change(page, i === 0 ? filter : { ...filter, olderThan: '', beforeSeq: 0 }));
  return changed.includes(null) ? null : changed.filter((page) => page !== null);
}

function isPaged<Row>(data: unknown): data is { pages: Row[][] } {
  return typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
