// Text that came from elsewhere, made fit for a terminal: how wide it is, what of it would be an order to the terminal,
// and what a spreadsheet would take for a formula. Pure.

export { csvCell } from '../../shared/model/harmless-text.ts';

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

/** C0, DEL, C1, line separators and what turns the direction of writing. */
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Every character that a terminal would obey rather than show, shown as a symbol: ESC becomes ␛. */
export function visible(text: string): string {
  return text.replace(controls, symbolOf);
}

function symbolOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return code < 0x100 ? `\\x${code.toString(16)}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

const esc = '\\u001b';
/** In this order: colours and other SGR; strings (OSC, DCS, SOS, PM, APC) with their end; other CSI; other escapes. */
const sequences = new RegExp(
  [
    `${esc}\\[[0-9;:]*m`,
    `${esc}[\\]PX^_][^\\u0007\\u001b]*(?:\\u0007|${esc}\\\\)?`,
    `${esc}\\[[0-?]*[ -/]*[@-~]`,
    `${esc}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
const sgr = new RegExp(`^${esc}\\[[0-9;:]*m$`);

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

function visibleButTabs(text: string): string {
  return text.replace(controls, (character) => (character === '\t' ? '\t' : symbolOf(character)));
}
