// What the screen of a comparison says in words: how an end is told, how a duration changed. Pure.
import type { Comparison, OutputChange } from '../../shared/contract/compare.ts';
import { formatElapsed } from '../../shared/model/duration.ts';
import { lookOf } from '../parts/states.ts';
import { countOf } from '../run/counting.ts';

export type Transition = Comparison['transitions'][number];
export type HostDuration = Comparison['durations'][number];

export const transitionWords: Record<Transition['kind'], string> = {
  broke: 'no longer succeeding',
  changed: 'ended in another way',
  recovered: 'succeeding again',
  open: 'not at the end yet',
};

/** `failed, exit 3` */
export function endWords({ state, exitCode }: Transition['before']): string {
  const { word } = lookOf(state);
  return exitCode === null || exitCode === 0 ? word : `${word}, exit ${exitCode}`;
}

/** `4.0 s longer`, `1m 05s shorter`, `the same` */
export function durationWords({ beforeMs, afterMs }: HostDuration): string {
  const change = afterMs - beforeMs;
  if (Math.abs(change) < 50) return 'the same';
  return `${formatElapsed(Math.abs(change))} ${change > 0 ? 'longer' : 'shorter'}`;
}

/** What became most different first, so many of them. */
export function tellingDurations(durations: readonly HostDuration[], most: number): HostDuration[] {
  const change = ({ beforeMs, afterMs }: HostDuration) => Math.abs(afterMs - beforeMs);
  return durations.toSorted((a, b) => change(b) - change(a)).slice(0, most);
}

const stepsMs = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
];

/** Round durations from nothing to the longest one, `most` at most. */
export function durationTicks(durations: readonly HostDuration[], most: number): number[] {
  const longest = Math.max(0, ...durations.flatMap(({ beforeMs, afterMs }) => [beforeMs, afterMs]));
  const hour = 3_600_000;
  const step = stepsMs.find((one) => longest / one < most) ?? Math.ceil(longest / most / hour) * hour;
  return Array.from({ length: Math.floor(longest / step) + 1 }, (_, i) => i * step);
}

export function outputWords({ kind, differences }: Pick<OutputChange, 'kind' | 'differences'>): string {
  if (kind === 'same') return 'wrote the same';
  if (kind === 'unknown' || differences === null) return 'not compared';
  const { verdict, added, removed, cut } = differences;
  if (verdict === 'too-different') return 'too different to be told line by line';
  if (verdict === 'unavailable') return 'wrote something else; its lines are not there any more, or were not compared';
  const words = `${countOf(added ?? 0, 'line')} added, ${removed ?? 0} removed`;
  return cut ? `${words}, of what can be compared` : words;
}
