// Text that came from elsewhere, made fit to be shown: orders to a terminal taken out, what is left of control characters and
// turns of the direction of writing made visible, and what a spreadsheet would take for a formula made plain. Pure.

/** C0, DEL, C1, line separators and what turns the direction of writing. */
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Every character that a terminal would obey rather than show, shown as a symbol: ESC becomes ␛. */
export function visible(text: string): string {
  return text.replace(controls, symbolOf);
}

export function visibleButTabs(text: string): string {
  return text.replace(controls, (character) => (character === '\t' ? '\t' : symbolOf(character)));
}

function symbolOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return code < 0x100 ? `\\x${code.toString(16)}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

const esc = '\\u001b';
/** In this order: colours and other SGR; strings (OSC, DCS, SOS, PM, APC) with their end; other CSI; other escapes. */
export const sequences = new RegExp(
  [
    `${esc}\\[[0-9;:]*m`,
    `${esc}[\\]PX^_][^\\u0007\\u001b]*(?:\\u0007|${esc}\\\\)?`,
    `${esc}\\[[0-?]*[ -/]*[@-~]`,
    `${esc}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

/** A line of output without any sequence, as one can read it. A progress line stands as it was written last. */
export function plainLine(line: string): string {
  const text = line.includes('\u001b') ? line.replace(sequences, '') : line;
  return visibleButTabs(lastStateOf(text));
}

/** What a carriage return would write over is gone; one at the very end is part of the line's end. */
export function lastStateOf(line: string): string {
  const text = line.replace(/\r+$/, '');
  const at = text.lastIndexOf('\r');
  return at === -1 ? text : text.slice(at + 1);
}

/** A CSV cell: quoted where needed, and never a formula (`= + - @ TAB CR LF` at the beginning get a leading quote). */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = /^[=+\-@\t\r\n]|^\s+[=+\-@]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
