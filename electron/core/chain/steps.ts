// When a run ends, what follows it is written in the same transaction: whatever dies afterwards, it is due, once.
import { completeCycle, linksAfter, reachable, type Token } from '../../../shared/model/chain.ts';
import { childrenOf, deleteTokens, insertStep, listTokens, writeToken } from '../../store/chains.ts';
import { getJob, listJobs } from '../../store/jobs.ts';
import type { Store } from '../../store/open.ts';
import { getRun, type RunRow } from '../../store/runs.ts';

/** In the transaction that writes the end of the run. */
export function writeSteps(store: Store, run: RunRow): void {
  if (run.job === null) return;
  const definition = getJob(store, run.job)?.definition;
  if (definition !== undefined) for (const link of linksAfter(definition, run.state)) insertStep(store, run.id, link);
  for (const child of childrenOf(store, run.job)) settleParent(store, run, run.job, child);
}

function settleParent(store: Store, run: RunRow, parent: string, child: string): void {
  const cycle = run.cycle ?? run.id;
  if (run.state !== 'succeeded') {
    // a later failure takes an earlier success away
    deleteTokens(
      store,
      child,
      listTokens(store, child).filter((token) => token.parent === parent && (token.cycle === cycle || run.cycle === null)),
    );
    return;
  }
  writeToken(store, child, { parent, run: run.id, cycle });
  const after = getJob(store, child)?.definition.after ?? [];
  const root = getRun(store, cycle)?.job ?? parent;
  const chained = listJobs(store).map(({ definition }) => definition);
  const belongs = new Set([root, ...reachable(chained, root)]);
  const tokens = listTokens(store, child);
  const used = completeCycle(after, tokens, { cycle, belongs });
  if (used === null) return;
  // of one that counts by its latest success, those before it are used up too
  const isUsed = (token: Token) =>
    used.some((one) => one.parent === token.parent && (one.cycle === token.cycle || (!belongs.has(one.parent) && token.run < one.run)));
  const own = (token: Token) => token.parent === parent && run.cycle === null && token.cycle === token.run && token.run < run.id;
  deleteTokens(
    store,
    child,
    tokens.filter((token) => isUsed(token) || own(token)),
  );
  insertStep(store, run.id, { job: child });
}
