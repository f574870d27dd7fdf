// Points of a chart: gaps stay gaps, peaks stay peaks, and there are never too many.
import { describe, expect, it } from 'vitest';
import { firstFrom, niceCeiling, pointsOf, summaryOf, valueAt } from '../../renderer/charts/series.ts';
import type { Sample } from '../../shared/contract/output.ts';

const start = Date.parse('2026-11-24T02:30:00.000Z');
const none = {
  cpuPercent: null,
  memoryBytes: null,
  memoryTotalBytes: null,
  netRxBytesPerS: null,
  netTxBytesPerS: null,
  diskReadBytesPerS: null,
  diskWriteBytesPerS: null,
  load1: null,
};

function sample(second: number, cpuPercent: number | null, scope: Sample['scope'] = 'host'): Sample {
  return { ...none, at: new Date(start + second * 1000).toISOString(), host: 'web-01', scope, cpuPercent };
}

const cpu = { scope: 'host', field: 'cpuPercent' } as const;

describe('points', () => {
  it('are of one scope and in order of time', () => {
    const samples = [sample(2, 20), sample(0, 10), sample(1, 99, 'execution'), sample(1, 15)];
    expect(pointsOf(samples, cpu)).toEqual([
      { at: start, value: 10 },
      { at: start + 1000, value: 15 },
      { at: start + 2000, value: 20 },
    ]);
  });

  it('break where the host said nothing', () => {
    const samples = [0, 1, 2, 10, 11].map((second) => sample(second, 50));
    expect(pointsOf(samples, cpu).map((point) => point.value)).toEqual([50, 50, 50, null, 50, 50]);
  });

  it('do not break for a reading that came a little late', () => {
    const samples = [0, 1, 2.9, 4, 5].map((second) => sample(second, 50));
    expect(pointsOf(samples, cpu).every((point) => point.value === 50)).toBe(true);
  });

  it('are none when no reading has a value', () => {
    expect(pointsOf([sample(0, null), sample(1, null)], cpu)).toEqual([]);
  });

  it('are 500 at most, with the highest and the lowest still among them', () => {
    const samples = Array.from({ length: 20_000 }, (_, i) => sample(i, i === 7777 ? 100 : i === 12_345 ? 0 : 40 + (i % 7)));
    const points = pointsOf(samples, cpu);
    expect(points.length).toBeLessThanOrEqual(500);
    expect([Math.max(...points.map((p) => p.value ?? 0)), Math.min(...points.map((p) => p.value ?? 50))]).toEqual([100, 0]);
  });
});

describe('the value at an instant', () => {
  const points = pointsOf([sample(0, 10), sample(1, 20), sample(9, 90)], cpu);

  it('is that of the nearest reading', () => {
    expect([valueAt(points, start + 400, 2000), valueAt(points, start + 600, 2000)]).toEqual([10, 20]);
  });

  it('is unknown inside a gap and beyond the ends', () => {
    expect([valueAt(points, start + 5000, 2000), valueAt(points, start - 9000, 2000)]).toEqual([null, null]);
  });
});

it('a summary knows the mean, the most and when it was', () => {
  expect(summaryOf(pointsOf([sample(0, 10), sample(1, 90), sample(2, 20)], cpu))).toEqual({ mean: 40, most: 90, mostAt: start + 1000 });
  expect(summaryOf([])).toBeNull();
});

it('the first point from an instant on is found', () => {
  expect([0, 1, 1.5, 9].map((second) => firstFrom([{ at: 0 }, { at: 1 }, { at: 2 }], second))).toEqual([0, 1, 2, 3]);
});

it('axes end at round numbers', () => {
  expect([
    niceCeiling(0),
    niceCeiling(0.3),
    niceCeiling(37),
    niceCeiling(100),
    niceCeiling(1234),
    niceCeiling(700 * 1024 ** 2, 1024),
  ]).toEqual([1, 0.5, 50, 100, 2000, 1024 ** 3]);
});
