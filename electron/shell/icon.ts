// The tray's icons, drawn: a ring when idle, with a play mark inside while something runs, and a dot at its corner when
// something failed. White with a dark rim, so that they show on light and dark bars.
import type { TrayShape } from './tray.ts';

/** Straight (not premultiplied) RGBA, `size` × `size`, row by row from the top. */
export function drawIcon(shape: TrayShape, size: number): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  const runs = shape === 'running' || shape === 'running-attention';
  const fails = shape === 'attention' || shape === 'running-attention';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      // the drawing is in units of a 32nd of the icon
      const at = { x: ((column + 0.5) * 32) / size, y: ((row + 0.5) * 32) / size };
      const pixel = pixelAt(at, runs, fails, 32 / size);
      pixels.set(pixel, (row * size + column) * 4);
    }
  }
  return pixels;
}

interface Point {
  x: number;
  y: number;
}

const ring = { center: { x: 16, y: 16 }, radius: 11, half: 2 };
const dot = { center: { x: 25, y: 7 }, radius: 5.5 };
const rim = 1.6;

/** Distances are negative inside; `unit` is the width of a pixel, over which an edge fades. */
function pixelAt(at: Point, runs: boolean, fails: boolean, unit: number): [number, number, number, number] {
  const toRing = Math.abs(distance(at, ring.center) - ring.radius) - ring.half;
  const toPlay = runs ? Math.max(12.5 - at.x, slope(at)) : Number.POSITIVE_INFINITY;
  const toDot = fails ? distance(at, dot.center) - dot.radius : Number.POSITIVE_INFINITY;
  const toDrawing = Math.min(toRing, toPlay);
  // the dot stands apart from the ring by a gap
  const white = coverage(toDrawing, unit) * (1 - coverage(toDot - 2.2, unit));
  const red = coverage(toDot, unit);
  const dark = coverage(Math.min(toDrawing, toDot) - rim, unit) * 0.55;
  const alpha = Math.max(dark, white, red);
  if (alpha === 0) return [0, 0, 0, 0];
  const light = (white * 255) / alpha;
  return [
    Math.min(255, light + (red * 240) / alpha),
    Math.min(255, light + (red * 62) / alpha),
    Math.min(255, light + (red * 62) / alpha),
    alpha * 255,
  ].map(Math.round) as [number, number, number, number];
}

/** The two slanted sides of a triangle that points to the right, between x 12.5 and 22. */
function slope({ x, y }: Point): number {
  const length = Math.hypot(9.5, 5.8);
  return (Math.abs(y - 16) * 9.5 - (22 - x) * 5.8) / length;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function coverage(distanceToEdge: number, unit: number): number {
  return Math.min(1, Math.max(0, 0.5 - distanceToEdge / unit));
}
