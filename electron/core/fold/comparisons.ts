// What sets groups of a run apart, and which are nearly the same. What ended writes no more, so that what was found once of two
// samples stays true, and is remembered while it is likely to be asked for again.
import { setImmediate } from 'node:timers/promises';
import type { Group } from '../../../shared/contract/groups.ts';
import { type Sketch, type Sketched, similarOf, sketchOf } from '../../../shared/model/fold/likeness.ts';
import type { Core } from '../core.ts';
import type { FoldedGroup, FoldedRun } from './folded-run.ts';
import { type Difference, differenceOf, presentChange, readSample } from './sample.ts';

const firstLines = 6;
const remembered = 1000;

export interface Comparisons {
  /** Null when the output is gone. */
  whole(folded: FoldedRun, before: FoldedGroup, after: FoldedGroup): Difference | null;
  brief(folded: FoldedRun, before: FoldedGroup, after: FoldedGroup): Group['differences'];
  similar(folded: FoldedRun): Promise<ReadonlyMap<string, { to: string; likeness: number }>>;
}

export function createComparisons({ store }: Core): Comparisons {
  const briefs = createMemory<Group['differences']>();
  const sketches = createMemory<Sketch>();
  const whole: Comparisons['whole'] = ({ run, rules }, before, after) =>
    run.outputRemoved ? null : differenceOf(store, { before: before.sample, after: after.sample }, new Set(rules));
  const sketched = ({ rules }: FoldedRun, { key, sample }: FoldedGroup): Sketched => {
    const sketch = sketches.of(`${sample.id} ${rules.join()}`, () => {
      const { normalised } = readSample(store, sample, new Set(rules));
      return sketchOf(normalised.stdout, normalised.stderr);
    });
    return { key, end: JSON.stringify([sample.state, sample.exitCode, sample.signal, sample.reason]), sketch };
  };
  return {
    whole,
    brief(folded, before, after) {
      if (folded.run.outputRemoved) return { ...countsOf(null), first: [] };
      return briefs.of(`${before.sample.id} ${after.sample.id} ${folded.rules.join()}`, () => briefOf(whole(folded, before, after)));
    },
    async similar(folded) {
      const all: Sketched[] = [];
      for (const group of folded.run.outputRemoved ? [] : folded.groups) {
        await setImmediate(); // whatever else waits goes first
        all.push(sketched(folded, group));
      }
      return similarOf(all);
    },
  };
}

function briefOf(difference: Difference | null): Group['differences'] {
  const first = (difference?.streams ?? []).flatMap((part) => {
    const changed = part.changes.filter(({ kind }) => kind !== 'same');
    return changed.slice(0, firstLines).map((change) => presentChange(part, change));
  });
  return { ...countsOf(difference), first: first.slice(0, firstLines) };
}

export function countsOf(difference: Difference | null) {
  if (difference === null) return { verdict: 'unavailable' as const, cut: false, added: null, removed: null };
  const { verdict, cut, streams } = difference;
  if (verdict === 'too-different') return { verdict, cut, added: null, removed: null };
  const changes = streams.flatMap((part) => part.changes);
  const count = (kind: 'added' | 'removed') => changes.filter((change) => change.kind === kind).length;
  return { verdict, cut, added: count('added'), removed: count('removed') };
}

/** Forgets what was made first. */
function createMemory<Value>() {
  const values = new Map<string, Value>();
  return {
    of(key: string, make: () => Value): Value {
      const known = values.get(key);
      if (known !== undefined) return known;
      const value = make();
      for (const oldest of values.keys()) {
        if (values.size < remembered) break;
        values.delete(oldest);
      }
      values.set(key, value);
      return value;
    },
  };
}
