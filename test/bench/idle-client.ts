// A process of its own for idle.ts: a pool with a thousand connections to a server in another process, and what they cost
// while nothing happens. Prints one line of JSON. Needs --expose-gc: what was thrown away is not counted.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ssh2 from 'ssh2';
import type { Connection } from '../../electron/runner/messages.ts';
import { createPool } from '../../electron/runner/ssh/pool.ts';

const count = 1000;
const first = 50;
const idleS = 30;

const identity = path.join(tmpdir(), `djcron-idle-${process.pid}`);
writeFileSync(identity, ssh2.utils.generateKeyPairSync('ed25519').private, { mode: 0o600 });
const server = fork(fileURLToPath(new URL('./idle-server.ts', import.meta.url)), { execArgv: [] });
try {
  const [{ port, type, key }] = (await once(server, 'message')) as [{ port: number; type: string; key: string }];
  const pool = createPool({ idleMs: 3_600_000, keeping: 'warm', onKeySeen: () => {} });
  const connectionOf = (i: number): Connection => ({
    host: `idle-${i}`,
    address: '127.0.0.1',
    port,
    user: 'ana',
    connectTimeoutMs: 60_000,
    identities: [{ path: identity, passphrase: null }],
    identityRequired: true,
    agent: null,
    password: null,
    trusted: [{ type, key }],
    knownHosts: [],
    jump: null,
  });
  const open = (from: number, to: number) =>
    Promise.all(
      Array.from({ length: to - from }, async (_, i) => {
        const opened = await pool.open(connectionOf(from + i), 'true');
        if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
        opened.channel.resume();
        opened.channel.stderr.resume();
        await once(opened.channel, 'close');
      }),
    );
  const resident = () => {
    globalThis.gc?.();
    return process.memoryUsage.rss();
  };
  await open(0, first);
  const before = resident();
  await open(first, first + count);
  const after = resident();
  await new Promise((resolve) => setTimeout(resolve, 5000)); // what was thrown away is tidied up
  const cpu = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, idleS * 1000)); // what is measured is a while in which nothing happens
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ bytesEach: (after - before) / count, cpuShare: (user + system) / 1e6 / idleS }));
  await pool.close();
} finally {
  server.kill();
  rmSync(identity, { force: true });
}
