// Rows as a table that fits the terminal: columns as wide as their widest cell, the widest ones clipped when the line
// would be longer than the screen. Pure.
import { paint, type Tone } from './colour.ts';
import { clip, pad, visible, widthOf } from './text.ts';

export type Cell = string | number | boolean | null;

/** `value` is what programs get (csv); `show` what a person sees, where it differs. */
export interface Column<Row> {
  name: string;
  value(row: Row): Cell;
  show?(row: Row): string;
  tone?(row: Row): Tone | null;
  align?: 'left' | 'right';
}

/** A column for each of these fields, named as it is. */
export function columnsOf<Row>(
  keys: readonly { [Key in keyof Row]: Row[Key] extends Cell ? Key & string : never }[keyof Row][],
): Column<Row>[] {
  return keys.map((key) => ({ name: key.toUpperCase(), value: (row) => row[key] as Cell }));
}

export interface TableLook {
  /** null: no limit (not a terminal) */
  width: number | null;
  colour: boolean;
}

export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[], look: TableLook): string[] {
  const cells = rows.map((row) => columns.map((column) => visible(textOf(column, row))));
  const natural = columns.map((column, i) => cells.reduce((widest, line) => Math.max(widest, widthOf(line[i] ?? '')), column.name.length));
  const widths =
    look.width === null
      ? natural
      : narrow(
          natural,
          look.width,
          columns.map((column) => column.name.length),
        );
  const last = columns.length - 1;
  const lineOf = (texts: readonly string[], toneAt: (i: number) => Tone | null) =>
    texts
      .map((text, i) => {
        const width = widths[i] ?? 0;
        const clipped = clip(text, width);
        const align = columns[i]?.align ?? 'left';
        const padded = i === last && align === 'left' ? clipped : pad(clipped, width, align);
        return look.colour ? paint(padded, toneAt(i)) : padded;
      })
      .join('  ')
      .trimEnd();
  const header = lineOf(
    columns.map((column) => column.name),
    () => 'dim',
  );
  return [header, ...rows.map((row, r) => lineOf(cells[r] ?? [], (i) => columns[i]?.tone?.(row) ?? null))];
}

function textOf<Row>(column: Column<Row>, row: Row): string {
  if (column.show) return column.show(row);
  const value = column.value(row);
  return value === null || value === '' ? '-' : String(value);
}

const smallest = 8;

/** Takes columns away from the widest cells until the line fits, never below the header or eight columns. */
export function narrow(natural: readonly number[], total: number, headers: readonly number[]): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1)) - total;
  while (excess > 0) {
    let widest = -1;
    for (const [i, width] of widths.entries()) {
      const floor = Math.max(smallest, headers[i] ?? 0);
      if (width > floor && (widest < 0 || width > (widths[widest] ?? 0))) widest = i;
    }
    if (widest < 0) return widths;
    const second = widths.reduce((max, width, i) => (i !== widest && width > max && width < (widths[widest] ?? 0) ? width : max), 0);
    const floor = Math.max(smallest, headers[widest] ?? 0, second);
    const take = Math.min(excess, Math.max(1, (widths[widest] ?? 0) - floor));
    widths[widest] = (widths[widest] ?? 0) - take;
    excess -= take;
  }
  return widths;
}
