// What the keys and clicks of a table mean: where to go, what is selected, how rows are ordered. Pure.

export interface TableKey {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function hasModifier(event: TableKey): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** The row a key leads to (it may lie outside); null when the key does not move. */
export function destination(event: TableKey, from: number, page: number, count: number): number | null {
  if (hasModifier(event)) return null;
  switch (event.key) {
    case 'ArrowDown':
    case 'j':
      return from + 1;
    case 'ArrowUp':
    case 'k':
      return from - 1;
    case 'PageDown':
      return from + page;
    case 'PageUp':
      return from - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

export function keysBetween<Row>(rows: readonly Row[], rowKey: (row: Row) => string, from: number, to: number): string[] {
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(rowKey);
}

export function union(keys: ReadonlySet<string>, more: readonly string[]): ReadonlySet<string> {
  return new Set([...keys, ...more]);
}

export function flipped(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

export interface Sort {
  column: string;
  down: boolean;
}

/** First press sorts up, the second down, the third gives the list's own order back. */
export function nextSort(sort: Sort | null, column: string): Sort | null {
  if (sort?.column !== column) return { column, down: false };
  return sort.down ? null : { column, down: true };
}

export function sorted<Row>(rows: readonly Row[], compare: ((a: Row, b: Row) => number) | undefined, down: boolean): readonly Row[] {
  if (compare === undefined) return rows;
  return rows.toSorted(down ? (a, b) => compare(b, a) : compare);
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Compares as people order names: web-2 before web-10. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}

/** Instants as text; what never comes is last. */
export function compareNext(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
