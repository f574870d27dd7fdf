// Samples as the points of a line: sorted, few enough to draw, and with a gap where the host said nothing (asleep or out
// of contact is not zero). Draws nothing.
import type { Sample } from '../../shared/contract/output.ts';

export type Field =
  | 'cpuPercent'
  | 'memoryBytes'
  | 'netRxBytesPerS'
  | 'netTxBytesPerS'
  | 'diskReadBytesPerS'
  | 'diskWriteBytesPerS'
  | 'load1';

export interface Point {
  at: number;
  /** null breaks the line */
  value: number | null;
}

export interface Selection {
  scope: Sample['scope'];
  field: Field;
  /** points at most, gaps included */
  most?: number;
}

export function pointsOf(samples: readonly Sample[], { scope, field, most = 500 }: Selection): Point[] {
  const points = samples
    .filter((sample) => sample.scope === scope)
    .map((sample): Point => ({ at: Date.parse(sample.at), value: sample[field] }))
    .sort((a, b) => a.at - b.at);
  if (points.every((point) => point.value === null)) return [];
  return withGaps(thinned(points, Math.floor(most * 0.9)), gapOf(points)).slice(0, most);
}

/** Longer than this between two readings is a gap. */
export function gapOf(points: readonly Point[]): number {
  const distances = points.slice(1).map((point, i) => point.at - (points[i]?.at ?? point.at));
  const sorted = distances.toSorted((a, b) => a - b);
  return Math.max(2000, (sorted[Math.floor(sorted.length / 2)] ?? 0) * 2.5);
}

function withGaps(points: readonly Point[], gapMs: number): Point[] {
  return points.flatMap((point, i) => {
    const before = points[i - 1];
    if (before === undefined || point.at - before.at <= gapMs) return [point];
    return [{ at: (before.at + point.at) / 2, value: null }, point];
  });
}

/** Of each span of time its lowest and highest reading, in their order: a peak is never lost. */
function thinned(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  const spans = Math.floor(most / 2);
  const perSpan = points.length / spans;
  return Array.from({ length: spans }, (_, i) => points.slice(Math.floor(i * perSpan), Math.floor((i + 1) * perSpan))).flatMap(extremes);
}

function extremes(span: readonly Point[]): Point[] {
  const [first] = span;
  if (first === undefined) return [];
  const known = span.filter((point) => point.value !== null);
  if (known.length < span.length && known.length === 0) return [first];
  const low = known.reduce((a, b) => ((b.value ?? 0) < (a.value ?? 0) ? b : a));
  const high = known.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a));
  if (low === high) return [low];
  return low.at < high.at ? [low, high] : [high, low];
}

/** The reading nearest to an instant, if there is one close enough to speak for it. */
export function valueAt(points: readonly Point[], at: number, gapMs: number): number | null {
  const next = firstFrom(points, at);
  const candidates = [points[next - 1], points[next]].filter((point) => point !== undefined);
  const [nearest] = candidates.sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at));
  return nearest !== undefined && Math.abs(nearest.at - at) <= gapMs ? nearest.value : null;
}

/** Index of the first point at or after an instant. */
export function firstFrom(points: readonly { at: number }[], at: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? Number.POSITIVE_INFINITY) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Summary {
  mean: number;
  most: number;
  mostAt: number;
}

export function summaryOf(points: readonly Point[]): Summary | null {
  let sum = 0;
  let count = 0;
  let most: Point | null = null;
  for (const point of points) {
    if (point.value === null) continue;
    sum += point.value;
    count += 1;
    if (most === null || point.value > (most.value ?? 0)) most = point;
  }
  return most === null ? null : { mean: sum / count, most: most.value ?? 0, mostAt: most.at };
}

/** A round number at or above `value` for the top of an axis: 1, 2 or 5 times a power of ten (or of 1024 for bytes). */
export function niceCeiling(value: number, base: 1000 | 1024 = 1000): number {
  if (value <= 0) return 1;
  let unit = 1;
  while (value / unit >= base) unit *= base;
  while (base === 1000 && value / unit < 1) unit /= base;
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, base];
  return (steps.find((step) => step * unit >= value) ?? base) * unit;
}
