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
  // numbers from 1 compare faster than texts, and none of them is taken for an empty token
  const numbered = (lines: readonly string[]) =>
    lines.map((line) => {
      const known = numbers.get(line) ?? numbers.size + 1;
      numbers.set(line, known);
      return known;
    });
  const parts = diffArrays(numbered(before), numbered(after), { maxEditLength: most });
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
