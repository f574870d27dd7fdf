// Scrolling by rows: which of them exist, where they stand, and whether the view follows the end. The arithmetic is in
// scroll-scale.ts; here it meets the browser's scroll bar, wheel and keys.
import { type KeyboardEvent, type RefObject, useEffect, useEffectEvent, useLayoutEffect, useReducer, useRef, useState } from 'react';
import type { Rows } from '../shown/rows.ts';
import {
  anchorOf,
  fractionOf,
  fractionOfTopLine,
  heldFraction,
  isScaled,
  moved,
  rowsToShow,
  type Scale,
  scrollTopOf,
  spacerHeight,
} from './scroll-scale.ts';

export const rowHeight = 18;
const spareRows = 6;

export interface LineScroll {
  scroller: RefObject<HTMLDivElement | null>;
  /** holds one element a row, from line `from` + 1 on */
  rows: RefObject<HTMLDivElement | null>;
  /** rows from 0, `to` exclusive */
  from: number;
  to: number;
  spacer: number;
  viewport: number;
  /** Puts a row into view, a third from the top. */
  show(row: number): void;
  /** the whole of it */
  inView(row: number): boolean;
  onKeyDown(event: KeyboardEvent): void;
}

interface Options {
  /** rows there are, one a line that is shown */
  rows: Rows;
  wrap: boolean;
  /** more lines come: the end is worth following */
  live: boolean;
  following: boolean;
  onFollowing: (on: boolean) => void;
  /** row to show first */
  first: number | null;
}

export function useLineScroll({ rows: shown, wrap, live, first, following, onFollowing }: Options): LineScroll {
  const { count } = shown;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const viewport = useViewport(scroller);
  const fraction = useRef(0);
  const picture = useRef<Picture | null>(null);
  const [average, setAverage] = useState(rowHeight);
  const [, repaint] = useReducer((turns: number) => turns + 1, 0);
  const pending = useRef(first);
  const scale: Scale = { count, rowHeight: wrap ? average : rowHeight, viewport };

  if (following) fraction.current = 1;
  else if (pending.current !== null && viewport > 0 && count > 0) {
    fraction.current = fractionOfTopLine(pending.current - viewport / rowHeight / 3, scale);
    if (pending.current < count) pending.current = null;
  }
  const { from, to } = rowsToShow(fraction.current, scale, rowHeight, spareRows);

  useLayoutEffect(() => {
    const before = picture.current;
    if (before !== null && !following && !(sameScale(before.scale, scale) && before.shown === shown)) {
      fraction.current = wasInView(before, shown, first) ? keptInView(before, scale, first) : heldFraction(rowNow(before, shown), scale);
      picture.current = null;
      repaint();
      return;
    }
    const anchor = anchorOf(fraction.current, scale);
    const measured = wrap ? place(rows.current, from, anchor) : placeEven(rows.current, from, anchor);
    picture.current = { scale, shown, lineAt: measured.lineAt };
    steer(scroller.current, scrollTopOf(fraction.current, scale));
    if (wrap && measured.average > 0 && Math.abs(measured.average - average) > average * 0.05) setAverage(measured.average);
  });

  const go = (next: number) => {
    if (next < fraction.current) onFollowing(false);
    fraction.current = next;
    picture.current = null;
    repaint();
  };
  const onScroll = useEffectEvent((element: HTMLElement) => {
    if (Math.abs(element.scrollTop - scrollTopOf(fraction.current, scale)) < 1.5) return;
    const next = fractionOf(element.scrollTop, scale);
    if (next >= fraction.current && scrollTopOf(1, scale) - element.scrollTop < 2 && live) onFollowing(true);
    go(next);
  });
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (event.deltaY < 0 && !event.shiftKey) onFollowing(false);
    if (!isScaled(scale) || event.deltaY === 0 || event.shiftKey || event.ctrlKey) return;
    event.preventDefault();
    go(moved(fraction.current, event.deltaY * (event.deltaMode === 1 ? rowHeight : 1), scale));
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    element.tabIndex = 0; // a region that scrolls must be reachable by keyboard
    const scrolled = () => onScroll(element);
    const wheeled = (event: WheelEvent) => onWheel(event);
    element.addEventListener('scroll', scrolled, { passive: true });
    element.addEventListener('wheel', wheeled, { passive: false });
    return () => {
      element.removeEventListener('scroll', scrolled);
      element.removeEventListener('wheel', wheeled);
    };
  }, []);

  return {
    scroller,
    rows,
    from,
    to,
    spacer: spacerHeight(scale),
    viewport,
    show: (target) => {
      onFollowing(false);
      go(fractionOfTopLine(target - viewport / scale.rowHeight / 3, scale));
    },
    inView: (target) => {
      const { lineAt } = picture.current ?? { lineAt: () => Number.NaN };
      return lineAt(0) <= target && target + 1 <= lineAt(viewport);
    },
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const px = distanceOf(event.key, viewport);
      if (px === null) return;
      event.preventDefault();
      if (event.key === 'End') onFollowing(live);
      go(Number.isFinite(px) ? moved(fraction.current, px, scale) : px < 0 ? 0 : 1);
    },
  };
}

