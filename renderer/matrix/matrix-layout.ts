// How large the cells of a matrix are, where they lie, and where a key leads. Pure.
import { hasModifier, type TableKey } from '../parts/table-moves.ts';

/** card: name, last line and time; tile: glyph and name; cell and dot: glyph. */
export type CellKind = 'card' | 'tile' | 'cell' | 'dot';

export interface CellSize {
  kind: CellKind;
  width: number;
  height: number;
  gap: number;
}

const sizes: readonly (CellSize & { most: number })[] = [
  { most: 24, kind: 'card', width: 180, height: 52, gap: 8 },
  { most: 120, kind: 'tile', width: 88, height: 30, gap: 6 },
  { most: 400, kind: 'cell', width: 24, height: 24, gap: 4 },
  { most: Number.POSITIVE_INFINITY, kind: 'dot', width: 14, height: 14, gap: 2 },
];

export function cellSizeOf(hosts: number): CellSize {
  const { most: _, ...size } = sizes.find(({ most }) => hosts <= most) ?? { most: 0, kind: 'dot', width: 14, height: 14, gap: 2 };
  return size;
}

/** Cells side by side in a width of pixels, at least one. */
export function columnsIn(width: number, size: CellSize): number {
  return Math.max(1, Math.floor((width + size.gap) / (size.width + size.gap)));
}

export interface Shape {
  count: number;
  columns: number;
  /** rows that are seen at once */
  page: number;
}

/** The cell a key leads to from `from`; null when the key does not move. Shift is left to who asks: it selects. */
export function cellAfter(event: TableKey, from: number, { count, columns, page }: Shape): number | null {
  if (count === 0 || event.altKey) return null;
  const whole = event.ctrlKey || event.metaKey;
  if (whole && event.key !== 'Home' && event.key !== 'End') return null;
  const at = Math.max(0, from);
  const rowStart = at - (at % columns);
  const last = count - 1;
  switch (event.key) {
    case 'ArrowRight':
      return Math.min(last, from + 1);
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowDown':
      return from < 0 ? 0 : at + columns <= last ? at + columns : at;
    case 'ArrowUp':
      return at - columns >= 0 ? at - columns : at;
    case 'PageDown':
      return Math.min(last - ((last - at) % columns), at + page * columns);
    case 'PageUp':
      return Math.max(at % columns, at - page * columns);
    case 'Home':
      return whole ? 0 : rowStart;
    case 'End':
      return whole ? last : Math.min(last, rowStart + columns - 1);
    default:
      return hasModifier(event) ? null : null;
  }
}

/** The cells of the rectangle between two corners. */
export function cellsBetween(a: number, b: number, { count, columns }: Pick<Shape, 'count' | 'columns'>): number[] {
  const [top, bottom] = [Math.floor(a / columns), Math.floor(b / columns)].sort((one, other) => one - other) as [number, number];
  const [left, right] = [a % columns, b % columns].sort((one, other) => one - other) as [number, number];
  const found: number[] = [];
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const cell = row * columns + column;
      if (cell < count) found.push(cell);
    }
  }
  return found;
}
