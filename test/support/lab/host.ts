// One host of a lab: its power, its processes, its cable and its sshd. What it shares with others is lab.ts's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection, PublicKey } from '../../../electron/runner/messages.ts';
import { command, tryCommand } from './commands.ts';
import { type InsideProcess, processesInside } from './inside.ts';
import { type Lines, linesOf } from './lines.ts';

export interface LabHost {
  readonly name: string;
  readonly address: string;
  readonly hostKey: PublicKey;
  /** To log in as `deploy` with the lab's key, the host's key trusted. */
  connection(more?: Partial<Connection>): Connection;
  /** Runs a line of sh as root inside; what it printed. Throws when it does not end with 0. */
  exec(line: string): Promise<string>;
  /** A file of the running host as the machine sees it. */
  path(inside: string): string;
  bootId(): string;
  /** living processes inside, without those of `exec` */
  processes(): InsideProcess[];
  /** what pid 1 and sshd have said since the lab was opened */
  log(): string;

  /** Packets vanish both ways. */
  drop(): Promise<void>;
  /** The host hears nothing and is heard. */
  dropIn(): Promise<void>;
  /** The cable is pulled. */
  cut(): Promise<void>;
  /** Every TCP packet to the host is answered by a reset. */
  reject(): Promise<void>;
  /** So many of a hundred packets vanish, each way. */
  loss(percent: number): Promise<void>;
  /** What the host sends is held to a rate as `tc` writes it: 1mbit. */
  rate(rate: string): Promise<void>;
  /** The network is as it was. */
  heal(): Promise<void>;

  /** Everything inside dies at once and says goodbye to nobody; the disk stays. */
  powerCut(): Promise<void>;
  boot(): Promise<void>;
  /** Everything inside dies, connections are closed, and it starts anew. */
  reboot(): Promise<void>;
  /** The listener alone; sessions live on. `config`: lines that come first in sshd's settings from now on. */
  restartSshd(config?: string): Promise<void>;
  /** Ends every connection from the host's side; what sessions have started lives on. */
  killSessions(): void;
}

export interface HostPorts {
  number: number;
  address: string;
  /** of the lab on the machine */
  folder: string;
  /** pid 1 of the lab */
  keeper: number;
  identity: string;
  /** the private key as a file of the machine, and its public half */
  hostKeyFile: string;
  hostKey: PublicKey;
}

const filter = (hook: 'input' | 'output', device: 'iifname' | 'oifname', rule: string) =>
  `chain ${hook} { type filter hook ${hook} priority -10; ${device} "eth0" ${rule}; };`;
const heard = (rule: string) => filter('input', 'iifname', rule);
const told = (rule: string) => filter('output', 'oifname', rule);

