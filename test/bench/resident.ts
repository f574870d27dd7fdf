// Runs by a `serve` that is there already: cold on 200 hosts, warm on 50, against ssh itself, one process a host, and against
// ssh over connections it keeps (ControlMaster), and Ansible where it is installed. Server CPU is what sshd and all below it took.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Run } from '../../shared/contract/run.ts';
import { type Fleet, startFleet } from '../support/fleet.ts';
import { createHome } from '../support/home.ts';
import { descendantsOf, serverCpuOf, usageOf } from '../support/processes.ts';
import { ask } from '../support/rest.ts';
import { type Served, serve } from '../support/serve.ts';
import { timed } from './cost.ts';
import { type Measure, median } from './measure.ts';

const rounds = 5;

interface Cost {
  wallS: number;
  clientCpuS: number;
  serverCpuS: number;
}

export async function measureResident(): Promise<Measure[]> {
  return [...(await cold(200)), ...(await warm(50))];
}

async function cold(count: number): Promise<Measure[]> {
  return withFleet(count, async (fleet, home) => {
    const ours: Cost[] = [];
    const theirs: Cost[] = [];
    for (let round = 0; round < 3; round++) {
      const before = serverCpuOf(fleet.sshd.pids());
      const served = await serve(home);
      await settle();
      const cost = await costOfRun(served, fleet, count);
      await served.stop();
      // What lives is counted in hundredths of a second each, rounded down; the listeners' sum of what has ended is exact.
      while (fleet.sshd.pids().some((pid) => descendantsOf(pid).length > 0)) await settle();
      ours.push({ ...cost, serverCpuS: serverCpuOf(fleet.sshd.pids()) - before });
      theirs.push(await costOfCommand(fleet, xargsSsh(fleet, [])));
    }
    const floor = of(ours, 'serverCpuS') / availableParallelism();
    const [client, ssh] = [of(ours, 'clientCpuS') / count, of(theirs, 'clientCpuS') / count];
    return [
      {
        what: `cold run on ${count} hosts, wall time`,
        value: seconds(of(ours, 'wallS')),
        against: `the servers' own CPU ${seconds(floor)}`,
        ratio: of(ours, 'wallS') / floor,
        must: 1.6,
      },
      {
        what: `cold run on ${count} hosts, client CPU a host`,
        value: `${(client * 1000).toFixed(1)} ms`,
        against: `ssh ${(ssh * 1000).toFixed(1)} ms`,
        ratio: client / ssh,
        must: 0.25,
      },
    ];
  });
}

async function warm(count: number): Promise<Measure[]> {
  return withFleet(count, async (fleet, home) => {
    const served = await serve(home);
    const sockets = mkdtempSync('/tmp/dj-'); // a socket's path must be short
    try {
      const kept = ['-o', 'ControlMaster=auto', '-o', 'ControlPersist=120', '-o', `ControlPath=${sockets}/%C`];
      await costOfRun(served, fleet, count);
      await costOfCommand(fleet, xargsSsh(fleet, kept));
      const ours: Cost[] = [];
      const theirs: Cost[] = [];
      const sshes: Cost[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(await costOfRun(served, fleet, count));
        theirs.push(await costOfCommand(fleet, xargsSsh(fleet, kept)));
        sshes.push(await costOfCommand(fleet, xargsSsh(fleet, [])));
      }
      const [own, ssh] = [of(ours, 'clientCpuS'), of(sshes, 'clientCpuS')];
      const ansible = spawnSync('which', ['ansible']).status !== 0 ? [] : [await againstAnsible(fleet, sockets, of(ours, 'wallS'))];
      return [
        ...ansible,
        {
          what: `warm run on ${count} hosts, wall time`,
          value: seconds(of(ours, 'wallS')),
          against: `xargs ssh, connections kept ${seconds(of(theirs, 'wallS'))}`,
          ratio: of(ours, 'wallS') / of(theirs, 'wallS'),
          must: 0.6,
        },
        {
          what: `warm run on ${count} hosts, client CPU`,
          value: seconds(own),
          against: `ssh ${seconds(ssh)}`,
          ratio: own / ssh,
          must: 1 / 15,
        },
      ];
    } finally {
      await served.stop();
      for (const name of fleet.names)
        await once(
          spawn('ssh', ['-F', fleet.sshConfig, '-o', `ControlPath=${sockets}/%C`, '-O', 'exit', name], { stdio: 'ignore' }),
          'close',
        );
      rmSync(sockets, { recursive: true });
    }
  });
}

