// Much output: one stream of a gigabyte into the store, against ssh into nothing; and lines of ten hosts, labelled by host,
// against pdsh and clush.

import { spawnSync } from 'node:child_process';
import type { Run } from '../../shared/contract/run.ts';
import { askCli } from '../support/cli.ts';
import { startFleet } from '../support/fleet.ts';
import { builtCli, createHome } from '../support/home.ts';
import { residentPeakOf } from '../support/processes.ts';
import { ask } from '../support/rest.ts';
import { serve } from '../support/serve.ts';
import { timed } from './cost.ts';
import { type Measure, median } from './measure.ts';

const bytes = 1_000_000_000;
const linesAHost = 200_000;

export async function measureStreams(): Promise<Measure[]> {
  return [...(await oneStream()), ...(await manyHosts())];
}

async function oneStream(): Promise<Measure[]> {
  const home = createHome();
  const fleet = await startFleet(home, 1);
  const served = await serve(home);
  try {
    const script = `head -c ${bytes} /dev/zero`;
    const ours: number[] = [];
    const theirs: number[] = [];
    const peaks: number[] = [];
    for (let round = 0; round < 3; round++) {
      theirs.push((await timed(['ssh', '-F', fleet.sshConfig, 'node-1', script], { PATH: process.env.PATH ?? '' })).wallS);
      const begun = performance.now();
      let run = await ask<Run>(served, '/runs', {
        body: { target: '@all', script, spoolLimitBytes: 2 * bytes, outputLimitBytes: 2 * bytes },
      });
      while (run.finishedAt === null) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        run = await ask<Run>(served, `/runs/${run.id}`);
      }
      if (run.executions[0]?.stdoutBytes !== bytes) throw new Error(`only ${run.executions[0]?.stdoutBytes} bytes came: ${run.state}`);
      ours.push((performance.now() - begun) / 1000); // until all of it is stored: the script itself ends before
      peaks.push(residentPeakOf(served.pid));
    }
    const [own, ssh] = [median(ours), median(theirs)];
    const rate = (s: number) => `${(bytes / 1e6 / s).toFixed(0)} MB/s`;
    return [
      {
        what: '1 GB of one host into the store, time',
        value: `${own.toFixed(1)} s (${rate(own)})`,
        against: `ssh >/dev/null ${rate(ssh)}`,
        ratio: own / ssh,
        must: 1 / 0.45,
      },
      memory('1 GB of one host, peak memory', peaks[0]),
      memory('the same three times, those before being packed meanwhile', peaks.at(-1)),
    ];
  } finally {
    await served.stop();
    await fleet.close();
    home.remove();
  }
}

function memory(what: string, peak = Number.NaN): Measure {
  return { what, value: `${(peak / 1e6).toFixed(0)} MB`, against: '200 MB', ratio: peak / 200e6, must: 1 };
}

async function manyHosts(): Promise<Measure[]> {
  const home = createHome();
  const fleet = await startFleet(home, 10);
  try {
    const script = `seq -f 'line %.0f of a script that says a good deal' ${linesAHost}`;
    const env = { ...home.env, PATH: process.env.PATH ?? '', PDSH_SSH_ARGS_APPEND: `-F ${fleet.sshConfig}` };
    const peers: Record<string, { command: string[]; must: number }> = {
      pdsh: { command: ['pdsh', '-R', 'ssh', '-w', fleet.names.join(','), script], must: 1 / 5 },
      clush: { command: ['clush', '-o', `-F ${fleet.sshConfig}`, '-w', fleet.names.join(','), script], must: 1 / 12 },
    };
    const found = Object.entries(peers).filter(([name]) => spawnSync('which', [name]).status === 0);
    const ours: number[] = [];
    const theirs = new Map<string, number[]>();
    await askCli(home, ['exec', '-t', '@all', '--', 'true']);
    for (let round = 0; round < 3; round++) {
      ours.push((await timed([process.execPath, builtCli(), 'exec', '-t', '@all', '--', script], env)).wallS);
      for (const [name, { command }] of found) theirs.set(name, [...(theirs.get(name) ?? []), (await timed(command, env)).wallS]);
    }
    return found.map(([name, { must }]) => {
      const peer = median(theirs.get(name) ?? []);
      return {
        what: `10 hosts x ${linesAHost} lines, labelled`,
        value: `${median(ours).toFixed(2)} s`,
        against: `${name} ${peer.toFixed(2)} s`,
        ratio: median(ours) / peer,
        must,
      };
    });
  } finally {
    await fleet.close();
    home.remove();
  }
}
