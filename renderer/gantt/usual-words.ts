// "Slower than usual", said in words: this run's duration and readings on a host against those of earlier ones. Pure.
import type { Sample } from '../../shared/contract/output.ts';
import type { Usual, UsualSeries } from '../../shared/contract/usual.ts';
import { judge } from '../../shared/model/usual.ts';

const names: Partial<Record<`${UsualSeries['scope']} ${UsualSeries['field']}`, string>> = {
  'host cpuPercent': 'CPU of the host',
  'execution cpuPercent': 'CPU of the script',
  'host memoryBytes': 'memory of the host',
  'host netRxBytesPerS': 'network in',
  'host netTxBytesPerS': 'network out',
  'host diskReadBytesPerS': 'disk reads',
  'host diskWriteBytesPerS': 'disk writes',
  'host load1': 'load',
};

export interface Now {
  durationMs: number | null;
  /** it is over; else only "longer" can be told */
  over: boolean;
  samples: readonly Sample[];
}

/** Null: nothing is usual yet. */
export function usualWords(usual: Usual, now: Now, elapsed: (ms: number) => string): string | null {
  const { durationMs, runs } = usual;
  if (durationMs === null || now.durationMs === null) return null;
  const pace = paceOf(now, durationMs);
  const range = `${elapsed(durationMs.low)} to ${elapsed(durationMs.high)} in the last ${runs} runs here`;
  const less = usual.series.filter((one) => judgeSeries(one, now.samples) === 'below').flatMap(nameOf);
  const more = usual.series.filter((one) => judgeSeries(one, now.samples) === 'above').flatMap(nameOf);
  const readings = [
    more.length > 0 ? `more than usual: ${more.join(', ')}` : '',
    less.length > 0 ? `less than usual: ${less.join(', ')}` : '',
  ];
  return [`${pace} (${range})`, ...readings.filter((part) => part !== '')].join('; ');
}

function paceOf({ durationMs, over }: Now, usual: NonNullable<Usual['durationMs']>): string {
  const found = judge(durationMs ?? 0, usual);
  if (found === 'above') return over ? 'Slower than usual' : 'Longer than usual already';
  if (!over) return 'Within the usual time so far';
  return found === 'below' ? 'Faster than usual' : 'As fast as usual';
}

function judgeSeries({ scope, field, means }: UsualSeries, samples: readonly Sample[]) {
  const values = samples.filter((sample) => sample.scope === scope).flatMap((sample) => sample[field] ?? []);
  if (means === null || values.length === 0) return 'usual';
  return judge(values.reduce((sum, value) => sum + value, 0) / values.length, means);
}

function nameOf({ scope, field }: UsualSeries): string[] {
  return [names[`${scope} ${field}`] ?? []].flat();
}
