// What durability costs a short script: our execution against a plain exec of the same script, both on a connection that is
// open already, to the same sshd. Server CPU, processes made on the host, and time from asking to the end.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Client } from 'ssh2';
import { serverCpuOf } from '../support/processes.ts';
import { connectionTo, openRunner, orderFor } from '../support/runner.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { type Measure, median } from './measure.ts';

const script = 'exit 3';
const runs = 40;
const rounds = 5;

interface Cost {
  latencyMs: number;
  serverCpuMs: number;
  forks: number;
}

export async function measureShortRun(): Promise<Measure[]> {
  const sshd = await startSshd();
  const runner = openRunner();
  const client = await plainClient(sshd);
  try {
    const durable = async () => {
      const { outcome } = await runner.run(orderFor(connectionTo(sshd), script, { samplesMs: 1000 }));
      if (outcome.type !== 'exited' || outcome.exitCode !== 3) throw new Error(JSON.stringify(outcome));
    };
    const plain = () => plainRun(client);
    await durable();
    await plain();
    const ours: Cost[] = [];
    const theirs: Cost[] = [];
    for (let round = 0; round < rounds; round++) {
      theirs.push(await costOf(sshd, plain));
      ours.push(await costOf(sshd, durable));
    }
    const of = (costs: Cost[], key: keyof Cost) => median(costs.map((cost) => cost[key]));
    const [cpu, plainCpu] = [of(ours, 'serverCpuMs'), of(theirs, 'serverCpuMs')];
    const [late, plainLate] = [of(ours, 'latencyMs'), of(theirs, 'latencyMs')];
    const [forks, plainForks] = [of(ours, 'forks'), of(theirs, 'forks')];
    return [
      {
        what: 'short run, server CPU',
        value: `${cpu.toFixed(1)} ms`,
        against: `plain exec ${plainCpu.toFixed(1)} ms`,
        ratio: cpu / plainCpu,
        must: 2,
      },
      {
        what: 'short run, processes made on the host',
        value: forks.toFixed(1),
        against: `10 (plain exec ${plainForks.toFixed(1)})`,
        ratio: forks / 10,
        must: 1,
      },
      {
        what: 'short run, added latency',
        value: `${(late - plainLate).toFixed(1)} ms`,
        against: `60 ms (plain exec ${plainLate.toFixed(1)} ms)`,
        ratio: (late - plainLate) / 60,
        must: 1,
      },
    ];
  } finally {
    client.end();
    await runner[Symbol.asyncDispose]();
    await sshd.close();
  }
}

/** A short while is given to what a run leaves to end behind it. */
async function costOf(sshd: Sshd, run: () => Promise<void>): Promise<Cost> {
  const times: number[] = [];
  const cpu = serverCpuOf(sshd.pids());
  const forks = forksSoFar();
  for (let i = 0; i < runs; i++) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  return {
    latencyMs: median(times),
    serverCpuMs: ((serverCpuOf(sshd.pids()) - cpu) / runs) * 1000,
    forks: (forksSoFar() - forks) / runs,
  };
}

/** Processes this machine has made, of whomever: it does nothing else for us now. */
function forksSoFar(): number {
  return Number(/^processes (\d+)/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
}

function plainClient(sshd: Sshd): Promise<Client> {
  const client = new Client();
  const sock = connect(sshd.port, sshd.address).setNoDelay(true);
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client));
    client.once('error', reject);
    client.connect({ sock, username: sshd.user, privateKey: readFileSync(sshd.identity) });
  });
}

function plainRun(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    client.exec(script, (error, channel) => {
      if (error) return reject(error);
      channel.resume();
      channel.stderr.resume();
      channel.once('close', (code: number) => (code === 3 ? resolve() : reject(new Error(`ended with ${code}`))));
    });
  });
}
