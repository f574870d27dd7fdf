// A thousand hosts in one run, a thousand lines of each: memory and the delay of the engine's event loop.
import type { Run } from '../../shared/contract/run.ts';
import { startFleet } from '../support/fleet.ts';
import { createHome } from '../support/home.ts';
import { residentPeakOf } from '../support/processes.ts';
import { ask } from '../support/rest.ts';
import { serve } from '../support/serve.ts';
import type { Measure } from './measure.ts';

const hosts = 1000;
const lines = 1000;

export async function measureCrowd(): Promise<Measure[]> {
  const home = createHome();
  const fleet = await startFleet(home, hosts);
  const served = await serve(home);
  try {
    const begun = performance.now();
    const answers: number[] = [];
    let run = await ask<Run>(served, '/runs', { body: { target: '@all', script: `seq -f 'line %.0f of the run' ${lines}`, fanout: 100 } });
    while (run.finishedAt === null) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const asked = performance.now();
      await ask(served, '/info');
      answers.push(performance.now() - asked);
      if (answers.length % 10 === 0) run = (await ask<Run[]>(served, '/runs?limit=1'))[0] ?? run;
    }
    const wallS = (performance.now() - begun) / 1000;
    const done = await ask<Run>(served, `/runs/${run.id}`);
    if (done.state !== 'succeeded' || done.executions.some((execution) => execution.lines !== lines))
      throw new Error(`the run ${done.state}: ${JSON.stringify(done.counts)}`);
    const sorted = answers.sort((a, b) => a - b);
    const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
    const peak = residentPeakOf(served.pid);
    return [
      {
        what: `${hosts} hosts x ${lines} lines, peak memory`,
        value: `${(peak / 1e6).toFixed(0)} MB (${wallS.toFixed(0)} s)`,
        against: '400 MB',
        ratio: peak / 400e6,
        must: 1,
      },
      {
        what: `${hosts} hosts x ${lines} lines, an answer meanwhile (p99)`,
        value: `${p99.toFixed(0)} ms`,
        against: '50 ms',
        ratio: p99 / 50,
        must: 1,
      },
    ];
  } finally {
    await served.stop();
    await fleet.close();
    home.remove();
  }
}