/** `raw` runs nothing but the command, over connections that Ansible keeps; each of its rounds is long, so that there are two. */
async function againstAnsible(fleet: Fleet, sockets: string, wallS: number): Promise<Measure> {
  const inventory = path.join(fleet.sshd.dir, 'inventory');
  writeFileSync(inventory, `${fleet.names.join('\n')}\n`);
  const ways = ['-i', inventory, '-f', '50', '--ssh-common-args', `-F ${fleet.sshConfig} -o ControlMaster=auto -o ControlPersist=120`];
  const env = { PATH: process.env.PATH ?? '', HOME: fleet.sshd.dir, ANSIBLE_SSH_CONTROL_PATH_DIR: sockets };
  const raw = () => timed(['env', 'LC_ALL=C.UTF-8', 'ansible', 'all', ...ways, '-m', 'raw', '-a', 'true'], env);
  await raw();
  const theirs = [await raw(), await raw()].map((cost) => cost.wallS);
  return {
    what: `warm run on ${fleet.names.length} hosts, wall time`,
    value: seconds(wallS),
    against: `ansible raw ${seconds(median(theirs))}`,
    ratio: wallS / median(theirs),
    must: 1 / 20,
  };
}

async function withFleet(
  count: number,
  work: (fleet: Fleet, home: ReturnType<typeof createHome>) => Promise<Measure[]>,
): Promise<Measure[]> {
  const home = createHome();
  const fleet = await startFleet(home, count);
  try {
    return await work(fleet, home);
  } finally {
    await fleet.close();
    home.remove();
  }
}

async function costOfRun(served: Served, fleet: Fleet, fanout: number): Promise<Cost> {
  const server = serverCpuOf(fleet.sshd.pids());
  const client = usageOf(served.pid).cpuS;
  let run = await ask<Run>(served, '/runs', { body: { target: '@all', script: 'true', fanout } });
  while (run.finishedAt === null) {
    await new Promise((resolve) => setTimeout(resolve, 100)); // its end is told by the run: asking often would only take the CPU
    run = await ask<Run>(served, `/runs/${run.id}`);
  }
  if (run.state !== 'succeeded') throw new Error(`the run ${run.state}: ${JSON.stringify(run.counts)}`);
  const wallS = (Date.parse(run.finishedAt) - Date.parse(run.createdAt)) / 1000;
  const clientCpuS = usageOf(served.pid).cpuS - client;
  await settle();
  return { wallS, clientCpuS, serverCpuS: serverCpuOf(fleet.sshd.pids()) - server };
}

async function costOfCommand(fleet: Fleet, command: string[]): Promise<Cost> {
  const server = serverCpuOf(fleet.sshd.pids());
  const { wallS, cpuS } = await timed(command, { PATH: process.env.PATH ?? '' });
  await settle();
  return { wallS, clientCpuS: cpuS, serverCpuS: serverCpuOf(fleet.sshd.pids()) - server };
}

function xargsSsh(fleet: Fleet, options: string[]): string[] {
  const list = fleet.names.join('\n');
  return ['bash', '-c', 'printf "%s\\n" "$0" | xargs -P 64 -I{} ssh "$@" {} true', list, '-F', fleet.sshConfig, ...options];
}

const of = (costs: Cost[], key: keyof Cost) => median(costs.map((cost) => cost[key]));
const seconds = (value: number) => `${value.toFixed(2)} s`;

/** What a run leaves to end behind it has ended then. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 1000));