function distanceOf(key: string, viewport: number): number | null {
  const distances: Record<string, number> = {
    ArrowDown: rowHeight,
    ArrowUp: -rowHeight,
    PageDown: viewport - 2 * rowHeight,
    ' ': viewport - 2 * rowHeight,
    PageUp: 2 * rowHeight - viewport,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  return distances[key] ?? null;
}

/** What stood where when it was last painted. */
interface Picture {
  scale: Scale;
  shown: Rows;
  /** the line (from 0, with fraction) at a height of the viewport */
  lineAt: (y: number) => number;
}

/** Where what stood at a height of the viewport stands now: rows may have come or gone above it. */
function rowNow({ lineAt, shown: before }: Picture, now: Rows): (y: number) => number {
  if (before === now || before.count === 0) return lineAt;
  return (y) => {
    const row = lineAt(y);
    const whole = Math.min(Math.floor(row), before.count - 1);
    return now.rowOf(before.lineAt(Math.max(0, whole))) + row - whole;
  };
}

/** A chosen line that was wholly to be seen, of rows that stayed what they are. */
function wasInView({ lineAt, scale, shown: before }: Picture, now: Rows, chosen: number | null): chosen is number {
  return chosen !== null && before === now && lineAt(0) <= chosen && chosen + 1 <= lineAt(scale.viewport);
}

/** When the view becomes smaller, as by charts that come below it, the chosen line does not fall out of it. */
function keptInView({ lineAt }: Picture, scale: Scale, chosen: number): number {
  const held = heldFraction(lineAt, scale);
  const most = scale.viewport / scale.rowHeight;
  const top = Math.max(0, held * (scale.count - most));
  if (top <= chosen && chosen + 1 <= top + most) return held;
  return fractionOfTopLine(chosen - scale.viewport / scale.rowHeight / 3, scale);
}

function sameScale(a: Scale, b: Scale): boolean {
  return a.count === b.count && a.rowHeight === b.rowHeight && a.viewport === b.viewport;
}

/** Rows of one height need not be measured. */
function placeEven(
  rows: HTMLElement | null,
  from: number,
  anchor: { line: number; y: number },
): Pick<Picture, 'lineAt'> & { average: number } {
  const shift = anchor.y - (anchor.line - from) * rowHeight;
  if (rows !== null) rows.style.transform = `translateY(${shift}px)`;
  return { average: rowHeight, lineAt: (y) => from + (y - shift) / rowHeight };
}

/** Moves the rows so that the anchor stands at its height; reads each row's height because wrapped ones differ. */
function place(rows: HTMLElement | null, from: number, anchor: { line: number; y: number }): Pick<Picture, 'lineAt'> & { average: number } {
  const tops = [...(rows?.children ?? [])].map((row) => (row as HTMLElement).offsetTop);
  const bottom = rows?.scrollHeight ?? 0;
  const heightOf = (i: number) => (tops[i + 1] ?? bottom) - (tops[i] ?? bottom);
  const index = Math.min(Math.floor(anchor.line) - from, tops.length);
  const top = (tops[index] ?? bottom) + (anchor.line - Math.floor(anchor.line)) * (index < tops.length ? heightOf(index) : 0);
  const shift = anchor.y - top;
  if (rows !== null) rows.style.transform = `translateY(${shift}px)`;
  return {
    average: tops.length > 0 ? bottom / tops.length : 0,
    lineAt: (y) => {
      const inside = y - shift;
      let i = 0;
      while (i < tops.length - 1 && (tops[i + 1] ?? 0) <= inside) i += 1;
      const height = heightOf(i) || rowHeight;
      return from + i + Math.min(1, Math.max(0, (inside - (tops[i] ?? 0)) / height));
    },
  };
}

function steer(scroller: HTMLElement | null, top: number): void {
  if (scroller !== null && Math.abs(scroller.scrollTop - top) >= 1) scroller.scrollTop = top;
}

function useViewport(scroller: RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setHeight(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return height;
}
