// Which lines have a row when some are filtered out or folded away, held against lists made the long way.
import { describe, expect, it } from 'vitest';
import { bookmarkFrom, setBookmark } from '../../renderer/shown/bookmarks.ts';
import { continued, foldedRepeats, groupsOf, hiddenBy } from '../../renderer/shown/folds.ts';
import { both, joined, rowsOf } from '../../renderer/shown/rows.ts';
import type { LineRange } from '../../shared/contract/outline.ts';
import { createRandom } from '../support/random.ts';

const listOf = (ranges: readonly LineRange[]) =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));

function randomRanges(random: ReturnType<typeof createRandom>): LineRange[] {
  const ranges = Array.from({ length: random.below(6) }, () => {
    const from = 1 + random.below(40);
    return { from, to: from + random.below(9) };
  });
  return joined(ranges);
}

describe('rows', () => {
  it('are the lines that are wanted and not hidden, and each finds its line again', () => {
    const random = createRandom(3);
    for (let round = 0; round < 500; round++) {
      const [only, other, hidden] = [randomRanges(random), randomRanges(random), randomRanges(random)];
      const total = 1 + random.below(45);
      const wanted = both(only, round % 2 === 0 ? null : other);
      const expected = Array.from({ length: total }, (_, i) => i + 1).filter(
        (n) => listOf(only).includes(n) && (round % 2 === 0 || listOf(other).includes(n)) && !listOf(hidden).includes(n),
      );
      const rows = rowsOf(total, { only: wanted, hidden });
      expect(Array.from({ length: rows.count }, (_, row) => rows.lineAt(row))).toEqual(expected);
      for (let line = 1; line <= total; line++) {
        expect(rows.rowOf(line)).toBe(Math.max(0, expected.filter((n) => n <= line).length - 1));
      }
    }
  });

  it('of everything cost nothing to know', () => {
    const rows = rowsOf(10_000_000, { only: null, hidden: [] });
    expect([rows.count, rows.lineAt(9_999_999), rows.rowOf(7)]).toEqual([10_000_000, 10_000_000, 6]);
  });
});

describe('folding', () => {
  it('hides a group below its first line, nested ones with it, and one without an end up to the last line', () => {
    const groups = groupsOf(
      [
        { n: 2, kind: 'group' },
        { n: 4, kind: 'warning' },
        { n: 5, kind: 'group' },
        { n: 7, kind: 'endgroup' },
        { n: 9, kind: 'endgroup' },
        { n: 10, kind: 'endgroup' },
        { n: 12, kind: 'group' },
      ],
      20,
    );
    expect([...groups].sort(([a], [b]) => a - b)).toEqual([
      [2, 9],
      [5, 7],
      [12, 20],
    ]);
    expect(hiddenBy(groups, new Set([2, 5, 12, 99]), [])).toEqual([
      { from: 3, to: 9 },
      { from: 13, to: 20 },
    ]);
  });

  it('shows repeated lines once, from three on, unless they were opened', () => {
    const repeats = [
      { from: 1, to: 2 },
      { from: 5, to: 7 },
      { from: 9, to: 30 },
    ];
    expect(hiddenBy(new Map(), new Set(), foldedRepeats(repeats, new Set([9])))).toEqual([{ from: 6, to: 7 }]);
  });

  it('goes on with a repeat that began in the piece before', () => {
    const known = continued(continued([], [{ from: 3, to: 50 }]), [
      { from: 50, to: 80 },
      { from: 90, to: 92 },
    ]);
    expect(known).toEqual([
      { from: 3, to: 80 },
      { from: 90, to: 92 },
    ]);
  });
});

it('bookmarks are found in turn, forward and back', () => {
  const bookmarks = [
    { after: 0, at: 1 },
    { after: 10, at: 2 },
    { after: 30, at: 3 },
  ];
  expect([5, 10, 30].map((line) => bookmarkFrom(bookmarks, line, 1)?.after)).toEqual([10, 30, 0]);
  expect([5, 10, 0].map((line) => bookmarkFrom(bookmarks, line, -1)?.after)).toEqual([0, 0, 30]);
  expect(bookmarkFrom([], 3, 1)).toBeNull();
  setBookmark('o', { after: 3, at: 9 });
});
