// Text that came from elsewhere, made fit for a terminal: how wide it is, and what of it would be an order to the terminal.
// Pure.
import { sequences, visibleButTabs } from '../../../shared/model/harmless-text.ts';

export { csvCell, visible } from '../../../shared/model/harmless-text.ts';

/** Columns a terminal gives to a text without control characters. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(grapheme)) return 0;
  if (/\p{Emoji_Presentation}|\ufe0f/u.test(grapheme)) return 2;
  return wide.test(grapheme) ? 2 : 1;
}

/** East Asian Wide and Fullwidth (Unicode annex 11), emoji aside. */
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

/** Of a terminal; where it is not known, as wide as most are at least. */
export function terminalWidth({ columns }: { columns?: number }): number {
  return columns === undefined || columns === 0 ? 80 : columns;
}

/** At most `width` columns of a text, with `…` where it was cut. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let taken = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = graphemeWidth(segment);
    if (used + next > width - 1) break;
    taken += segment;
    used += next;
  }
  return `${taken}…`;
}

export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

const sgr = /^\u001b\[[0-9;:]*m$/;

/**
 * A line of a host's output for a terminal: its colours stay (when `colour`) and end with the line, other sequences go,
 * and what is left of control characters becomes visible. Tabs stay.
 */
export function terminalLine(line: string, colour: boolean): string {
  let text = '';
  let painted = false;
  let from = 0;
  for (const match of line.matchAll(sequences)) {
    text += visibleButTabs(line.slice(from, match.index));
    from = match.index + match[0].length;
    if (!colour || !sgr.test(match[0])) continue;
    text += match[0];
    painted = true;
  }
  text += visibleButTabs(line.slice(from));
  return painted ? `${text}\u001b[0m` : text;
}
