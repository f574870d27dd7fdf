// SGR colours and links of one line as spans: anser reads the sequences, the palette is ours (see output.module.css) so that text
// stays readable in both schemes. Gives data, no elements, and takes text that screen-line.ts has made harmless.
import Anser from 'anser';

export interface Span {
  text: string;
  /** class names of the style sheet, separated by blanks; empty for plain text */
  className: string;
  /** colours no class exists for, as CSS */
  color?: string;
  background?: string;
  /** an address of the web it leads to */
  link?: string;
}

type Rgb = readonly [number, number, number];

/** Surfaces the text stands on; kept in step with the theme. */
const paper: Record<'light' | 'dark', Rgb> = { light: [255, 255, 255], dark: [18, 21, 26] };
const leastContrast = 4.5;

const decorationClasses: Record<string, string> = {
  bold: 'bold',
  dim: 'dim',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strike',
  hidden: 'hidden',
};

export function ansiSpans(text: string): Span[] {
  if (!text.includes('\u001b')) return [{ text, className: '' }];
  // the text before the first link, then an address and the text after it, in turn
  const parts = text.split(/\u001b\]8;;([^\u001b]*)\u001b\\/);
  return parts.flatMap((part, i) => (i % 2 === 0 ? colouredSpans(part, parts[i - 1] ?? '') : []));
}

function colouredSpans(text: string, link: string): Span[] {
  if (text === '') return [];
  const spans = Anser.ansiToJson(text, { json: true, remove_empty: true, use_classes: true }).map(spanOf);
  return link === '' ? spans : spans.map((span) => ({ ...span, link }));
}

/**
 * Without a ground of its own, text of the sixteen colours is coloured by class. Text on a coloured ground gets both as
 * values, the ink moved until it can be read there. anser turns `reverse` into swapped colours itself.
 */
function spanOf(entry: Anser.AnserJsonEntry): Span {
  const front = colourOf(entry.fg, entry.fg_truecolor);
  const back = solidOf(colourOf(entry.bg, entry.bg_truecolor));
  const classes = entry.decorations.flatMap((name) => decorationClasses[name] ?? []);
  const span: Span = { text: entry.content, className: '' };
  if (back !== null) {
    span.background = css(back);
    span.color = css(legible(solidOf(front) ?? back, back));
  } else if (typeof front === 'string') classes.push(`fg-${front}`);
  else if (front !== null) span.color = readable(front);
  span.className = [...new Set(classes)].join(' ');
  return span;
}

const solids: Record<string, Rgb> = {
  black: [27, 31, 39],
  red: [179, 22, 27],
  green: [26, 107, 50],
  yellow: [215, 168, 0],
  blue: [29, 78, 216],
  magenta: [140, 31, 125],
  cyan: [11, 106, 120],
  white: [223, 227, 233],
  'bright-black': [75, 83, 97],
  'bright-red': [224, 60, 49],
  'bright-green': [60, 170, 95],
  'bright-yellow': [242, 204, 96],
  'bright-blue': [90, 150, 255],
  'bright-magenta': [200, 90, 190],
  'bright-cyan': [60, 175, 190],
  'bright-white': [255, 255, 255],
};

function solidOf(colour: string | Rgb | null): Rgb | null {
  return typeof colour === 'string' ? (solids[colour] ?? null) : colour;
}

/** A name of the sixteen (`red`, `bright-red`), exact numbers, or null for the default. */
function colourOf(name: string | null, exact: string | null): string | Rgb | null {
  if (name === null) return null;
  if (name === 'ansi-truecolor') {
    const [r = 0, g = 0, b = 0] = (exact ?? '').split(',').map(Number);
    return [r, g, b];
  }
  const number = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  return number === undefined ? name.replace(/^ansi-/, '') : paletteColour(Number(number));
}

/** Colours 16 to 255 of the 256: a cube of 6x6x6, then 24 greys. */
export function paletteColour(number: number): Rgb {
  if (number >= 232) {
    const grey = 8 + (number - 232) * 10;
    return [grey, grey, grey];
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const place = number - 16;
  return [level(Math.floor(place / 36)), level(Math.floor(place / 6) % 6), level(place % 6)];
}

/** The colour itself where it can be read, else moved towards ink until it can; one for each scheme. */
function readable(colour: Rgb): string {
  return `light-dark(${css(legible(colour, paper.light))}, ${css(legible(colour, paper.dark))})`;
}

export function legible(colour: Rgb, ground: Rgb): Rgb {
  const ink: Rgb = luminance(ground) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  let mixed = colour;
  for (let share = 0.1; share <= 1 && contrast(mixed, ground) < leastContrast; share += 0.1) {
    mixed = [0, 1, 2].map((i) => Math.round((colour[i] ?? 0) + ((ink[i] ?? 0) - (colour[i] ?? 0)) * share)) as unknown as Rgb;
  }
  return mixed;
}

/** WCAG 2 relative luminance and contrast. */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

export function contrast(one: Rgb, other: Rgb): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function css(colour: Rgb): string {
  return `rgb(${colour.join(' ')})`;
}
