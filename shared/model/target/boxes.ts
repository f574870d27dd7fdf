// Rows of indices folded into boxes: rack[1-2]node[1-4] is one box, all combinations of two axes. There are many ways to cover
// rows by boxes; this is nodeset's: largest first, neighbours merged while any can be, at last every pair tried.
import { compareIndices } from './runs.ts';

/** Indices are known by their place in the order of texts (10 before 9), which is the order boxes are met in. */
interface Axis {
  /** rising */
  members: number[];
  /** the members that are least and greatest as numbers */
  first: number;
  last: number;
}
/** No two boxes share an axis: they grow in place. */
type Box = Axis[];

/** All indices of one axis by place, and for each place its rank in the order of numbers. */
interface Ruler {
  texts: string[];
  ranks: number[];
}

/** Beyond this many boxes not every pair is tried: the fold is then correct but may be longer than it needs to be. */
const pairwiseLimit = 4000;

/** The rows (each once, all of one length) as boxes; the indices of an axis in no particular order. */
export function boxesOf(rows: readonly (readonly string[])[]): string[][][] {
  const width = rows[0]?.length ?? 0;
  const rulers = Array.from({ length: width }, (_, i) => rulerOf(new Set(rows.map((row) => row[i] ?? ''))));
  // all combinations are there: one box, however many rows
  if (rulers.reduce((product, ruler) => product * ruler.texts.length, 1) === rows.length) return [rulers.map((ruler) => ruler.texts)];
  const places = rulers.map((ruler) => new Map(ruler.texts.map((text, place) => [text, place])));
  const single = (index: string, i: number): Axis => {
    const place = places[i]?.get(index) ?? 0;
    return { members: [place], first: place, last: place };
  };
  const boxes = mergeBoxes(
    rows.map((row) => row.map(single)),
    rulers,
  );
  return boxes.map((box) => box.map((axis, i) => axis.members.map((place) => rulers[i]?.texts[place] ?? '')));
}

function mergeBoxes(single: Box[], rulers: readonly Ruler[]): Box[] {
  let boxes = single;
  let before: number;
  do {
    before = boxes.length;
    boxes = mergeNeighbours(boxes.sort(compareBoxes), rulers);
  } while (boxes.length < before);
  if (boxes.length > pairwiseLimit) return boxes;
  do {
    before = boxes.length;
    boxes = mergePairs(boxes.sort(compareBoxes), rulers);
  } while (boxes.length < before);
  return boxes;
}

function mergeNeighbours(boxes: readonly Box[], rulers: readonly Ruler[]): Box[] {
  const merged: Box[] = [];
  for (const box of boxes) {
    const last = merged.at(-1);
    if (!last || !absorb(last, box, rulers)) merged.push(box);
  }
  return merged;
}

function mergePairs(boxes: readonly Box[], rulers: readonly Ruler[]): Box[] {
  const left: (Box | null)[] = [...boxes];
  left.forEach((box, i) => {
    for (let j = i + 1; box && j < left.length; j += 1) {
      const other = left[j];
      if (other && absorb(box, other, rulers)) left[j] = null;
    }
  });
  return left.filter((box) => box !== null);
}

/** Takes `b` into `a` when they differ on at most one axis, and there have nothing in common or one holds the other. */
function absorb(a: Box, b: Box, rulers: readonly Ruler[]): boolean {
  let different = -1;
  for (let i = 0; i < a.length; i += 1) {
    if (isEqual(a[i]?.members ?? [], b[i]?.members ?? [])) continue;
    if (different >= 0) return false;
    different = i;
  }
  const [grown, added, ranks] = [a[different], b[different], rulers[different]?.ranks];
  if (!grown || !added || !ranks) return true;
  const members = unionOf(grown.members, added.members);
  if (members === null) return false;
  const rank = (place: number) => ranks[place] ?? 0;
  grown.members = members;
  if (rank(added.first) < rank(grown.first)) grown.first = added.first;
  if (rank(added.last) > rank(grown.last)) grown.last = added.last;
  return true;
}

/** Null when the two overlap without one holding the other. May grow `a` in place. */
function unionOf(a: number[], b: readonly number[]): number[] | null {
  if ((a.at(-1) ?? 0) < (b[0] ?? 0)) {
    for (const place of b) a.push(place);
    return a;
  }
  const union = [...new Set([...a, ...b])].sort((x, y) => x - y);
  return union.length === a.length + b.length || union.length === Math.max(a.length, b.length) ? union : null;
}

/** Larger first; then axis by axis the longer first, then the one whose first, then last index is less as text. */
function compareBoxes(a: Box, b: Box): number {
  const size = sizeOf(b) - sizeOf(a);
  if (size !== 0) return size;
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i], b[i]];
    const difference = x && y ? y.members.length - x.members.length || x.first - y.first || x.last - y.last : 0;
    if (difference !== 0) return difference;
  }
  return 0;
}

function rulerOf(indices: ReadonlySet<string>): Ruler {
  const texts = [...indices].sort();
  const ranks: number[] = [];
  [...texts.keys()]
    .sort((a, b) => compareIndices(texts[a] ?? '', texts[b] ?? ''))
    .forEach((place, rank) => {
      ranks[place] = rank;
    });
  return { texts, ranks };
}

function sizeOf(box: Box): number {
  return box.reduce((product, axis) => product * axis.members.length, 1);
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a[0] === b[0] && a.every((place, i) => place === b[i]);
}
