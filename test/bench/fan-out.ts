// A cold `exec` on fifty hosts against clush on the same fifty: wall time and the client's CPU, interleaved so that
// both see the same machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startFleet } from '../support/fleet.ts';
import { builtCli, createHome } from '../support/home.ts';
import { type Measure, median } from './measure.ts';

const hosts = 50;
const rounds = 9;

interface Cost {
  wallS: number;
  /** user and system time of the command and everything it waited for */
  cpuS: number;
}

export async function measureFanOut(): Promise<Measure[]> {
  const home = createHome();
  const fleet = await startFleet(home, hosts);
  try {
    const djcron = () => costOf([process.execPath, builtCli(), 'exec', '-t', '@all', '--', 'true'], home.env);
    const clush = () => costOf(['clush', '-o', `-F ${fleet.sshConfig}`, '-w', fleet.names.join(','), 'true'], home.env);
    await djcron();
    await clush();
    const ours: Cost[] = [];
    const theirs: Cost[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await djcron());
      theirs.push(await clush());
    }
    return [
      compare('exec on 50 hosts, wall time', 'wallS', 1, ours, theirs),
      compare('exec on 50 hosts, client CPU', 'cpuS', 0.4, ours, theirs),
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

/** bash's own `time` counts the command with all descendants it waited for. */
async function costOf(command: string[], env: Record<string, string>): Promise<Cost> {
  const child = spawn('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$@"', 'bash', ...command], {
    env: { ...env, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const [status] = await once(child, 'close');
  const [wallS = Number.NaN, user = Number.NaN, system = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status !== 0 || Number.isNaN(wallS)) throw new Error(`${command[0]} ended with ${status}: ${stderr}`);
  return { wallS, cpuS: user + system };
}
