// How far the scroll bar stands for how many lines. One fraction (0 at the first line, 1 at the last) is the truth: the
// line at that fraction of the text stands at that fraction of the viewport. For rows of one height this is ordinary
// scrolling; it also holds for wrapped rows and for texts taller than Chromium lets an element be (about 33 million px).

/** No element becomes taller; browsers cap between 17 and 33 million px. */
export const tallest = 15_000_000;

export interface Scale {
  /** lines there are */
  count: number;
  /** height of one row in px; of an average one when rows wrap */
  rowHeight: number;
  /** height of the viewport in px */
  viewport: number;
}

/** Height of the element that gives the scroll bar its length. */
export function spacerHeight(scale: Scale): number {
  return Math.min(Math.max(scale.count * scale.rowHeight, scale.viewport), tallest);
}

export function scrollTopOf(fraction: number, scale: Scale): number {
  return fraction * (spacerHeight(scale) - scale.viewport);
}

export function fractionOf(scrollTop: number, scale: Scale): number {
  const range = spacerHeight(scale) - scale.viewport;
  return range <= 0 ? 0 : clamp(scrollTop / range);
}

/** The line (from 0, with its fraction) at the top of the viewport when rows have one height. */
export function topLineOf(fraction: number, scale: Scale): number {
  return fraction * scrollableLines(scale);
}

/** The fraction that puts a line at the top of the viewport; as near as the ends allow. */
export function fractionOfTopLine(line: number, scale: Scale): number {
  const range = scrollableLines(scale);
  return range <= 0 ? 0 : clamp(line / range);
}

/** Moves by pixels of text, however few pixels of scroll bar that is. */
export function moved(fraction: number, byPx: number, scale: Scale): number {
  return fractionOfTopLine(topLineOf(fraction, scale) + byPx / scale.rowHeight, scale);
}

/** Whether the scroll bar is coarser than the text: then the wheel must be handled by hand. */
export function isScaled(scale: Scale): boolean {
  return scale.count * scale.rowHeight > tallest;
}

export interface Anchor {
  /** the line (from 0, with its fraction) that is placed … */
  line: number;
  /** … at this distance from the top of the viewport, in px */
  y: number;
}

export function anchorOf(fraction: number, scale: Scale): Anchor {
  if (scrollableLines(scale) <= 0) return { line: 0, y: 0 };
  return { line: fraction * scale.count, y: fraction * scale.viewport };
}

/** Lines (from 0, `to` exclusive) that fill the viewport whatever the heights of their rows, with some to spare. */
export function rowsToShow(fraction: number, scale: Scale, smallestRow: number, spare: number): { from: number; to: number } {
  const { line, y } = anchorOf(fraction, scale);
  const above = Math.ceil(y / smallestRow) + spare;
  const below = Math.ceil((scale.viewport - y) / smallestRow) + spare;
  return { from: Math.max(0, Math.floor(line) - above), to: Math.min(scale.count, Math.floor(line) + below + 1) };
}

/**
 * The fraction that keeps the picture still when lines are appended. `lineAt` tells which line (from 0, with fraction)
 * stands at a height of the viewport now.
 */
export function heldFraction(lineAt: (y: number) => number, scale: Scale): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (middle * scale.count < lineAt(middle * scale.viewport)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function scrollableLines(scale: Scale): number {
  return scale.count - scale.viewport / scale.rowHeight;
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
