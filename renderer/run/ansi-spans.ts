// SGR colours of one line as spans: anser reads the sequences, the palette is ours (see output.module.css) so that text
// stays readable in both schemes. Gives data, no elements, and takes text that screen-line.ts has made harmless.
import Anser from 'anser';

export interface Span {
  text: string;
  /** class names of the style sheet, separated by blanks; empty for plain text */
  className: string;
  /** colours no class exists for, as CSS */
  color?: string;
  background?: string;
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
  return Anser.ansiToJson(text, { json: true, remove_empty: true, use_classes: true }).map(spanOf);
}

/** anser turns `reverse` into swapped colours itself, with black on white where none were set. */
function spanOf(entry: Anser.AnserJsonEntry): Span {
  const front = colourOf(entry.fg, entry.fg_truecolor);
  const back = colourOf(entry.bg, entry.bg_truecolor);
  const classes = entry.decorations.flatMap((name) => decorationClasses[name] ?? []);
  const span: Span = { text: entry.content, className: '' };
  if (back !== null) classes.push('grounded');
  if (typeof front === 'string') classes.push(`fg-${front}`);
  else if (front !== null) span.color = back === null ? readable(front) : css(front);
  if (typeof back === 'string') classes.push(`bg-${back}`);
  else if (back !== null) {
    span.background = css(back);
    if (front === null) span.color = luminance(back) > 0.18 ? '#12151a' : '#ffffff';
  }
  span.className = [...new Set(classes)].join(' ');
  return span;
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
  const ink: Rgb = luminance(ground) > 0.5 ? [0, 0, 0] : [255, 255, 255];
  let mixed = colour;
  for (let share = 0; share < 1 && contrast(mixed, ground) < leastContrast; share += 0.1) {
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
