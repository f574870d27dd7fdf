// Runs by many filters: listed window by window and counted, and those that somebody wants kept.
import type { RunState, Trigger } from '../../shared/model/run.ts';
import type { Store } from './open.ts';
import { type RunRow, readRuns } from './runs.ts';

/** null: no such filter. Times in epoch milliseconds. */
export interface RunFilter {
  job: string | null;
  /** `*` stands for any characters */
  host: string | null;
  states: readonly RunState[] | null;
  triggers: readonly Trigger[] | null;
  actor: string | null;
  exitCode: number | null;
  text: string | null;
  pinned: boolean | null;
  since: number | null;
  before: number | null;
  /** ids: at most this, and less than this */
  upTo: string | null;
  olderThan: string | null;
}

type Condition = [given: boolean, sql: string];

/** Only what is asked for is in the statement, so that an index can serve it. */
function conditionOf(filter: RunFilter): { where: string; values: Record<string, string | number | null> } {
  const { host, exitCode } = filter;
  const hostFits = host === null ? '' : host.includes('*') ? 'AND lower(host) GLOB lower($host)' : 'AND host = $host';
  const exitFits = exitCode === null ? '' : 'AND superseded = 0 AND exit_code = $exitCode';
  const conditions: Condition[] = [
    [filter.job !== null, 'job = $job'],
    [host !== null || exitCode !== null, `EXISTS (SELECT 1 FROM executions WHERE run = runs.id ${hostFits} ${exitFits})`],
    [filter.states !== null, 'state IN (SELECT value FROM json_each($states))'],
    [filter.triggers !== null, 'trigger IN (SELECT value FROM json_each($triggers))'],
    [filter.actor !== null, 'actor = $actor'],
    [filter.text !== null, `instr(lower(${searched}), lower($text)) > 0`],
    [filter.pinned !== null, 'pinned_at IS NOT NULL = $pinned'],
    [filter.since !== null, 'created_at >= $since'],
    [filter.before !== null, 'created_at < $before'],
    [filter.upTo !== null, 'id <= $upTo'],
    [filter.olderThan !== null, 'id < $olderThan'],
  ];
  const given = conditions.filter(([is]) => is).map(([, sql]) => sql);
  const { states, triggers, pinned, ...plain } = filter;
  const values = {
    ...plain,
    // of a glob only the star is meant
    host: host?.includes('*') ? host.replace(/[[?]/g, '[$&]') : host,
    states: JSON.stringify(states),
    triggers: JSON.stringify(triggers),
    pinned: pinned === null ? null : Number(pinned),
  };
  return { where: given.length === 0 ? '' : `WHERE ${given.join(' AND ')}`, values };
}

const searched = `id || ' ' || coalesce(job, '') || ' ' || target || ' ' || actor || ' ' || params || ' ' || script`;

/** Newest first. */
export function listRuns(store: Store, filter: RunFilter, window: { skip: number; limit: number }): RunRow[] {
  const { where, values } = conditionOf(filter);
  return readRuns(store, `${where} ORDER BY id DESC LIMIT $limit OFFSET $skip`, { ...values, ...window });
}

export interface Extent {
  total: number;
  newest: string | null;
  oldestAt: number | null;
  newestAt: number | null;
  pinned: number;
}

export function extentOf(store: Store, filter: RunFilter): Extent {
  const { where, values } = conditionOf(filter);
  const row = store.get<Extent>(
    `SELECT count(*) AS total, max(id) AS newest, min(created_at) AS oldestAt, max(created_at) AS newestAt,
       count(pinned_at) AS pinned FROM runs ${where}`,
    values,
  );
  return row ?? { total: 0, newest: null, oldestAt: null, newestAt: null, pinned: 0 };
}

export interface BucketCount {
  /** its beginning is this many times `bucketMs` */
  bucket: number;
  state: RunState;
  count: number;
}

export function countByTime(store: Store, filter: RunFilter, bucketMs: number): BucketCount[] {
  const { where, values } = conditionOf(filter);
  return store.all(
    // numbers arrive as reals, and buckets are whole
    `SELECT created_at / CAST($bucketMs AS INTEGER) AS bucket, state, count(*) AS count FROM runs ${where} GROUP BY bucket, state ORDER BY bucket`,
    { ...values, bucketMs },
  );
}

/** Most first. */
export function countRemoved(store: Store, filter: RunFilter): { why: string; count: number }[] {
  const { where, values } = conditionOf(filter);
  return store.all(
    `SELECT output_removed_why AS why, count(*) AS count FROM runs ${where === '' ? 'WHERE' : `${where} AND`} output_removed_at IS NOT NULL
     GROUP BY why ORDER BY count DESC, why`,
    values,
  );
}

/** `pinnedAt` null: not any more. */
export function writePinned(store: Store, run: Pick<RunRow, 'id' | 'pinnedAt' | 'pinnedBy'>): void {
  store.run('UPDATE runs SET pinned_at = $pinnedAt, pinned_by = $pinnedBy WHERE id = $id', {
    id: run.id,
    pinnedAt: run.pinnedAt,
    pinnedBy: run.pinnedBy,
  });
}
