// What the hosts of two runs wrote, held against each other: most wrote the same, which their digests tell; where they did not, hosts
// with the same lines added and removed come together, whatever else they wrote.
import { setImmediate } from 'node:timers/promises';
import type { OutputChange } from '../../../shared/contract/compare.ts';
import { defaultNormalisers, normalise } from '../../../shared/model/fold/normalisers.ts';
import { ownNames } from '../../../shared/model/fold/own-names.ts';
import { isFinal } from '../../../shared/model/run.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import { getHost } from '../../store/hosts.ts';
import type { Store } from '../../store/open.ts';
import type { RunRow } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { countsOf } from '../fold/comparisons.ts';
import type { Folder } from '../fold/folder.ts';
import { type Difference, differenceOf, presentChange } from '../fold/sample.ts';

/** A host's part in both runs. */
export interface Pair {
  before: ExecutionRow;
  after: ExecutionRow;
}

interface Runs {
  before: RunRow;
  after: RunRow;
  pairs: readonly Pair[];
}

/** Pairs of outputs that are compared line by line. */
const comparedPairs = 200;
const firstLines = 6;
export const rules = new Set(defaultNormalisers);

export async function compareOutputs(core: Core, folder: Folder, runs: Runs): Promise<OutputChange[]> {
  const pairs = runs.pairs.filter(({ before, after }) => isFinal(before.state) && isFinal(after.state));
  const bundles = await bundlesOf(folder, { ...runs, pairs });
  const gone = runs.before.outputRemoved !== null || runs.after.outputRemoved !== null;
  const changes = new Map<string, { pairs: Pair[]; difference: Difference | null; kind: OutputChange['kind'] }>();
  let compared = 0;
  for (const { kind, pairs: alike } of bundles) {
    const [sample] = alike;
    const difference = kind === 'different' && sample && !gone && compared < comparedPairs ? differenceOf(core.store, sample, rules) : null;
    if (difference !== null) {
      compared += 1;
      await setImmediate(); // whatever else waits goes first
    }
    const key = difference === null || !sample ? kind : changeKey(core.store, sample, difference);
    const known = changes.get(key);
    if (known) known.pairs.push(...alike);
    else changes.set(key, { pairs: [...alike], difference, kind });
  }
  return [...changes.values()].map(tell).sort((a, b) => rankOf(a) - rankOf(b) || b.count - a.count);
}

/** Differences that can be shown come first. */
function rankOf({ kind, differences }: OutputChange): number {
  return 2 * kinds.indexOf(kind) + (kind === 'different' && differences?.verdict !== 'compared' ? 1 : 0);
}

const kinds: readonly OutputChange['kind'][] = ['different', 'unknown', 'same'];

interface Bundle {
  kind: OutputChange['kind'];
  pairs: Pair[];
}

/** Hosts that wrote the same before and the same after; those that wrote the same both times are one bundle. */
async function bundlesOf(folder: Folder, { before, after, pairs }: Runs): Promise<Bundle[]> {
  const old = await folder.digestsOf(
    before.id,
    pairs.map((pair) => pair.before),
    defaultNormalisers,
  );
  const now = await folder.digestsOf(
    after.id,
    pairs.map((pair) => pair.after),
    defaultNormalisers,
  );
  const bundles = new Map<string, Bundle>();
  for (const pair of pairs) {
    const digests = [digestOf(pair.before, old), digestOf(pair.after, now)];
    const kind = digests.includes(undefined) ? 'unknown' : digests[0] === digests[1] ? 'same' : 'different';
    const key = kind === 'different' ? digests.join(' ') : kind;
    const bundle = bundles.get(key) ?? { kind, pairs: [] };
    bundle.pairs.push(pair);
    bundles.set(key, bundle);
  }
  return [...bundles.values()].sort((a, b) => b.pairs.length - a.pairs.length);
}

function digestOf(row: ExecutionRow, digests: ReadonlyMap<number, string>): string | undefined {
  return row.stdoutBytes + row.stderrBytes === 0 ? '' : digests.get(row.id);
}

/** The lines that changed, each as the normalisers leave it. */
function changeKey(store: Store, { after }: Pair, difference: Difference): string {
  if (difference.verdict !== 'compared') return difference.verdict;
  const own = ownNames(getHost(store, after.host) ?? { name: after.host, address: '' });
  const lines = difference.streams.flatMap((part) =>
    part.changes.flatMap((change) => {
      if (change.kind === 'same') return [];
      const line = change.after === null ? part.before[change.before ?? 0] : part.after[change.after];
      return [`${part.stream} ${change.kind} ${normalise(line?.text ?? '', own, rules)}`];
    }),
  );
  return lines.join('\n');
}

function tell({ pairs, difference, kind }: { pairs: Pair[]; difference: Difference | null; kind: OutputChange['kind'] }): OutputChange {
  const names = pairs.map(({ after }) => after.host);
  const first = (difference?.streams ?? []).flatMap((part) => {
    const changed = part.changes.filter((change) => change.kind !== 'same');
    return changed.slice(0, firstLines).map((change) => presentChange(part, change));
  });
  const differences = kind === 'different' ? { ...countsOf(difference), first: first.slice(0, firstLines) } : null;
  return { kind, hosts: foldNames(names), names, count: names.length, host: names[0] ?? '', differences };
}
