// What a terminal would show of one output line: carriage returns and backspaces overwrite, erasing erases, colours stay
// as SGR sequences, and everything that could act on the page or mislead a reader becomes visible or goes.
// Turning the colours into elements is left to ansi-spans.ts.

export interface ScreenLine {
  /**
   * Printable text, tabs, SGR sequences and links (`OSC 8`) to http and https only; begins with the style in force, and so does
   * the text after each end of a link.
   */
  text: string;
  /** SGR sequences still in force after it: what the next line of the same stream begins with */
  style: string;
}

const esc = '\u001b';
const bell = 0x07;
/** Columns beyond this are not reached by moving the cursor: a forged `CSI 999999999 C` may not fill the memory. */
const widest = 20_000;
/** Colours switched on one by one without a reset are remembered up to this many characters. */
const longestStyle = 400;

/** Addresses longer than this are no links. */
const longestAddress = 2000;

interface Cell {
  text: string;
  style: string;
  /** address it leads to; empty: none */
  link: string;
}

interface Screen {
  cells: Cell[];
  column: number;
  style: string;
  link: string;
}

/** `style`: the style the line before it (of the same stream) left in force. */
export function screenLine(raw: string, style = ''): ScreenLine {
  if (isPlain(raw)) return { text: style + raw, style };
  const screen: Screen = { cells: [], column: 0, style, link: '' };
  let i = 0;
  while (i < raw.length) i = take(raw, i, screen);
  return { text: assemble(screen.cells), style: screen.style };
}

/** The text alone, without colours: for copying and for screen readers. */
export function plainText(raw: string): string {
  if (isPlain(raw)) return raw;
  const screen: Screen = { cells: [], column: 0, style: '', link: '' };
  let i = 0;
  while (i < raw.length) i = take(raw, i, screen);
  return screen.cells.map((cell) => cell.text).join('');
}

function isPlain(raw: string): boolean {
  for (let i = 0; i < raw.length; i++) {
    const code = raw.charCodeAt(i);
    if ((code < 0x20 && code !== 0x09) || (code >= 0x7f && code < 0xa0) || isReordering(code)) return false;
  }
  return true;
}

