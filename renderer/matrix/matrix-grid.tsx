// The cells of the matrix: one tab stop, arrows move, Shift extends the selection, Space flips one, Enter opens the
// output, a drag selects a rectangle. Only the rows in view exist.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { flipped, hasModifier, union } from '../parts/table-moves.ts';
import styles from './matrix.module.css';
import { MatrixCell } from './matrix-cell.tsx';
import { cellAfter, cellSizeOf, cellsBetween, columnsIn } from './matrix-layout.ts';
import { MatrixPeek } from './matrix-peek.tsx';
import { useArriving } from './paced.ts';

export interface MatrixGridProps {
  run: string;
  /** in the order in which they stand */
  executions: readonly Execution[];
  chosen: string | null;
  onChoose: (host: string) => void;
  onOpen: (host: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (hosts: ReadonlySet<string>) => void;
  shows: (execution: Execution) => boolean;
  lastLineOf: (host: string) => string | undefined;
  /** by host: of its name what there is room for */
  names: ReadonlyMap<string, string>;
}

export function MatrixGrid(props: MatrixGridProps) {
  const { run, executions, chosen, selected, shows, lastLineOf, names } = props;
  const size = cellSizeOf(executions.length);
  const scroll = useRef<HTMLDivElement>(null);
  const columns = columnsIn(useWidth(scroll) - 32, size);
  const rows = Math.ceil(executions.length / columns);
  const cursor = Math.max(
    0,
    executions.findIndex(({ host }) => host === chosen),
  );
  const rowHeight = size.height + size.gap;
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    paddingStart: 12,
    paddingEnd: 12,
    scrollPaddingStart: 16,
    scrollPaddingEnd: 16,
  });
  const acts = useActs(props, { columns, cursor, page: () => Math.floor((scroll.current?.clientHeight ?? 300) / rowHeight) });
  useFocusOnCursor(scroll, cursor, (row) => virtual.scrollToIndex(row), columns);
  const [peeked, setPeeked] = useState<number | null>(null);
  const there = Math.ceil(useArriving(executions.length) / columns);
  const items = virtual.getVirtualItems().slice(0, there);
  const cursorRow = Math.floor(cursor / columns);
  // the cell that Tab leads to is always there
  const shown = items.some(({ index }) => index === cursorRow)
    ? items.map(({ index }) => index)
    : [...items.map(({ index }) => index), cursorRow];
  return (
    <div className={styles.scroll} ref={scroll}>
      <div
        role="grid"
        tabIndex={-1}
        className={styles.grid}
        style={{ height: virtual.getTotalSize() }}
        aria-label="Hosts"
        aria-rowcount={rows}
        aria-colcount={columns}
        aria-multiselectable="true"
        data-matrix={size.kind}
        {...acts}
        onPointerMove={(event) => {
          acts.onPointerMove(event);
          setPeeked(placeOf(event.target));
        }}
        onPointerLeave={() => setPeeked(null)}
        onFocus={(event) => {
          // the key that leads to the list of a screen leads to the cell that has the keys
          if (event.target === event.currentTarget) document.getElementById(`cell-${cursor}`)?.focus();
          else setPeeked(event.target.matches(':focus-visible') ? placeOf(event.target) : null);
        }}
        onBlur={() => setPeeked(null)}
      >
        {shown.map((row) => (
          <div
            key={row}
            role="row"
            className={styles.row}
            aria-rowindex={row + 1}
            style={{ transform: `translateY(${12 + row * rowHeight}px)`, gap: size.gap, height: size.height }}
          >
            {executions.slice(row * columns, (row + 1) * columns).map((execution, column) => (
              <MatrixCell
                key={execution.host}
                {...{ run, execution, column }}
                name={names.get(execution.host) ?? execution.host}
                kind={size.kind}
                place={row * columns + column}
                active={row * columns + column === cursor}
                selected={selected.has(execution.host)}
                faded={!shows(execution)}
                lastLine={size.kind === 'card' ? lastLineOf(execution.host) : undefined}
              />
            ))}
          </div>
        ))}
      </div>
      <MatrixPeek run={run} execution={peeked === null ? undefined : executions[peeked]} place={peeked} within={scroll} />
    </div>
  );
}

function placeOf(target: EventTarget): number | null {
  const place = target instanceof Element ? target.closest<HTMLElement>('[data-place]')?.dataset.place : undefined;
  return place === undefined ? null : Number(place);
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(800);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setWidth(entry.contentRect.width));
    setWidth(element.current.clientWidth);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** When the cursor moves while the grid has the focus, the focus goes along. */
function useFocusOnCursor(scroll: RefObject<HTMLElement | null>, cursor: number, show: (row: number) => void, columns: number): void {
  const before = useRef(cursor);
  useEffect(() => {
    if (before.current === cursor) return;
    before.current = cursor;
    show(Math.floor(cursor / columns));
    if (scroll.current?.contains(document.activeElement) !== true) return;
    document.getElementById(`cell-${cursor}`)?.focus({ preventScroll: true });
  }, [scroll, cursor, show, columns]);
}

interface Where {
  columns: number;
  cursor: number;
  page: () => number;
}

function useActs({ executions, onChoose, onOpen, selected, onSelect }: MatrixGridProps, { columns, cursor, page }: Where) {
  const anchor = useRef(cursor);
  const drag = useRef<{ from: number; kept: ReadonlySet<string> } | null>(null);
  const hostAt = (place: number) => executions[place]?.host;
  const hostsAt = (places: readonly number[]) => places.flatMap((place) => hostAt(place) ?? []);
  const choose = (place: number) => {
    const host = hostAt(place);
    if (host !== undefined) onChoose(host);
  };
  const lineTo = (place: number) => {
    const [first, last] = [Math.min(anchor.current, place), Math.max(anchor.current, place)];
    onSelect(
      union(
        selected,
        executions.slice(first, last + 1).map(({ host }) => host),
      ),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = cellAfter(event, cursor, { count: executions.length, columns, page: page() });
    const host = hostAt(cursor);
    if (to !== null) {
      choose(to);
      if (event.shiftKey) lineTo(to);
      else anchor.current = to;
    } else if (event.key === 'Enter' && host !== undefined) onOpen(host);
    else if (event.key === ' ' && host !== undefined && !hasModifier(event)) onSelect(flipped(selected, host));
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) onSelect(new Set(executions.map((one) => one.host)));
    else if (event.key === 'Escape' && selected.size > 0) onSelect(new Set());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPointerDown = (event: PointerEvent) => {
    const place = placeOf(event.target);
    const host = place === null ? undefined : hostAt(place);
    if (event.button !== 0 || place === null || host === undefined) return;
    choose(place);
    if (event.shiftKey) return lineTo(place);
    anchor.current = place;
    if (event.ctrlKey || event.metaKey) onSelect(flipped(selected, host));
    drag.current = { from: place, kept: event.ctrlKey || event.metaKey ? selected : new Set() };
  };
  const onPointerMove = (event: PointerEvent) => {
    const place = placeOf(event.target);
    if (event.buttons !== 1 || drag.current === null || place === null) return;
    const { from, kept } = drag.current;
    if (place !== from) onSelect(union(kept, hostsAt(cellsBetween(from, place, { count: executions.length, columns }))));
  };
  const onDoubleClick = (event: { target: EventTarget }) => {
    const host = hostAt(placeOf(event.target) ?? -1);
    if (host !== undefined) onOpen(host);
  };
  return { onKeyDown, onPointerDown, onPointerMove, onDoubleClick };
}
