// A real OpenSSH sshd on loopback for tests: temporary keys, an ephemeral port, the calling user (or a temporary one
// when root). Leaves faults that OpenSSH cannot be made to show to ssh2's own Server.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { TemporaryUser } from './user.ts';

const sshdPath = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/sbin/sshd'].find((path) => existsSync(path)) ?? null;
export const isRoot = process.getuid?.() === 0;

/** Why there can be no sshd here, for skipping tests by name; null: there can. */
export const sshdMissing: string | null = sshdPath === null ? 'openssh-server is not installed' : null;

export type KeyType = 'ed25519' | 'ecdsa' | 'rsa';

export interface SshdOptions {
  /** loopback addresses to listen on, all with the same port; default 127.0.0.1 */
  addresses?: readonly string[];
  hostKeys?: readonly KeyType[];
  /** lines for sshd_config: the first value of a keyword counts, and these come first. LogLevel not below INFO: the log tells when it listens. */
  config?: string;
  /** who logs in; default: the calling user, with a temporary HOME */
  user?: TemporaryUser;
}

export interface Sshd {
  readonly addresses: readonly string[];
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** HOME of who logs in */
  readonly home: string;
  /** path of the private key that opens it */
  readonly identity: string;
  readonly dir: string;
  /** the first host key as it is now */
  hostKey(): HostKey;
  hostKeys(): HostKey[];
  /** lines for a known_hosts file: every address with every key */
  knownHosts(): string;
  /** of the listeners, whose children serve */
  pids(): number[];
  /** what sshd wrote (LogLevel VERBOSE) */
  log(): string;
  /** Ends the listener and every connection. `restart` brings it back. */
  stop(): Promise<void>;
  /** Ends the listener only and starts it again on the same port, with other config lines if given; connections live on. */
  restart(config?: string): Promise<void>;
  /** Ends every connection, as a crash of the host's sshd would; the scripts' own sessions live on. */
  killConnections(): void;
  /** New host keys on the same address and port. */
  changeHostKey(): Promise<void>;
  /** stop, and remove all files */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface HostKey {
  type: string;
  key: string;
  fingerprint: string;
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  if (sshdPath === null) throw new Error('openssh-server is not installed');
  if (isRoot) mkdirSync('/run/sshd', { recursive: true });
  const dir = mkdtempSync(join(tmpdir(), 'djcron-sshd-'));
  const addresses = options.addresses ?? ['127.0.0.1'];
  const types = options.hostKeys ?? ['ed25519'];
  const home = options.user?.home ?? join(dir, 'home');
  if (options.user === undefined) mkdirSync(home, { mode: 0o700 });
  const identity = makeKey(dir, 'id', 'ed25519');
  // The user must be able to read it when sshd has dropped to them.
  writeFileSync(join(dir, 'authorized_keys'), readFileSync(`${identity}.pub`), { mode: 0o644 });
  execFileSync('chmod', ['711', dir]);
  for (const type of types) makeKey(dir, `host_${type}`, type);

  const groups = inGroups(addresses, 16); // sshd takes 16 ListenAddress at most
  let extra = options.config ?? '';
  let listeners: Listener[] = [];
  let orphans: number[] = []; // connections whose listener ended before them
  const config = (port: number, group: readonly string[]) =>
    [
      extra,
      options.user === undefined ? `SetEnv HOME=${home}` : '',
      `Port ${port}`,
      ...group.map((address) => `ListenAddress ${address}`),
      ...types.map((type) => `HostKey ${join(dir, `host_${type}`)}`),
      `AuthorizedKeysFile ${join(dir, 'authorized_keys')}`,
      ...fixedConfig,
    ].join('\n');
  const listenAll = async (port: number) => {
    for (const [i, group] of groups.entries()) listeners.push(await listen(dir, `sshd${i}`, config(port, group), group.length));
  };
  const stop = async () => {
    const ending = listeners;
    listeners = [];
    await Promise.all(ending.map((listener) => listener.stop()));
    for (const pid of orphans.splice(0)) kill(pid, 'SIGKILL');
  };

  let port = 0;
  for (let attempt = 0; ; attempt++) {
    port = await freePort(addresses[0] ?? '127.0.0.1');
    try {
      await listenAll(port);
      break;
    } catch (error) {
      await stop();
      if (attempt === 4) throw error;
    }
  }

  const sshd: Sshd = {
    addresses,
    address: addresses[0] ?? '127.0.0.1',
    port,
    user: options.user?.name ?? userInfo().username,
    home,
    identity,
    dir,
    hostKeys: () => types.map((type) => readPublicKey(join(dir, `host_${type}.pub`))),
    pids: () => listeners.map(({ pid }) => pid),
    hostKey: () => readPublicKey(join(dir, `host_${types[0]}.pub`)),
    knownHosts: () =>
      addresses.flatMap((address) => sshd.hostKeys().map((key) => `[${address}]:${port} ${key.type} ${key.key}\n`)).join(''),
    log: () => groups.map((_, i) => readFileSync(join(dir, `sshd${i}.log`), 'utf8')).join(''),
    stop,
    async restart(changed) {
      extra = changed ?? extra;
      const ending = listeners;
      listeners = [];
      orphans = orphans.concat(...(await Promise.all(ending.map((listener) => listener.leave()))));
      await listenAll(port);
    },
    killConnections: () => {
      for (const pid of [...orphans.splice(0), ...listeners.flatMap((listener) => listener.connections())]) kill(pid, 'SIGKILL');
    },
    async changeHostKey() {
      for (const type of types) {
        rmSync(join(dir, `host_${type}`));
        makeKey(dir, `host_${type}`, type);
      }
      await sshd.restart();
    },
    async close() {
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
    [Symbol.asyncDispose]: () => sshd.close(),
  };
  return sshd;
}

const fixedConfig = [
  'PidFile none',
  'UsePAM no',
  'UseDNS no',
  'StrictModes no',
  'PasswordAuthentication no',
  'KbdInteractiveAuthentication no',
  'PubkeyAuthentication yes',
  'PermitRootLogin yes',
  'PrintMotd no',
  'PrintLastLog no',
  'X11Forwarding no',
  'MaxStartups 100:30:200',
  'LogLevel VERBOSE',
  'Subsystem sftp internal-sftp',
];

interface Listener {
  pid: number;
  connections(): number[];
  /** Ends it and its connections. */
  stop(): Promise<void>;
  /** Ends the listener and gives the connections that live on. */
  leave(): Promise<number[]>;
}

async function listen(dir: string, name: string, config: string, count: number): Promise<Listener> {
  const configPath = join(dir, `${name}.conf`);
  writeFileSync(configPath, config);
  const child = spawn(sshdPath ?? '', ['-D', '-e', '-f', configPath], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const connections = () => connectionsOf(child);
  const endWithProcess = () => {
    for (const pid of connections()) kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
  };
  const leave = async () => {
    process.off('exit', endWithProcess);
    const pids = connections();
    child.kill('SIGTERM');
    await exited;
    return pids;
  };
  process.once('exit', endWithProcess);
  await listening(child, join(dir, `${name}.log`), count);
  return {
    pid: child.pid ?? 0,
    connections,
    leave,
    async stop() {
      for (const pid of await leave()) kill(pid, 'SIGKILL');
      await closed; // connections hold the log's pipe: now they are gone too
    },
  };
}

/** Resolves when sshd said for each address that it listens there; what it says is appended to a file from then on too. */
function listening(child: ChildProcess, logPath: string, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      log += bytes.toString();
      appendFileSync(logPath, bytes);
      if (/Cannot bind|Address already in use/.test(log)) child.kill('SIGTERM');
      else if ((log.match(/Server listening on/g) ?? []).length === count) resolve();
    });
    child.once('exit', () => reject(new Error(`sshd did not start: ${log.trim()}`)));
  });
}

