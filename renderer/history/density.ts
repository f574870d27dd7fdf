// The bar above the history: where its pieces stand, how high they are, and what a stretch of them means in time. Pure.
import type { Tally } from '../../shared/contract/history.ts';
import type { RunState } from '../../shared/model/run.ts';
import { formatClock, formatInstant, type ZoneId } from '../parts/time-format.ts';
import type { Stretch } from './words.ts';

/** From the bottom up: what needs somebody stands on the ground, so that its size can be compared. */
export const stacked: readonly RunState[] = ['failed', 'partial', 'cancelled', 'running', 'queued', 'succeeded'];

export interface Piece {
  /** number of the bucket, from 0 at the left */
  index: number;
  parts: { state: RunState; count: number }[];
  total: number;
}

export interface Density {
  /** the beginning of the first bucket */
  from: number;
  bucketMs: number;
  /** buckets, with those that are empty */
  count: number;
  pieces: Piece[];
  most: number;
}

export function densityOf(tally: Tally): Density | null {
  if (tally.from === null || tally.until === null || tally.bucketMs === 0) return null;
  const { bucketMs } = tally;
  const from = Math.floor(Date.parse(tally.from) / bucketMs) * bucketMs;
  const count = Math.floor((Date.parse(tally.until) - from) / bucketMs) + 1;
  const pieces = tally.buckets.map(({ at, counts }) => {
    const parts = stacked.flatMap((state) => ((counts[state] ?? 0) > 0 ? [{ state, count: counts[state] ?? 0 }] : []));
    return { index: Math.round((Date.parse(at) - from) / bucketMs), parts, total: parts.reduce((sum, part) => sum + part.count, 0) };
  });
  return { from, bucketMs, count, pieces, most: Math.max(1, ...pieces.map(({ total }) => total)) };
}

/** Whole buckets: the first and the one after the last. */
export interface Cut {
  first: number;
  end: number;
}

export function stretchOf({ from, bucketMs }: Density, { first, end }: Cut): Stretch {
  return { from: from + first * bucketMs, until: from + end * bucketMs };
}

/** The buckets a stretch touches; null: all of them, or none of them is here. */
export function cutOf({ from, bucketMs, count }: Density, stretch: Stretch | null): Cut | null {
  if (stretch === null) return null;
  const first = Math.max(0, Math.floor((stretch.from - from) / bucketMs));
  const end = Math.min(count, Math.ceil((stretch.until - from) / bucketMs));
  return end <= first || (first === 0 && end === count) ? null : { first, end };
}

/** Between two places of the pointer, in share of the width. */
export function cutBetween({ count }: Density, a: number, b: number): Cut {
  const bucket = (share: number) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  return { first: bucket(Math.min(a, b)), end: bucket(Math.max(a, b)) + 1 };
}

/** What a key makes of one end of the cut; null: it is no key of ours. */
export function moved(cut: Cut, end: 'first' | 'end', key: string, count: number): Cut | null {
  const far = Math.max(2, Math.round(count / 10));
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -far,
    PageUp: far,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined) return null;
  if (end === 'first') return { ...cut, first: Math.max(0, Math.min(cut.end - 1, cut.first + step)) };
  return { ...cut, end: Math.max(cut.first + 1, Math.min(count, cut.end + step)) };
}

export interface Tick {
  bucket: number;
  text: string;
}

const dayMs = 86_400_000;

/** At borders of buckets, at most so many and none at the very end; the day is said where it is another than before. */
export function ticksOf({ from, bucketMs, count }: Density, zone: ZoneId, most: number): Tick[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, most)));
  const ticks: Tick[] = [];
  let before = '';
  for (let bucket = 0; bucket + step / 2 <= count; bucket += step) {
    const at = from + bucket * bucketMs;
    const day = formatInstant(at, zone, { now: at }).slice(0, -6);
    ticks.push({ bucket, text: day === before || step * bucketMs < dayMs ? tickText(day, before, formatClock(at, zone)) : day });
    before = day;
  }
  return ticks;
}

function tickText(day: string, before: string, clock: string): string {
  return day === before ? clock : `${day.replace(/^\S+ /, '')} ${clock}`;
}
