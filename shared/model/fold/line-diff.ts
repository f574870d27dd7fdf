// A diff of two lists of lines: which stay, which went, which came, and the places where something changed with a few lines
// about them. Bounded: two lists that have too little in common are said to be too different instead of being walked for ever.
import { diffArrays } from 'diff';

export interface LineChange {
  kind: 'same' | 'removed' | 'added';
  /** indices from 0; null where the line is not in that list */
  before: number | null;
  after: number | null;
}

/** Null: more than `most` lines would have to change. Lines are equal when their texts are. */
export function diffLines(before: readonly string[], after: readonly string[], most = 2000): LineChange[] | null {
  const numbers = new Map<string, number>();
  const [old, now] = [numbered(before, numbers), numbered(after, numbers)];
  if (old.length + now.length - 2 * commonOf(old, now) > most) return null; // known before walking
  const parts = diffArrays(old, now, { maxEditLength: most });
  if (parts === undefined) return null;
  const changes: LineChange[] = [];
  let [a, b] = [0, 0];
  for (const { added, removed, count } of parts) {
    for (let i = 0; i < count; i++) {
      if (removed) changes.push({ kind: 'removed', before: a++, after: null });
      else if (added) changes.push({ kind: 'added', before: null, after: b++ });
      else changes.push({ kind: 'same', before: a++, after: b++ });
    }
  }
  return changes;
}

/** Numbers from 1 compare faster than texts, and none of them is taken for an empty token. */
function numbered(lines: readonly string[], numbers: Map<string, number>): number[] {
  return lines.map((line) => {
    const known = numbers.get(line) ?? numbers.size + 1;
    numbers.set(line, known);
    return known;
  });
}

/** How many lines both have, in whatever order: no more can stay. */
function commonOf(before: readonly number[], after: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const line of before) counts.set(line, (counts.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of after) {
    const left = counts.get(line) ?? 0;
    if (left === 0) continue;
    counts.set(line, left - 1);
    common += 1;
  }
  return common;
}

/** The changes with `context` unchanged lines about them, in pieces that belong together. */
export function hunksOf(changes: readonly LineChange[], context = 3): LineChange[][] {
  const hunks: LineChange[][] = [];
  let end = -1; // index behind the last hunk
  changes.forEach((change, i) => {
    if (change.kind === 'same') return;
    const from = Math.max(end, i - context, 0);
    const to = Math.min(changes.length, i + context + 1);
    if (end >= i - context && hunks.length > 0) hunks.at(-1)?.push(...changes.slice(end, to));
    else hunks.push(changes.slice(from, to));
    end = to;
  });
  return hunks;
}