export function createHost(ports: HostPorts): LabHost {
  const name = `lab-${ports.number}`;
  const space = `h${ports.number}`;
  const disk = join(ports.folder, space);
  const inLab = (path: string) => `/proc/${ports.keeper}/root${path}`;
  const lab = (...args: string[]) => command('nsenter', ['--target', String(ports.keeper), '--mount', '--net', '--', ...args]);
  let earlier = '';
  let running: { chain: ChildProcess; pid1: number; lines: Lines } | null = null;

  mkdirSync(inLab(`${disk}/upper/etc/ssh/sshd_config.d`), { recursive: true });
  for (const ending of ['', '.pub']) {
    const inside = inLab(`${disk}/upper/etc/ssh/ssh_host_ed25519_key${ending}`);
    writeFileSync(inside, readFileSync(ports.hostKeyFile + ending), { mode: ending === '' ? 0o600 : 0o644 });
  }

  const on = () => {
    if (running === null) throw new Error(`${name} is off`);
    return running;
  };
  const inNetwork = (args: readonly string[], input = '') =>
    command('nsenter', ['--target', String(on().pid1), '--net', '--', ...args], input);
  const partition = async (...chains: string[]) => {
    await self.heal();
    await inNetwork(['nft', '-f', '-'], `table inet partition { ${chains.join(' ')} }\n`);
  };
  const unplug = () => lab('ip', 'link', 'set', space, 'down');

  /** Kills pid 1; the kernel ends the others before that is over. */
  async function end(): Promise<void> {
    const { chain, pid1, lines } = on();
    running = null;
    earlier += lines.all();
    const gone = chain.exitCode === null && chain.signalCode === null ? once(chain, 'exit') : null;
    process.kill(pid1, 'SIGKILL');
    await gone;
    await lab('ip', 'netns', 'delete', space);
  }

  async function plug(): Promise<void> {
    const mac = `02:${ports.address
      .split('.')
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join(':')}:01`; // always the same, so that neighbours need not learn it anew
    await lab('ip', 'netns', 'add', space);
    await tryCommand('nsenter', ['--target', String(ports.keeper), '--mount', '--net', '--', 'ip', 'link', 'delete', space]);
    await lab('ip', 'link', 'add', space, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', space);
    await lab('ip', 'link', 'set', space, 'master', 'switch', 'up');
    await lab('ip', '-n', space, 'address', 'add', `${ports.address}/24`, 'dev', 'eth0');
    await lab('ip', '-n', space, 'link', 'set', 'eth0', 'up');
    await lab('ip', '-n', space, 'link', 'set', 'lo', 'up');
  }

  const self: LabHost = {
    name,
    address: ports.address,
    hostKey: ports.hostKey,
    connection: (more = {}) => ({
      host: name,
      address: ports.address,
      port: 22,
      user: 'deploy',
      connectTimeoutMs: 20_000,
      identities: [{ path: ports.identity, passphrase: null }],
      identityRequired: true,
      agent: null,
      password: null,
      trusted: [ports.hostKey],
      knownHosts: [],
      jump: null,
      ...more,
    }),
    exec: (line) =>
      command('nsenter', [
        ...['--target', String(on().pid1), '--mount', '--uts', '--ipc', '--net', '--pid', '--time', '--root', '--wd', '--'],
        ...['env', '-i', 'HOME=/root', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'sh', '-c', line],
      ]),
    path: (inside) => `/proc/${on().pid1}/root${inside}`,
    bootId: () => readFileSync(self.path('/proc/sys/kernel/random/boot_id'), 'utf8').trim(),
    processes: () => processesInside(on().pid1),
    log: () => earlier + (running?.lines.all() ?? ''),

    drop: () => partition(heard('drop'), told('drop')),
    dropIn: () => partition(heard('drop')),
    reject: () => partition(heard('meta l4proto tcp reject with tcp reset')),
    loss: (percent) => {
      const rule = `numgen random mod 100 < ${percent} drop`;
      return partition(heard(rule), told(rule));
    },
    async cut() {
      await unplug();
    },
    async rate(rate) {
      await inNetwork(['tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', 'tbf', 'rate', rate, 'burst', '16kb', 'latency', '500ms']);
    },
    async heal() {
      const pid1 = String(on().pid1);
      await tryCommand('nsenter', ['--target', pid1, '--net', '--', 'nft', 'delete', 'table', 'inet', 'partition']);
      await tryCommand('nsenter', ['--target', pid1, '--net', '--', 'tc', 'qdisc', 'delete', 'dev', 'eth0', 'root']);
      await lab('ip', 'link', 'set', space, 'up');
    },

    async powerCut() {
      await unplug(); // first, so that no connection is closed with a farewell
      await end();
    },
    async boot() {
      if (running !== null) throw new Error(`${name} is on`);
      await plug();
      const up = Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]));
      const chain = spawn(
        'nsenter',
        [
          ...['--target', String(ports.keeper), '--mount', '--pid', '--', 'nsenter', `--net=/run/netns/${space}`, '--'],
          ...['unshare', '--mount', '--uts', '--ipc', '--pid', '--time', '--boottime', `-${up}`, '--monotonic', `-${up}`],
          ...['--fork', '--kill-child', 'sh', join(import.meta.dirname, 'boot.sh'), name, disk],
          `${ports.folder}/common:${ports.folder}/hidden:/`,
        ],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
      const lines = linesOf(chain, name);
      const pid1 = Number((await lines.said(/^pid1 (\d+)$/m))[1]);
      running = { chain, pid1, lines };
      await lines.said(/Server listening on 0\.0\.0\.0 port 22/);
    },
    async reboot() {
      await end();
      await self.boot();
    },
    async restartSshd(config) {
      if (config !== undefined) writeFileSync(self.path('/etc/ssh/sshd_config.d/10-test.conf'), config);
      const { lines } = on();
      const from = lines.all().length;
      for (const { outerPid } of sshds(self, 'listener')) process.kill(outerPid, 'SIGTERM');
      await lines.said(/Server listening on 0\.0\.0\.0 port 22/, from);
    },
    killSessions() {
      for (const { outerPid } of sshds(self, 'session')) kill(outerPid);
    },
  };
  return self;
}

/** sshd's own processes by what they call themselves: one listens, the others serve a connection each. */
function sshds(host: LabHost, which: 'listener' | 'session'): InsideProcess[] {
  return host.processes().filter(({ args }) => /^sshd(-session)?: /.test(args) && args.includes('[listener]') === (which === 'listener'));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone with its parent
  }
}
