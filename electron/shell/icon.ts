// The tray's icons, drawn: a ring when idle, with a play mark inside while something runs, two bars while schedules are paused, and
// a dot at its corner when something failed. Blue and red of middle brightness, so that they show on light and dark bars alike.
import type { TrayShape } from './tray.ts';

/** BGRA with the colours multiplied by their opacity, as Chromium's bitmaps are; `size` × `size`, from the top. */
export function drawIcon(shape: TrayShape, size: number): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  const runs = shape === 'running' || shape === 'running-attention';
  const fails = shape === 'attention' || shape === 'running-attention';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      // the drawing is in units of a 32nd of the icon
      const at = { x: ((column + 0.5) * 32) / size, y: ((row + 0.5) * 32) / size };
      const [red, green, blue, opacity] = pixelAt(at, { runs, fails, rests: shape === 'paused' }, 32 / size);
      const bytes = [blue * opacity, green * opacity, red * opacity, 255 * opacity].map(Math.round);
      pixels.set(bytes, (row * size + column) * 4);
    }
  }
  return pixels;
}

type Colour = [red: number, green: number, blue: number];

interface Point {
  x: number;
  y: number;
}

const ring = { center: { x: 16, y: 16 }, radius: 11, half: 2 };
const dot = { center: { x: 25, y: 7 }, radius: 5.5 };
/** the dot stands apart from the ring */
const gap = 2.2;
const ringColour: Colour = [59, 130, 246];
const dotColour: Colour = [239, 68, 68];

/** Distances are negative inside; `unit` is the width of a pixel, over which an edge fades. */
function pixelAt(at: Point, marks: { runs: boolean; fails: boolean; rests: boolean }, unit: number): [...Colour, number] {
  const toRing = Math.abs(distance(at, ring.center) - ring.radius) - ring.half;
  const toPlay = marks.runs ? Math.max(12.5 - at.x, toSlope(at)) : Number.POSITIVE_INFINITY;
  const toBars = marks.rests ? Math.max(Math.abs(Math.abs(at.x - 16) - 3.2) - 1.6, Math.abs(at.y - 16) - 5.5) : Number.POSITIVE_INFINITY;
  const toDot = marks.fails ? distance(at, dot.center) - dot.radius : Number.POSITIVE_INFINITY;
  const drawn = coverage(Math.min(toRing, toPlay, toBars), unit) * (1 - coverage(toDot - gap, unit));
  const dotted = coverage(toDot, unit);
  return dotted > drawn ? [...dotColour, dotted] : [...ringColour, drawn];
}

/** The two slanted sides of a triangle that points to the right, between x 12.5 and 22. */
function toSlope({ x, y }: Point): number {
  const length = Math.hypot(9.5, 5.8);
  return (Math.abs(y - 16) * 9.5 - (22 - x) * 5.8) / length;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function coverage(distanceToEdge: number, unit: number): number {
  return Math.min(1, Math.max(0, 0.5 - distanceToEdge / unit));
}
