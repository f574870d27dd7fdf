// A line of output as spans with classes: its colours stay, every other order to a terminal goes. Colours are moved towards
// ink until they can be read on the light ground of a report; a coloured ground of its own becomes a grey one.
import Anser from 'anser';
import { lastStateOf, sequences, visibleButTabs } from '../../../shared/model/harmless-text.ts';

export interface Span {
  text: string;
  /** class names, separated by blanks; empty for plain text */
  className: string;
}

type Rgb = readonly [number, number, number];

const sixteen: Record<string, Rgb> = {
  black: [27, 31, 39],
  red: [179, 22, 27],
  green: [26, 107, 50],
  yellow: [122, 84, 0],
  blue: [29, 78, 216],
  magenta: [140, 31, 125],
  cyan: [11, 106, 120],
  white: [92, 99, 110],
};

const decorations: Record<string, string> = { bold: 'b', dim: 'd', italic: 'i', underline: 'u', strikethrough: 's' };
const sgr = /^\u001b\[[0-9;:]*m$/;

/** `colours` collects the classes that were used, with the colour of each as CSS. */
export function colouredLine(line: string, colours: Map<string, string>): Span[] {
  if (!line.includes('\u001b')) return [{ text: visibleButTabs(lastStateOf(line)), className: '' }];
  const kept = lastStateOf(line.replace(sequences, (sequence) => (sgr.test(sequence) ? sequence : '')));
  return Anser.ansiToJson(kept, { json: true, remove_empty: true, use_classes: true }).map((entry) => ({
    text: visibleButTabs(entry.content),
    className: classesOf(entry, colours),
  }));
}

function classesOf(entry: Anser.AnserJsonEntry, colours: Map<string, string>): string {
  const classes = entry.decorations.flatMap((name) => decorations[name] ?? []);
  const colour = colourOf(entry.fg, entry.fg_truecolor);
  if (entry.bg !== null) classes.push('g');
  else if (colour !== null) {
    const [r, g, b] = legible(colour);
    const name = `c${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    colours.set(name, `rgb(${r} ${g} ${b})`);
    classes.push(name);
  }
  return classes.join(' ');
}

function colourOf(name: string | null, exact: string | null): Rgb | null {
  if (name === null) return null;
  if (name === 'ansi-truecolor') {
    const [r = 0, g = 0, b = 0] = (exact ?? '').split(',').map(Number);
    return [r, g, b];
  }
  const number = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  return number === undefined ? (sixteen[name.replace(/^ansi-(bright-)?/, '')] ?? null) : paletteColour(Number(number));
}

/** Colours 16 to 255 of the 256: a cube of 6x6x6, then 24 greys. */
function paletteColour(number: number): Rgb {
  if (number >= 232) {
    const grey = 8 + (number - 232) * 10;
    return [grey, grey, grey];
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const place = number - 16;
  return [level(Math.floor(place / 36)), level(Math.floor(place / 6) % 6), level(place % 6)];
}

/** Dark enough for a contrast of 4.5 on the ground of outputs. */
function legible(colour: Rgb): Rgb {
  let mixed = colour;
  while (luminance(mixed) > 0.155) mixed = [Math.floor(mixed[0] * 0.9), Math.floor(mixed[1] * 0.9), Math.floor(mixed[2] * 0.9)];
  return mixed;
}

/** WCAG 2 relative luminance. */
function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
