// A cold `exec` on fifty hosts against clush on the same fifty: wall time and the client's CPU, interleaved so that
// both see the same machine.
import { startFleet } from '../support/fleet.ts';
import { builtCli, createHome } from '../support/home.ts';
import { type Cost, timed } from './cost.ts';
import { type Measure, median } from './measure.ts';

const hosts = 50;
const rounds = 9;

export async function measureFanOut(): Promise<Measure[]> {
  const home = createHome();
  const fleet = await startFleet(home, hosts);
  try {
    const djcron = () => timed([process.execPath, builtCli(), 'exec', '-t', '@all', '--', 'true'], home.env);
    const clush = () => timed(['clush', '-o', `-F ${fleet.sshConfig}`, '-w', fleet.names.join(','), 'true'], home.env);
    await djcron();
    await clush();
    const ours: Cost[] = [];
    const theirs: Cost[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await djcron());
      theirs.push(await clush());
    }
    return [
      compare('exec on 50 hosts, wall time', 'wallS', 0.8, ours, theirs),
      compare('exec on 50 hosts, client CPU', 'cpuS', 0.35, ours, theirs),
    ];
  } finally {
    await fleet.close();
    home.remove();
  }
}

function compare(what: string, key: keyof Cost, must: number, ours: Cost[], theirs: Cost[]): Measure {
  const [own, peer] = [ours, theirs].map((costs) => median(costs.map((cost) => cost[key])));
  if (own === undefined || peer === undefined) throw new Error('nothing was measured');
  return { what, value: `${own.toFixed(2)} s`, against: `clush ${peer.toFixed(2)} s`, ratio: own / peer, must };
}
