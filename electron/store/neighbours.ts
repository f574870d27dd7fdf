// The runs of a job next to one of them, and how long those before it took.
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
