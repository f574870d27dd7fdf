// What a thousand pooled connections cost while nothing happens.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measure } from './measure.ts';

export function measureIdle(): Promise<Measure[]> {
  const client = fileURLToPath(new URL('./idle-client.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', client], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`it ended with ${status}: ${stderr}`);
  const { bytesEach, cpuShare } = JSON.parse(stdout) as { bytesEach: number; cpuShare: number };
  return Promise.resolve([
    {
      what: '1000 idle connections, memory of each',
      value: `${(bytesEach / 1000).toFixed(0)} KB`,
      against: '100 KB',
      ratio: bytesEach / 100e3,
      must: 1,
    },
    {
      what: '1000 idle connections, CPU',
      value: `${(cpuShare * 100).toFixed(2)} %`,
      against: '1 %',
      ratio: cpuShare / 0.01,
      must: 1,
    },
  ]);
}
