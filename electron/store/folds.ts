// Digests of what executions wrote, kept so that a finished run is folded without reading its output again. They stay when the
// output goes.
import type { Store } from './open.ts';

/** By execution; only those made by rules of this version. */
export function keptDigests(store: Store, run: string, rules: number): Map<number, string> {
  const rows = store.all<{ execution: number; digest: string }>(
    'SELECT execution, digest FROM folds JOIN executions ON executions.id = folds.execution WHERE executions.run = $run AND rules = $rules',
    { run, rules },
  );
  return new Map(rows.map(({ execution, digest }) => [execution, digest]));
}

export function keepDigests(store: Store, digests: ReadonlyMap<number, string>, rules: number): void {
  store.transactionSoon(() => {
    for (const [execution, digest] of digests)
      store.run('INSERT OR REPLACE INTO folds (execution, rules, digest) VALUES ($execution, $rules, $digest)', {
        execution,
        rules,
        digest,
      });
  });
}
