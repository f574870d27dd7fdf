// A thousand hosts in one run, a thousand lines of each: memory and the delay of the engine's event loop. All of these hosts are on
// this machine, so that the loop waits for a processor far more than it works. So it is measured twice: as it comes, and with
// hosts that give way to it, as those that are elsewhere do.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Run } from '../../shared/contract/run.ts';
import { startFleet } from '../support/fleet.ts';
import { createHome } from '../support/home.ts';
import { residentPeakOf } from '../support/processes.ts';
import { ask } from '../support/rest.ts';
import { serve } from '../support/serve.ts';
import { giveWay } from './give-way.ts';
import type { Measure } from './measure.ts';

const hosts = 1000;
const lines = 1000;

export async function measureCrowd(): Promise<Measure[]> {
  return [...(await crowd()), ...(await crowd({ hostsGiveWay: true })).slice(1)];
}

async function crowd({ hostsGiveWay = false } = {}): Promise<Measure[]> {
  const home = createHome();
  const fleet = await startFleet(home, hosts);
  const leave = hostsGiveWay ? giveWay(fleet.sshd.pids()) : () => {};
  const delays = path.join(home.userDir, 'loop-delay.json');
  const monitor = fileURLToPath(new URL('./loop-delay.mjs', import.meta.url));
  const served = await serve(home, { env: { NODE_OPTIONS: `--import=${monitor}`, LOOP_DELAY_FILE: delays } });
  try {
    const begun = performance.now();
    let run = await ask<Run>(served, '/runs', { body: { target: '@all', script: `seq -f 'line %.0f of the run' ${lines}`, fanout: 100 } });
    while (run.finishedAt === null) {
      await new Promise((resolve) => setTimeout(resolve, 1000)); // as often as a person would look: the list of all is long
      run = (await ask<Run[]>(served, '/runs?limit=1'))[0] ?? run;
    }
    const wallS = (performance.now() - begun) / 1000;
    const done = await ask<Run>(served, `/runs/${run.id}`);
    if (done.state !== 'succeeded' || done.executions.some((execution) => execution.lines !== lines))
      throw new Error(`the run ${done.state}: ${JSON.stringify(done.counts)}`);
    const peak = residentPeakOf(served.pid);
    await served.stop();
    const { delayMs, workMs } = JSON.parse(readFileSync(delays, 'utf8')) as { delayMs: number; workMs: number };
    return [
      {
        what: `${hosts} hosts x ${lines} lines, peak memory`,
        value: `${(peak / 1e6).toFixed(0)} MB (${wallS.toFixed(0)} s)`,
        against: '400 MB',
        ratio: peak / 400e6,
        must: 1,
      },
      {
        what: `${hosts} hosts x ${lines} lines, delay of the event loop (p99)${hostsGiveWay ? ', hosts giving way' : ''}`,
        value: `${delayMs.toFixed(0)} ms (${workMs.toFixed(0)} ms of own work)`,
        against: '50 ms',
        ratio: delayMs / 50,
        must: 1,
      },
    ];
  } finally {
    await served.stop();
    await fleet.close();
    leave();
    home.remove();
  }
}