/** sshd's processes that serve connections: children of the listener and their sshd children, not what users run. */
function connectionsOf(listener: ChildProcess): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [comm, parent] = statOf(Number(name));
    if (comm === 'sshd') children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  const walk = (pid: number) => {
    for (const child of children.get(pid) ?? []) {
      found.push(child);
      walk(child);
    }
  };
  if (listener.pid !== undefined) walk(listener.pid);
  return found;
}

function statOf(pid: number): [comm: string, parent: number] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return [stat.slice(stat.indexOf('(') + 1, end), Number(stat.slice(end + 4).split(' ')[0])];
  } catch {
    return ['', 0];
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone already
  }
}

/** Makes a key pair without passphrase (or with one) and gives the private key's path. */
export function makeKey(dir: string, name: string, type: KeyType, passphrase = ''): string {
  const path = join(dir, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'djcron-test', '-f', path]);
  return path;
}

export function readPublicKey(path: string): HostKey {
  const [type = '', key = ''] = readFileSync(path, 'utf8').split(' ');
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
  return { type, key, fingerprint: `SHA256:${digest.replace(/=+$/, '')}` };
}

function freePort(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, address, () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0));
    });
  });
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let i = 0; i < items.length; i += size) groups.push(items.slice(i, i + size));
  return groups;
}

/** `count` loopback addresses, 127.0.1.1 upwards. */
export function loopbackAddresses(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `127.0.${1 + Math.floor(i / 250)}.${1 + (i % 250)}`);
}
