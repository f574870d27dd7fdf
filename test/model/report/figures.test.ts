import { describe, expect, it } from 'vitest';
import { type CountedRun, figuresOf, percentile, recoveriesOf } from '../../../shared/model/report/figures.ts';
import { previousSpan, slicesOf } from '../../../shared/model/report/slices.ts';
import type { RunState } from '../../../shared/model/run.ts';

const minute = 60_000;

function run(job: string | null, state: RunState, beginMinute: number, tookMs = 1000): CountedRun {
  const createdAt = beginMinute * minute;
  const over = state !== 'running' && state !== 'queued';
  return { id: `r-${job}-${beginMinute}`, job, state, createdAt, startedAt: createdAt, finishedAt: over ? createdAt + tookMs : null };
}

describe('figures of a period', () => {
  it('take percentiles that occurred, by nearest rank', () => {
    const values = Array.from({ length: 20 }, (_, i) => i + 1);
    expect([percentile(values, 0.5), percentile(values, 0.95), percentile([7], 0.95), percentile([], 0.5)]).toEqual([10, 19, 7, null]);
  });

  it('measure repair from the end of the first failure to the end of the next success of the same job', () => {
    const runs = [
      run('a', 'succeeded', 0),
      run('a', 'failed', 10),
      run('b', 'partial', 11),
      run('a', 'failed', 20),
      run('a', 'cancelled', 25),
      run('a', 'succeeded', 30),
      run('b', 'succeeded', 41),
      run('a', 'failed', 50),
      run(null, 'failed', 51),
    ];
    expect(recoveriesOf(runs)).toEqual([20 * minute, 30 * minute]);
  });

  it('count runs that are not over without judging them, and tell what failed most first', () => {
    const runs = [run('good', 'succeeded', 0), run('good', 'succeeded', 1, 3000), run('bad', 'failed', 2), run('bad', 'running', 70)];
    const figures = figuresOf({
      runs,
      executions: [
        { run: 'r-good-0', host: 'web-01', state: 'succeeded' },
        { run: 'r-bad-2', host: 'WEB-01', state: 'failed' },
        { run: 'r-bad-2', host: 'web-02', state: 'unreachable' },
      ],
      occurrences: [
        { job: 'bad', outcome: 'missed', count: 3 },
        { job: 'bad', outcome: 'ran', count: 1 },
      ],
      slices: slicesOf(0, 120 * minute, 'UTC'),
    });
    expect(figures).toMatchObject({
      runs: 4,
      finished: 3,
      succeeded: 2,
      successRate: 2 / 3,
      p50Ms: 1000,
      p95Ms: 3000,
      byState: { succeeded: 2, failed: 1, running: 1 },
      executions: { total: 3, byState: { succeeded: 1, failed: 1, unreachable: 1 } },
      occurrences: { missed: 3, ran: 1 },
      slices: [
        { label: '1970-01-01 00:00', succeeded: 2, notSucceeded: 1 },
        { label: '1970-01-01 01:00', succeeded: 0, notSucceeded: 0 },
      ],
      jobs: [
        { job: 'bad', runs: 2, finished: 1, succeeded: 0, notRun: 3, lastState: 'running' },
        { job: 'good', runs: 2, notRun: 0, lastState: 'succeeded' },
      ],
      hosts: [
        { host: 'web-01', executions: 2, succeeded: 1 },
        { host: 'web-02', executions: 1, succeeded: 0 },
      ],
      failures: [{ run: { id: 'r-bad-2' }, notSucceeded: 2, hosts: 'WEB-01,web-02' }],
    });
  });
});

describe('slices of a period', () => {
  it('are hours, days or months of the zone, with none left out where clocks change', () => {
    const spring = slicesOf(Date.parse('2026-03-28T23:00:00Z'), Date.parse('2026-03-29T22:00:00Z'), 'Europe/Berlin');
    expect([spring.unit, spring.labels.length, spring.labels[2], spring.labels.at(-1)]).toEqual([
      'hour',
      23,
      '2026-03-29 03:00',
      '2026-03-29 23:00',
    ]);
    const days = slicesOf(Date.parse('2026-10-20T22:00:00Z'), Date.parse('2026-10-27T23:00:00Z'), 'Europe/Berlin');
    expect(days.labels).toEqual(['21', '22', '23', '24', '25', '26', '27'].map((day) => `2026-10-${day}`));
    const months = slicesOf(Date.parse('2026-01-01T00:00:00Z'), Date.parse('2027-01-01T00:00:00Z'), 'UTC');
    expect(months.labels).toEqual(Array.from({ length: 12 }, (_, i) => `2026-${String(i + 1).padStart(2, '0')}`));
  });

  it('of the last whole day, week or month end where the zone says, across a change of clocks', () => {
    const at = Date.parse('2026-03-30T05:00:00Z'); // a Monday; clocks changed on Sunday
    const written = (span: 'day' | 'week' | 'month') => {
      const { since, until } = previousSpan(span, at, 'Europe/Berlin');
      return [since, until].map((instant) => new Date(instant).toISOString());
    };
    expect(written('day')).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
    expect(written('week')).toEqual(['2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
    expect(written('month')).toEqual(['2026-01-31T23:00:00.000Z', '2026-02-28T23:00:00.000Z']);
  });
});