/** Bidirectional overrides, embeddings and isolates: they make a line read as something else than it is. */
function isReordering(code: number): boolean {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/** Handles what stands at `i` and gives the index after it. */
function take(raw: string, i: number, screen: Screen): number {
  const code = raw.codePointAt(i) ?? 0;
  if (code === 0x1b) return escapeSequence(raw, i, screen);
  if (code === 0x9b) return controlSequence(raw, i + 1, screen);
  const next = i + (code > 0xffff ? 2 : 1);
  if (code === 0x0d) screen.column = 0;
  else if (code === 0x08) screen.column = Math.max(0, screen.column - 1);
  else if (code === 0x09) tab(screen);
  else put(screen, visible(code));
  return next;
}

/** Control characters in the caret form of `cat -v`, others that mislead by their number. */
function visible(code: number): string {
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  if (code < 0xa0 && code > 0x7f) return `‹U+00${code.toString(16).toUpperCase()}›`;
  if (isReordering(code)) return `‹U+${code.toString(16).toUpperCase()}›`;
  return String.fromCodePoint(code);
}

const emptyCell: Cell = { text: ' ', style: '', link: '' };

function put(screen: Screen, text: string): void {
  while (screen.cells.length < screen.column) screen.cells.push(emptyCell);
  screen.cells[screen.column] = { text, style: screen.style, link: screen.link };
  screen.column += 1;
}

function tab(screen: Screen): void {
  const stop = (Math.floor(screen.column / 8) + 1) * 8;
  while (screen.column < stop && screen.column >= screen.cells.length) put(screen, ' ');
  screen.column = stop;
}

function escapeSequence(raw: string, i: number, screen: Screen): number {
  const next = raw[i + 1];
  if (next === undefined) {
    put(screen, '^[');
    return i + 1;
  }
  if (next === '[') return controlSequence(raw, i + 2, screen);
  if (next === ']' || next === 'P' || next === 'X' || next === '^' || next === '_') return commandString(raw, i + 2, screen);
  let at = i + 1;
  while (raw.charCodeAt(at) >= 0x20 && raw.charCodeAt(at) <= 0x2f) at += 1;
  return at < raw.length ? at + 1 : raw.length;
}

/**
 * OSC, DCS and their like: titles, clipboard writes, device answers. They go, but for links to the web; one without an end stays
 * visible.
 */
function commandString(raw: string, from: number, screen: Screen): number {
  for (let i = from; i < raw.length; i++) {
    const code = raw.charCodeAt(i);
    const ends = code === bell || code === 0x9c || (code === 0x1b && raw[i + 1] === '\\');
    if (ends && raw[from - 1] === ']') relink(raw.slice(from, i), screen);
    if (ends) return i + (code === 0x1b ? 2 : 1);
    if (code === 0x1b) return i;
  }
  put(screen, '^[');
  return from - 1;
}

/** `8;parameters;address`; without an address the link ends. */
function relink(command: string, screen: Screen): void {
  const address = /^8;[^;]*;(.*)$/.exec(command)?.[1];
  if (address === undefined) return;
  screen.link = /^https?:\/\/[\x21-\x7e]+$/i.test(address) && address.length <= longestAddress ? address : '';
}

function controlSequence(raw: string, from: number, screen: Screen): number {
  let at = from;
  while (at < raw.length && raw.charCodeAt(at) >= 0x20 && raw.charCodeAt(at) <= 0x3f) at += 1;
  const final = raw[at];
  if (final === undefined) return raw.length;
  if (final < '@' || final > '~') return at; // broken off by another control character: that one is handled next
  act(final, raw.slice(from, at), screen);
  return at + 1;
}

function act(final: string, parameters: string, screen: Screen): void {
  if (final === 'm') {
    if (/^[\d;:]*$/.test(parameters)) restyle(parameters, screen);
    return;
  }
  const first = Number.parseInt(parameters, 10);
  const count = Math.min(Number.isNaN(first) || first < 1 ? 1 : first, widest);
  if (final === 'C') screen.column = Math.min(screen.column + count, widest);
  else if (final === 'D') screen.column = Math.max(0, screen.column - count);
  else if (final === 'G' || final === '`') screen.column = count - 1;
  else if (final === 'P') screen.cells.splice(screen.column, count);
  else if (final === 'X') blank(screen, screen.column, screen.column + count);
  else if (final === 'K') eraseInLine(Number.isNaN(first) ? 0 : first, screen);
}

function eraseInLine(mode: number, screen: Screen): void {
  if (mode === 0) screen.cells.length = Math.min(screen.cells.length, screen.column);
  else if (mode === 1) blank(screen, 0, screen.column + 1);
  else if (mode === 2) screen.cells.length = 0;
}

function blank(screen: Screen, from: number, to: number): void {
  for (let i = from; i < Math.min(to, screen.cells.length); i++) screen.cells[i] = emptyCell;
}

/** Colon forms (`38:2::r:g:b`, `4:3`) become the semicolon forms every parser reads. */
function restyle(parameters: string, screen: Screen): void {
  const plain = parameters
    .replace(/\b([345]8):2:\d*:(\d+):(\d+):(\d+)/g, '$1;2;$2;$3;$4')
    .replace(/\b([345]8):2:(\d+):(\d+):(\d+)/g, '$1;2;$2;$3;$4')
    .replace(/\b([345]8):5:(\d+)/g, '$1;5;$2')
    .replace(/\b4:(\d+)/g, (_, kind: string) => (kind === '0' ? '24' : '4'))
    .replaceAll(':', ';');
  const sequence = `${esc}[${plain}m`;
  if (/^0*$/.test(plain)) screen.style = '';
  else if (/^0*;/.test(plain)) screen.style = sequence;
  else screen.style = (screen.style + sequence).length > longestStyle ? sequence : screen.style + sequence;
}

function assemble(cells: readonly Cell[]): string {
  let text = '';
  let style = '';
  let link = '';
  for (const cell of cells) {
    if (cell.link !== link) text += `${esc}]8;;${cell.link}${esc}\\`;
    if (cell.style !== style || (cell.link !== link && cell.style !== '')) text += `${esc}[0m${cell.style}`;
    ({ style, link } = cell);
    text += cell.text;
  }
  return text;
}
