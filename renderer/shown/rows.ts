// Which lines have a row: all, or some of them, and which row is whose. Ranges are of line numbers from 1, in order, without
// overlap, both ends included; rows count from 0. Pure.
import type { LineRange } from '../../shared/contract/outline.ts';

export interface Rows {
  count: number;
  lineAt(row: number): number;
  /** the row of a line, or of the last shown one before it */
  rowOf(line: number): number;
}

export interface Choice {
  /** null: all */
  only: readonly LineRange[] | null;
  hidden: readonly LineRange[];
}

export const everything: Choice = { only: null, hidden: [] };

export function rowsOf(total: number, { only, hidden }: Choice): Rows {
  if (only === null && hidden.length === 0) return { count: total, lineAt: (row) => row + 1, rowOf: (line) => line - 1 };
  const ranges = without(within(only ?? [{ from: 1, to: total }], total), hidden);
  const starts: number[] = [];
  let count = 0;
  for (const { from, to } of ranges) {
    starts.push(count);
    count += to - from + 1;
  }
  return {
    count,
    lineAt(row) {
      const i = lastNotAbove(starts, row);
      return (ranges[i]?.from ?? 1) + row - (starts[i] ?? 0);
    },
    rowOf(line) {
      const i = lastNotAbove(
        ranges.map(({ from }) => from),
        line,
      );
      const range = ranges[i];
      return range === undefined || range.from > line ? 0 : (starts[i] ?? 0) + Math.min(line, range.to) - range.from;
    },
  };
}

/** Index of the last number that is not above a value; 0 when all are. */
function lastNotAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function within(ranges: readonly LineRange[], total: number): LineRange[] {
  return ranges.flatMap(({ from, to }) => (from > total ? [] : [{ from, to: Math.min(to, total) }]));
}

export function without(ranges: readonly LineRange[], hidden: readonly LineRange[]): LineRange[] {
  const left: LineRange[] = [];
  let next = 0;
  for (const range of ranges) {
    let { from } = range;
    while (next < hidden.length && (hidden[next]?.to ?? 0) < from) next += 1;
    for (let i = next; i < hidden.length && (hidden[i]?.from ?? 0) <= range.to; i++) {
      const gap = hidden[i] as LineRange;
      if (gap.from > from) left.push({ from, to: gap.from - 1 });
      from = Math.max(from, gap.to + 1);
    }
    if (from <= range.to) left.push({ from, to: range.to });
  }
  return left;
}

/** Lines that are in both; null stands for all lines. */
export function both(a: readonly LineRange[] | null, b: readonly LineRange[] | null): readonly LineRange[] | null {
  if (a === null || b === null) return a ?? b;
  const shared: LineRange[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i] as LineRange, b[j] as LineRange];
    const from = Math.max(one.from, other.from);
    const to = Math.min(one.to, other.to);
    if (from <= to) shared.push({ from, to });
    if (one.to < other.to) i += 1;
    else j += 1;
  }
  return shared;
}

/** Any ranges in order, with those that touch in one. */
export function joined(ranges: readonly LineRange[]): LineRange[] {
  const out: LineRange[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}
