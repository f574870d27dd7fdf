// A table of any length: only the rows in view exist. One tab stop; arrows, j/k, Home/End and Page keys move, Enter
// opens, x or Space selects, Shift extends, Ctrl A selects everything that is listed.
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import styles from './data-table.module.css';
import { type Column, DataTableRow, TableHead } from './data-table-row.tsx';
import { useRowHeight } from './preferences.ts';
import { destination, flipped, hasModifier, keysBetween, nextSort, type Sort, sorted, union } from './table-moves.ts';

export interface Selection {
  keys: ReadonlySet<string>;
  onChange: (keys: ReadonlySet<string>) => void;
}

interface DataTableProps<Row> {
  /** what the rows are, for screen readers */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** told the row the keys act on */
  onActive?: (row: Row) => void;
  selection?: Selection;
  /** shown when there are no rows */
  empty?: ReactNode;
  /** called when the end of the rows comes near */
  onEnd?: () => void;
  /** called with the rows in view, from 0 */
  onRange?: (first: number, last: number) => void;
  /** key of the row whose detail is shown beside the table */
  shown?: string | undefined;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rowKey, selection, onOpen } = props;
  const [sort, setSort] = useState<Sort | null>(null);
  const compare = columns.find((column) => column.key === sort?.column)?.compare;
  const rows = useMemo(() => sorted(props.rows, compare, sort?.down === true), [props.rows, compare, sort]);
  const scroll = useRef<HTMLDivElement>(null);
  const id = useId();
  const rowHeight = useRowHeight();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: 28,
    onChange: (instance) => {
      const last = instance.range?.endIndex ?? 0;
      if (props.onEnd !== undefined && rows.length > 0 && last > rows.length - 40) props.onEnd();
    },
  });
  const cursor = useCursor({ rows, rowKey, selection, onOpen, show: (index) => virtual.scrollToIndex(index) });
  const activeRow = rows[cursor.index];
  const tell = useEffectEvent((row: Row) => props.onActive?.(row));
  // in the commit that moved the row: the next key may follow at once, and acts on what was told
  useLayoutEffect(() => {
    if (activeRow !== undefined) tell(activeRow);
  }, [activeRow]);
  const { startIndex: first, endIndex: last } = virtual.calculateRange() ?? { startIndex: -1, endIndex: -1 };
  const tellRange = useEffectEvent((from: number, to: number) => props.onRange?.(from, to));
  useEffect(() => {
    // more rows change what is in view without a scroll
    if (first >= 0) tellRange(first, last);
  }, [first, last]);
  const page = () => Math.max(1, Math.floor((scroll.current?.clientHeight ?? 400) / rowHeight) - 2);

  if (rows.length === 0 && props.empty !== undefined) return <>{props.empty}</>;
  const items = virtual.getVirtualItems();
  const activeShown = items.some((item) => item.index === cursor.index);
  const tracks = [...(selection === undefined ? [] : ['34px']), ...columns.map((column) => column.width)].join(' ');
  return (
    <div className={styles.scroll} ref={scroll} data-scroll="">
      <div
        role="grid"
        tabIndex={0}
        className={onOpen === undefined ? styles.table : `${styles.table} ${styles.opens}`}
        style={{ '--columns': tracks, '--least': `${leastWidth(columns)}px` } as CSSProperties}
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + (selection === undefined ? 0 : 1)}
        aria-multiselectable={selection !== undefined || undefined}
        aria-activedescendant={activeShown ? `${id}-${cursor.index}` : undefined}
        onKeyDown={(event) => cursor.onKeyDown(event, page())}
        onClick={cursor.onClick}
        onFocus={cursor.start}
      >
        <TableHead
          columns={columns}
          sort={sort}
          onSort={(column) => setSort(nextSort(sort, column))}
          selected={selection === undefined ? undefined : selectedShare(rows, rowKey, selection.keys)}
          onSelectAll={(all) => selection?.onChange(new Set(all ? rows.map(rowKey) : []))}
        />
        <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              <DataTableRow
                key={key}
                id={`${id}-${item.index}`}
                row={row}
                columns={columns}
                index={item.index}
                top={item.start}
                active={cursor.index === item.index}
                shown={props.shown === key}
                selected={selection?.keys.has(key)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Below this width the table scrolls sideways. */
function leastWidth<Row>(columns: readonly Column<Row>[]): number {
  return columns.reduce((sum, column) => sum + Number(/(\d+)px/.exec(column.width)?.[1] ?? 80), 34);
}

function selectedShare<Row>(rows: readonly Row[], rowKey: (row: Row) => string, keys: ReadonlySet<string>): 'none' | 'some' | 'all' {
  const count = keys.size === 0 ? 0 : rows.filter((row) => keys.has(rowKey(row))).length;
  return count === 0 ? 'none' : count === rows.length ? 'all' : 'some';
}

interface CursorOptions<Row> {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  selection: Selection | undefined;
  onOpen: ((row: Row) => void) | undefined;
  show: (index: number) => void;
}

/** The row the keys act on, kept by its key so that it stays when rows come and go. */
function useCursor<Row>({ rows, rowKey, selection, onOpen, show }: CursorOptions<Row>) {
  const [active, setActive] = useState<string | null>(null);
  const anchor = useRef(0);
  const index = useMemo(() => (active === null ? -1 : rows.findIndex((row) => rowKey(row) === active)), [rows, rowKey, active]);

  const move = (to: number, extend: boolean) => {
    const target = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[target];
    if (row === undefined) return;
    setActive(rowKey(row));
    show(target);
    if (extend && selection !== undefined) selection.onChange(union(selection.keys, keysBetween(rows, rowKey, anchor.current, target)));
    if (!extend) anchor.current = target;
  };
  const select = (at: number, extend: boolean) => {
    const row = rows[at];
    if (row === undefined || selection === undefined) return;
    selection.onChange(
      extend ? union(selection.keys, keysBetween(rows, rowKey, anchor.current, at)) : flipped(selection.keys, rowKey(row)),
    );
    if (!extend) anchor.current = at;
    setActive(rowKey(row));
  };
  const open = (at: number) => {
    const row = rows[at];
    if (row === undefined) return;
    setActive(rowKey(row));
    onOpen?.(row);
  };
  const onKeyDown = (event: KeyboardEvent, page: number) => {
    if (event.target instanceof HTMLElement && event.target.closest('button, a, input[type="text"]') !== null) return;
    const to = destination(event, index, page, rows.length);
    if (to !== null) move(to, event.shiftKey);
    else if (event.key === 'Enter' && onOpen !== undefined && index >= 0) open(index);
    else if ((event.key === ' ' || event.key.toLowerCase() === 'x') && selection !== undefined && !hasModifier(event))
      select(index, event.shiftKey);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selection !== undefined)
      selection.onChange(new Set(rows.map(rowKey)));
    else if (event.key === 'Escape' && selection !== undefined && selection.keys.size > 0) selection.onChange(new Set());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return;
    const at = Number(event.target.closest<HTMLElement>('[data-index]')?.dataset.index ?? -1);
    if (at < 0 || event.target.closest('a, button, label') !== null) return;
    const box = event.target.closest('[data-check]') !== null;
    if (box || event.ctrlKey || event.metaKey || event.shiftKey) select(at, event.shiftKey);
    else if (window.getSelection()?.isCollapsed !== false) open(at); // a text that is being marked is no click
  };
  return { index, onClick, onKeyDown, start: () => index < 0 && rows.length > 0 && move(0, false) };
}
