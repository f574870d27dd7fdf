// The demo fleet: real SSH servers inside this process, on loopback, that open with one key made for them. Every command they
// are given really runs, on this machine and as this user, in a folder that is thrown away when the fleet stops; a few commands
// (hostname, df, uptime, ...) answer with made-up figures so that the hosts differ. Keys and ports are kept, so that the same
// hosts come back. Knows nothing of the catalog.
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DemoPlan, demoPlans } from './hosts.ts';
import { demoJobs } from './jobs.ts';
import { type KeyPair, keptKey } from './keys.ts';
import { endProcesses, markerVariable } from './processes.ts';
import { type DemoServer, startDemoServer } from './server.ts';
import { shimsOf } from './shims.ts';

export interface DemoFleetOptions {
  /** folder of the fleet's own; made when it is not there */
  dir: string;
  env: Readonly<Record<string, string | undefined>>;
}

interface RunningHost {
  plan: DemoPlan;
  hostKey: KeyPair;
  server: DemoServer;
}

/** The only user the servers know. */
const user = 'demo';
const graceMs = 1000;

export function createDemoFleet({ dir, env }: DemoFleetOptions) {
  const folder = path.resolve(dir);
  const running = new Map<string, RunningHost>();
  // one order after the other: starting and stopping never overlap
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => {});
    return result;
  };

  const start = async (count: number) => {
    const shell = findShell(env);
    if (shell === null) throw new Error(unavailable() ?? 'the demo fleet needs sh');
    privateFolder(folder);
    const identity = path.join(folder, 'id_ed25519');
    const allowed = keptKey(identity, 'djcron demo fleet').parsed;
    const plans = demoPlans(count);
    if (running.size === 0) await endProcesses(`${hostsFolder(folder)}/`, graceMs); // of an engine that was killed
    for (const host of [...running.values()]) if (!plans.some((plan) => plan.name === host.plan.name)) await stopHost(host);
    const ports = readPorts(folder);
    try {
      for (const plan of plans) {
        if (running.has(plan.name)) continue;
        const place = path.join(hostsFolder(folder), plan.name);
        const home = prepareFolder(place, plan);
        const hostKey = keptKey(path.join(place, 'host_key'), plan.name);
        const hostEnv = environmentOf({ plan, place, home, shell, env });
        const port = ports[plan.name] ?? 0;
        const server = await startDemoServer({ plan, hostKey: hostKey.privateKey, allowed, user, shell, home, env: hostEnv, port });
        ports[plan.name] = server.port;
        running.set(plan.name, { plan, hostKey, server });
      }
    } catch (error) {
      await stop();
      throw error;
    }
    writePorts(folder, ports);
    return { hosts: plans.flatMap((plan) => running.get(plan.name) ?? []).map(present), identity };
  };

  const stopHost = async (host: RunningHost) => {
    running.delete(host.plan.name);
    await host.server.close();
    const place = path.join(hostsFolder(folder), host.plan.name);
    await endProcesses(`${place}/`, graceMs);
    rmSync(path.join(place, 'home'), { recursive: true, force: true });
  };

  const stop = async () => {
    if (running.size === 0) return;
    const hosts = [...running.values()];
    running.clear();
    await Promise.all(hosts.map((host) => host.server.close()));
    await endProcesses(`${hostsFolder(folder)}/`, graceMs);
    for (const { plan } of hosts) rmSync(path.join(hostsFolder(folder), plan.name, 'home'), { recursive: true, force: true });
  };

  /** Why there can be no fleet here, for a person; null: there can. */
  const unavailable = () => {
    if (process.platform === 'win32') return 'the demo hosts need a POSIX shell, which Windows has not: add a host of your own, or use WSL';
    return findShell(env) === null ? 'the demo hosts need sh, which is not in PATH' : null;
  };

  return {
    jobs: demoJobs,
    unavailable,
    /** Starts the first `count` hosts, leaves those that run already and stops others; `identity`: path of the key that opens them. */
    start: (count: number) => inTurn(() => start(count)),
    /** Drops every connection, ends every process of the hosts, and removes what they wrote. Keys and ports stay. */
    stop: () => inTurn(stop),
  };
}

function present({ plan, hostKey, server }: RunningHost) {
  return {
    name: plan.name,
    address: '127.0.0.1',
    port: server.port,
    user,
    tags: plan.tags,
    hostKey: { type: 'ssh-ed25519', key: hostKey.publicKey },
  };
}

function hostsFolder(dir: string): string {
  return path.join(dir, 'hosts');
}

/** A fresh HOME and the commands of the host; gives the path of HOME. */
function prepareFolder(place: string, plan: DemoPlan): string {
  const [home, bin] = [path.join(place, 'home'), path.join(place, 'bin')];
  for (const dir of [home, bin]) rmSync(dir, { recursive: true, force: true });
  for (const dir of [path.dirname(place), place, home, path.join(home, 'tmp'), bin]) privateFolder(dir);
  for (const [name, script] of Object.entries(shimsOf(plan))) writeFileSync(path.join(bin, name), script, { mode: 0o700 });
  return home;
}

/** What sshd would give, and the marker by which everything of the host is found again. */
function environmentOf(from: {
  plan: DemoPlan;
  place: string;
  home: string;
  shell: string;
  env: DemoFleetOptions['env'];
}): Record<string, string> {
  const { place, home, shell, env } = from;
  const kept = Object.fromEntries(['LANG', 'LC_ALL', 'TZ'].flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  return {
    ...kept,
    HOME: home,
    USER: user,
    LOGNAME: user,
    SHELL: shell,
    PATH: `${path.join(place, 'bin')}:${pathOf(env)}`,
    TMPDIR: path.join(home, 'tmp'),
    [markerVariable]: `${place}/`,
  };
}

function pathOf(env: DemoFleetOptions['env']): string {
  return env.PATH || '/usr/local/bin:/usr/bin:/bin';
}

function findShell(env: DemoFleetOptions['env']): string | null {
  const candidates = ['/bin', ...pathOf(env).split(path.delimiter)]
    .filter((dir) => path.isAbsolute(dir))
    .map((dir) => path.join(dir, 'sh'));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function privateFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
}

function readPorts(dir: string): Record<string, number> {
  try {
    const ports: unknown = JSON.parse(readFileSync(path.join(dir, 'ports.json'), 'utf8'));
    const isPort = (entry: [string, unknown]): entry is [string, number] =>
      typeof entry[1] === 'number' && entry[1] > 0 && entry[1] < 65_536;
    return typeof ports === 'object' && ports !== null ? Object.fromEntries(Object.entries(ports).filter(isPort)) : {};
  } catch {
    return {}; // none were kept: any will do
  }
}

function writePorts(dir: string, ports: Record<string, number>): void {
  const file = path.join(dir, 'ports.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(ports)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
