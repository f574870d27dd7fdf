// The runs of a job next to one of them, how long those before it took, and what it can be compared with.
import type { RunState } from '../../shared/model/run.ts';
import type { Store } from './open.ts';

export interface Neighbour {
  id: string;
  state: RunState;
  createdAt: number;
  params: Record<string, string>;
}

const columns = 'id, state, created_at AS createdAt, params';

/** Ids grow with time, so their order is that of the runs. */
export function neighbourOf(store: Store, run: { id: string; job: string }, side: 'previous' | 'next'): Neighbour | null {
  const rest = side === 'previous' ? 'id < $id ORDER BY id DESC' : 'id > $id ORDER BY id';
  const row = store.get<Omit<Neighbour, 'params'> & { params: string }>(
    `SELECT ${columns} FROM runs WHERE job = $job AND ${rest} LIMIT 1`,
    run,
  );
  return row === undefined ? null : { ...row, params: JSON.parse(row.params) };
}

/** ms of the newest `limit` finished runs before this one. */
export function durationsBefore(store: Store, run: { id: string; job: string }, limit: number): number[] {
  return store
    .all<{ ms: number }>(
      `SELECT finished_at - started_at AS ms FROM runs
       WHERE job = $job AND id < $id AND started_at IS NOT NULL AND finished_at IS NOT NULL ORDER BY id DESC LIMIT $limit`,
      { ...run, limit },
    )
    .map((row) => row.ms);
}

/** Id of the run before this one of the same job, or of the same command; `good`: of those that succeeded wholly. Null: there is none. */
export function earlierRun(store: Store, run: { id: string; job: string | null; script: string }, good: boolean): string | null {
  const row = store.get<{ id: string }>(
    `SELECT id FROM runs WHERE id < $id AND (CASE WHEN $job IS NULL THEN job IS NULL AND script = $script ELSE job = $job END)
       AND ($good = 0 OR state = 'succeeded') ORDER BY id DESC LIMIT 1`,
    { id: run.id, job: run.job, script: run.script, good: good ? 1 : 0 },
  );
  return row?.id ?? null;
}

export interface EarlierExecution {
  id: number;
  startedAt: number;
  finishedAt: number;
}

/** What succeeded on a host in the newest `limit` runs of the job before this one that did. */
export function goodExecutionsBefore(store: Store, place: { id: string; job: string; host: string; limit: number }): EarlierExecution[] {
  return store.all(
    `SELECT executions.id, executions.started_at AS startedAt, executions.finished_at AS finishedAt
     FROM runs JOIN executions ON executions.run = runs.id AND executions.host = $host AND executions.superseded = 0
     WHERE runs.job = $job AND runs.id < $id AND executions.state = 'succeeded'
       AND executions.started_at IS NOT NULL AND executions.finished_at IS NOT NULL
     ORDER BY runs.id DESC LIMIT $limit`,
    place,
  );
}
