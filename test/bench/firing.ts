// What many schedules cost: 10,000 that fire once a minute each into a runner that does nothing, and the start of an engine with
// 100,000 stored ones.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measure } from './measure.ts';

const mostLateMs = 250;
const mostShare = 0.25;
const mostStartMs = 1000;

function measured<T>(what: string): T {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(new URL('./firing-core.ts', import.meta.url)), what], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

export async function measureFiring(): Promise<Measure[]> {
  const { fired, lateMs, share } = measured<{ fired: number; lateMs: number; share: number }>('steady');
  const { startMs } = measured<{ startMs: number }>('start');
  const what = `10,000 schedules, ${fired} fired in a minute`;
  return [
    { what, value: `p99 ${lateMs.toFixed(0)} ms late`, against: `${mostLateMs} ms`, ratio: lateMs / mostLateMs, must: 1 },
    { what, value: `${(share * 100).toFixed(1)} % of a core`, against: `${mostShare * 100} %`, ratio: share / mostShare, must: 1 },
    {
      what: 'start with 100,000 schedules',
      value: `${startMs.toFixed(0)} ms`,
      against: `${mostStartMs} ms`,
      ratio: startMs / mostStartMs,
      must: 1,
    },
  ];
}
