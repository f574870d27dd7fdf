// Runs in the page's cache. While a thousand hosts are at work the engine tells of them many times a second: what came
// together is applied to a run at once, and everything that shows it hears of it once.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Execution, Run } from '../../shared/contract/run.ts';
import type { DjcronEvent } from '../../shared/events.ts';
import { type Filter, rewriteLists } from './cached-lists.ts';
import { api } from './client.ts';

type Of<T extends DjcronEvent['type']> = Extract<DjcronEvent, { type: T }>;
export type RunEvent = Of<'run'> | Of<'executions'> | Of<'output'>;

export function runOf(event: RunEvent): string {
  return event.type === 'run' ? event.run.id : event.run;
}

/** Applies what was told of one run, in order. */
export function writeRun(queryClient: QueryClient, id: string, events: readonly RunEvent[], stale: (key: QueryKey) => void): void {
  const change = (run: Run): Run => events.reduce(applied, run);
  changeRead(queryClient, id, change);
  const heads = events.flatMap((event) => (event.type === 'run' ? [event.run] : []));
  const head = heads.at(-1);
  if (head === undefined) {
    rewriteLists<Run>(
      queryClient,
      api.runs.list.key(),
      () => undefined,
      (rows) => {
        const row = rows.find((one) => one.id === id);
        return row === undefined || row.executions.length === 0 ? rows : rows.map((one) => (one.id === id ? change(one) : one));
      },
    );
    return;
  }
  if (head.finishedAt !== null && head.job === null) stale(api.crontabs.key()); // it may have read or changed some
  // a run of this job has a next one now
  if (head.job !== null && heads.some(({ state }) => state === 'queued')) stale(api.runs.around.key());
  rewriteLists<Run>(queryClient, api.runs.list.key(), stale, (rows, filter) => listed(rows, filter, { head, change }));
}

/** null: only the engine can tell. */
function listed(rows: readonly Run[], filter: Filter, { head, change }: { head: Run; change: (run: Run) => Run }): readonly Run[] | null {
  const known = rows.some((row) => row.id === head.id);
  const changed = () => rows.map((row) => (row.id === head.id ? change(row) : row));
  // a window of a list as it was at a moment: its places stay what they are
  if (filter.upTo !== undefined) return known ? changed() : rows;
  const wanted = runMatches(head, filter);
  if (known && wanted !== false) return changed();
  if (known) return rows.filter((row) => row.id !== head.id);
  if (wanted === true && filter.executions !== true) return newestFirst(rows, change(head)).slice(0, limitOf(filter));
  return wanted === false ? rows : null;
}

function applied(run: Run, event: RunEvent): Run {
  if (event.type === 'run') return { ...event.run, executions: event.run.executions.length > 0 ? event.run.executions : run.executions };
  if (run.executions.length === 0) return run;
  return event.type === 'executions' ? withExecutions(run, event) : withSizes(run, event);
}

function withExecutions(run: Run, event: Of<'executions'>): Run {
  const fresh = new Map(event.executions.map((execution) => [execution.host, execution]));
  const kept = run.executions.map((execution) => withOutput(fresh.get(execution.host), execution));
  const known = new Set(run.executions.map(({ host }) => host));
  const added = event.executions.filter(({ host }) => !known.has(host));
  return { ...run, executions: added.length > 0 ? [...kept, ...added].sort((a, b) => a.index - b.index) : kept };
}

/** The newer execution, keeping output texts that only a full read carries. */
function withOutput(fresh: Execution | undefined, old: Execution): Execution {
  if (fresh === undefined) return old;
  return fresh.attempt === old.attempt ? { ...old, ...fresh } : fresh;
}

function withSizes(run: Run, event: Of<'output'>): Run {
  const grown = new Map(event.hosts.map((row) => [row.host, row]));
  const executions = run.executions.map((execution) => {
    const row = grown.get(execution.host);
    if (row === undefined || row.attempt !== execution.attempt) return execution;
    const { lines, stdoutBytes, stderrBytes, cut } = row;
    return { ...execution, lines, stdoutBytes, stderrBytes, cut };
  });
  return { ...run, executions };
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
