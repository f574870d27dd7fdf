// In which form the output of a run lies on disk, and which runs have work left: to be packed, or to be removed for good.
import type { Keep } from '../../shared/model/policies.ts';
import type { Store } from './open.ts';

/** See the schema for what they mean. */
export type OutputForm = 'open' | 'plain' | 'packed' | 'removing' | 'removed';

export function outputFormOf(store: Store, run: string): OutputForm | undefined {
  return store.get<{ form: OutputForm }>('SELECT output_form AS form FROM runs WHERE id = $run', { run })?.form;
}

/** `bytes`: what the output takes on disk in this form. */
export function writeOutputForm(store: Store, run: string, form: 'plain' | 'packed', bytes: number): void {
  store.run('UPDATE runs SET output_form = $form, output_bytes = $bytes WHERE id = $run', { run, form, bytes });
}

export interface Removal {
  run: string;
  at: number;
  /** for a person, after "removed because it is" */
  why: string;
}

/** From here on the output counts as gone; the rest is tidying up. */
export function markRemoving(store: Store, { run, at, why }: Removal): void {
  store.run(
    `UPDATE runs SET output_form = 'removing', output_bytes = 0, output_removed_at = $at, output_removed_why = $why WHERE id = $run`,
    { run, at, why },
  );
}

export function markRemoved(store: Store, run: string): void {
  store.run(`UPDATE runs SET output_form = 'removed' WHERE id = $run`, { run });
}

/** Finished runs whose output nobody looked at since, and those whose removal was not brought to its end; oldest first. */
export function workLeft(store: Store): { run: string; form: 'open' | 'removing' }[] {
  return store.all(
    `SELECT id AS run, output_form AS form FROM runs
     WHERE output_form IN ('open', 'removing') AND finished_at IS NOT NULL ORDER BY id`,
  );
}

export interface KeptRun {
  run: string;
  job: string | null;
  finishedAt: number;
  bytes: number;
  pinned: boolean;
  /** what its job said when it ran */
  keep: Keep | null;
}

/** Finished runs whose output is here, newest first. */
export function keptRuns(store: Store): KeptRun[] {
  return store
    .all<Omit<KeptRun, 'keep' | 'pinned'> & { keep: string | null; pinned: 0 | 1 }>(
      `SELECT id AS run, job, finished_at AS finishedAt, output_bytes AS bytes, pinned_at IS NOT NULL AS pinned, order_json ->> '$.keep' AS keep FROM runs
       WHERE finished_at IS NOT NULL AND output_form NOT IN ('removing', 'removed') ORDER BY id DESC`,
    )
    .map((row) => ({ ...row, pinned: row.pinned === 1, keep: row.keep === null ? null : JSON.parse(row.keep) }));
}

/** Deletes some of the chunk and sample rows of a run; gives how many. 0: none is left. */
export function deleteSomeRows(store: Store, run: string, limit: number): number {
  let deleted = 0;
  for (const { id } of store.all<{ id: number }>('SELECT id FROM executions WHERE run = $run', { run })) {
    const values = { id, limit: limit - deleted };
    if (values.limit <= 0) break;
    const chunks = store.run(
      'DELETE FROM chunks WHERE execution = $id AND seq <= (SELECT max(seq) FROM (SELECT seq FROM chunks WHERE execution = $id ORDER BY seq LIMIT $limit))',
      values,
    );
    const samples = store.run(
      'DELETE FROM samples WHERE execution = $id AND at <= (SELECT max(at) FROM (SELECT at FROM samples WHERE execution = $id ORDER BY at LIMIT $limit))',
      values,
    );
    deleted += chunks + samples;
  }
  return deleted;
}
