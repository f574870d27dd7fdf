// How much two lists of lines have in common, from sketches of them: the smallest of the hashes of their lines. Exact up to a
// thousand lines, beyond that an estimate that is rarely off by more than two hundredths. The order of lines counts for nothing.

/** Sorted; of few lines all their hashes. */
export type Sketch = Uint32Array;

const kept = 1024;

/** Lines of several lists (the two streams of an output) are kept apart. */
export function sketchOf(...lists: readonly (readonly string[])[]): Sketch {
  const seen = new Map<number, number>();
  const hashes: number[] = [];
  lists.forEach((lines, list) => {
    for (const line of lines) {
      const hash = hashOf(line, list);
      const times = (seen.get(hash) ?? 0) + 1;
      seen.set(hash, times);
      // a line that comes again is another line
      hashes.push((hash ^ Math.imul(times - 1, 0x9e3779b1)) >>> 0);
    }
  });
  return Uint32Array.from(hashes).sort().subarray(0, kept);
}

/** FNV-1a, stirred so that the smallest hashes are a fair sample. */
function hashOf(line: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < line.length; i++) hash = Math.imul(hash ^ line.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Share of the lines of both that are in both, 0 to 1. Nothing is like nothing: 0. */
export function likenessOf(a: Sketch, b: Sketch): number {
  let [i, j, both, all] = [0, 0, 0, 0];
  // of a sketch that is full nobody knows what comes after its end
  const end = Math.min(endOf(a), endOf(b));
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY];
    if (Math.min(x, y) > end) break;
    all += 1;
    if (x === y) both += 1;
    if (x <= y) i += 1;
    if (y <= x) j += 1;
  }
  return all === 0 ? 0 : (2 * both) / (all + both);
}

function endOf(sketch: Sketch): number {
  return sketch.length < kept ? Number.POSITIVE_INFINITY : (sketch.at(-1) ?? 0);
}

export interface Sketched {
  key: string;
  /** only groups that ended in the same way are held against each other */
  end: string;
  sketch: Sketch;
}

const similarAt = 0.95;
/** Where every host says something else, a list of so many is long enough. */
const mostLeaders = 100;

/** By key: the earlier one each is nearly the same as, and how near. Those that others are held against are themselves like none before. */
export function similarOf(groups: readonly Sketched[]): Map<string, { to: string; likeness: number }> {
  const leaders: Sketched[] = [];
  const similar = new Map<string, { to: string; likeness: number }>();
  for (const group of groups) {
    let best = { to: '', likeness: 0 };
    for (const leader of leaders) {
      const likeness = leader.end === group.end ? likenessOf(leader.sketch, group.sketch) : 0;
      if (likeness > best.likeness) best = { to: leader.key, likeness };
    }
    if (best.likeness >= similarAt) similar.set(group.key, best);
    else if (leaders.length < mostLeaders) leaders.push(group);
  }
  return similar;
}
