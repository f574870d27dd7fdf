// Parts of an output that can be folded: groups that a script marked, and lines that repeat. Pure: from an outline to what
// is hidden and what stands in its place.
import type { LineRange } from '../../shared/contract/outline.ts';
import type { MarkerKind } from '../../shared/model/markers.ts';
import { joined } from './rows.ts';

export interface FoundMarker {
  n: number;
  kind: MarkerKind;
}

/** Of less than this nothing is folded: two equal lines are read faster than a count. */
const fewest = 3;

/** From the line that opens each group to its last one, by the number of the first; a group without an end goes to the last line. */
export function groupsOf(markers: readonly FoundMarker[], total: number): Map<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const { n, kind } of markers) {
    if (kind === 'group') open.push(n);
    const begun = kind === 'endgroup' ? open.pop() : undefined;
    if (begun !== undefined) ends.set(begun, n);
  }
  for (const n of open) ends.set(n, total);
  return ends;
}

/** What folded groups and repeated lines hide: all but the first line of each. */
export function hiddenBy(groups: ReadonlyMap<number, number>, folded: ReadonlySet<number>, repeats: readonly LineRange[]): LineRange[] {
  const inGroups = [...folded].flatMap((from) => {
    const to = groups.get(from) ?? 0;
    return to > from ? [{ from: from + 1, to }] : [];
  });
  return joined([...inGroups, ...repeats.map(({ from, to }) => ({ from: from + 1, to }))]);
}

/** Repeats worth folding that the reader did not open. */
export function foldedRepeats(repeats: readonly LineRange[], opened: ReadonlySet<number>): LineRange[] {
  return repeats.filter(({ from, to }) => to - from + 1 >= fewest && !opened.has(from));
}

/** An outline is read in pieces; the first range of one goes on where the last of the one before ended. */
export function continued(known: readonly LineRange[], more: readonly LineRange[]): LineRange[] {
  const last = known.at(-1);
  const [first, ...rest] = more;
  if (last === undefined || first === undefined || first.from > last.to) return [...known, ...more];
  return [...known.slice(0, -1), { from: last.from, to: Math.max(last.to, first.to) }, ...rest];
}
