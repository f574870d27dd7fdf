// What is usual of a run on a host, out of the stored samples of earlier runs of its job there.

import type { Sample } from '../../../shared/contract/output.ts';
import { type Usual, usualFields } from '../../../shared/contract/usual.ts';
import { medianOf } from '../../../shared/model/duration.ts';
import { bandsOf, spreadOf } from '../../../shared/model/usual.ts';
import { type EarlierExecution, goodExecutionsBefore } from '../../store/neighbours.ts';
import type { RunRow } from '../../store/runs.ts';
import { readSamples } from '../../store/samples.ts';
import type { Core } from '../core.ts';
import { samplesOf } from '../run/readings.ts';

interface UsualWindow {
  host: string;
  runs: number;
  points: number;
}

const kinds = [
  ...usualFields.map((field) => ({ scope: 'host' as const, field })),
  { scope: 'execution' as const, field: 'cpuPercent' as const },
  { scope: 'execution' as const, field: 'memoryBytes' as const },
];

export function usualOf({ store }: Pick<Core, 'store'>, run: RunRow, { host, runs, points }: UsualWindow): Usual {
  if (run.job === null) return { runs: 0, durationMs: null, series: [] };
  const earlier = goodExecutionsBefore(store, { id: run.id, job: run.job, host, limit: runs });
  const longest = Math.max(1000, ...earlier.map(({ startedAt, finishedAt }) => finishedAt - startedAt));
  const samples = earlier.map((one) => ({
    ...one,
    samples: readSamples(store, one.id, points * 2).flatMap((row) => samplesOf(host, row)),
  }));
  // a step is not shorter than the time between readings: each run has one in it
  const stepMs = Math.max(Math.ceil(longest / points), ...samples.map((one) => distanceOf(one.samples)));
  const series = kinds.flatMap(({ scope, field }) => {
    const readings = samples.map((one) => readingsOf(one, scope, field));
    const found = bandsOf(readings, stepMs);
    const means = readings.flatMap((run) => {
      const values = run.flatMap(({ value }) => value ?? []);
      return values.length === 0 ? [] : [values.reduce((sum, value) => sum + value, 0) / values.length];
    });
    return found.length === 0 ? [] : [{ scope, field, means: spreadOf(means), points: found }];
  });
  return { runs: earlier.length, durationMs: spreadOf(earlier.map(({ startedAt, finishedAt }) => finishedAt - startedAt)), series };
}

function readingsOf(one: EarlierExecution & { samples: readonly Sample[] }, scope: Sample['scope'], field: (typeof usualFields)[number]) {
  return one.samples
    .filter((sample) => sample.scope === scope)
    .map((sample) => ({ offsetMs: Date.parse(sample.at) - one.startedAt, value: sample[field] }));
}

/** ms between readings, the middle of them. */
function distanceOf(samples: readonly Sample[]): number {
  const at = samples.filter(({ scope }) => scope === 'host').map((sample) => Date.parse(sample.at));
  const distances = at.slice(1).map((one, i) => one - (at[i] ?? one));
  return medianOf(distances) ?? 0;
}
