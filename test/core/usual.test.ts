// What is usual of a job's runs on a host: durations and readings of those that succeeded before.
import { describe, expect, it, test } from 'vitest';
import type { SampleReading } from '../../electron/runner/messages.ts';
import { bandsOf, judge, spreadOf } from '../../shared/model/usual.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const yaml = 'apiVersion: djcron/v1\nkind: Job\nname: nightly\nscript: { text: x }\ntargets: a\n';

function reading(at: number, cpu: number): SampleReading {
  const host = { cpuPercent: cpu, memoryBytes: 1000, memoryTotalBytes: 4000, load1: 1 };
  const rates = { netRxBytesPerS: 10, netTxBytesPerS: null, diskReadBytesPerS: 0, diskWriteBytesPerS: 0 };
  const own = { cpuPercent: cpu / 2, memoryBytes: 500, diskReadBytesPerS: 0, diskWriteBytesPerS: 0, processes: 1 };
  return { at, host: { ...host, ...rates }, execution: own };
}

/** One run that takes ten seconds with this CPU all the time; gives its id. */
async function runOnce(core: CoreUnderTest, cpu: number, exitCode = 0): Promise<string> {
  const { id } = await core.client.runs.start({ job: 'nightly' });
  const execution = `${id}.0.1`;
  const begun = core.clock.now();
  await core.runner.tell({ type: 'started', execution, at: begun, pid: 1, hostKey: 'k' });
  const readings = Array.from({ length: 10 }, (_, i) => reading(begun + i * 1000, cpu));
  await core.runner.tell({ type: 'samples', execution, taken: 100, readings });
  core.clock.advance(10_000 + cpu);
  await core.runner.tell({
    type: 'finished',
    execution,
    at: core.clock.now(),
    hostKey: 'k',
    outcome: { type: 'exited', exitCode, leftovers: [] },
  });
  core.clock.advance(60_000);
  return id;
}

test('is told out of earlier runs that succeeded, aligned at their start; of less than three nothing is usual', () =>
  withCore(async (core) => {
    await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
    await core.client.jobs.apply({ yaml });
    for (const cpu of [10, 20]) await runOnce(core, cpu);
    await runOnce(core, 99, 1);
    const third = await runOnce(core, 30);
    expect(await core.client.runs.usual({ id: third, host: 'A' })).toEqual({ runs: 2, durationMs: null, series: [] });

    const fourth = await runOnce(core, 80);
    const usual = await core.client.runs.usual({ id: fourth, host: 'a', points: 10 });
    expect([usual.runs, usual.durationMs]).toEqual([3, { low: 10_012, middle: 10_020, high: 10_028 }]);
    const cpu = usual.series.find(({ scope, field }) => scope === 'host' && field === 'cpuPercent');
    expect([cpu?.means, cpu?.points.length, cpu?.points[0]]).toEqual([
      { low: 12, middle: 20, high: 28 },
      9,
      { low: 12, middle: 20, high: 28, offsetMs: 502 },
    ]);
    expect(usual.series.map(({ field }) => field)).not.toContain('netTxBytesPerS');

    const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
    expect((await core.client.runs.usual({ id, host: 'a' })).runs).toBe(0);
  }));

describe('a spread', () => {
  it('lies between neighbours by share', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ low: 1.4, middle: 3, high: 4.6 });
    expect(spreadOf([1, 2])).toBeNull();
  });

  it('is of those runs alone that reached a moment', () => {
    const run = (length: number, value: number) => Array.from({ length }, (_, i) => ({ offsetMs: i * 100, value }));
    const bands = bandsOf([run(2, 1), run(4, 2), run(4, 3), run(4, 9)], 200);
    expect(bands.map(({ offsetMs, middle }) => [offsetMs, middle])).toEqual([
      [100, 2.5],
      [300, 3],
    ]);
  });

  it('judges what is outside of it by more than a hair', () => {
    const spread = { low: 90, middle: 100, high: 110 };
    expect([79, 85, 100, 119, 121].map((value) => judge(value, spread))).toEqual(['below', 'usual', 'usual', 'usual', 'above']);
  });
});
