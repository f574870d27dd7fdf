// The demo fleet as an SSH client sees it, what it leaves behind, and that it ends what it started.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDemoFleet } from '../../electron/demo/fleet.ts';
import { demoPlans } from '../../electron/demo/hosts.ts';
import { keptKey } from '../../electron/demo/keys.ts';
import { markedProcesses } from '../../electron/demo/processes.ts';
import { hostName } from '../../shared/contract/base.ts';
import { type Login, login } from './login.ts';

let dir: string;
let fleet: ReturnType<typeof createDemoFleet>;
let logins: Login[];

beforeEach(() => {
  dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'demo-')));
  fleet = createDemoFleet({ dir, env: process.env });
  logins = [];
});
afterEach(async () => {
  for (const open of logins) open.close();
  await fleet.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function startOne() {
  const { hosts, identity } = await fleet.start(1);
  const [host] = hosts;
  if (!host) throw new Error('no host');
  const open = await login(host, { identity });
  logins.push(open);
  return { host, identity, open };
}

describe.skipIf(process.platform === 'win32')('the demo fleet (needs sh)', () => {
  test('eight hosts answer with figures of their own, each with its tags', async () => {
    const { hosts, identity } = await fleet.start(8);
    expect(hosts.map(({ name, tags }) => `${name} ${tags.role} ${tags.env}`)).toEqual([
      'web-01 web prod',
      'web-02 web prod',
      'web-03 web staging',
      'db-01 db prod',
      'db-02 db staging',
      'cache-01 cache prod',
      'build-01 build dev',
      'edge-01 edge prod',
    ]);
    expect(new Set(hosts.map((host) => host.port)).size).toBe(8);
    expect(new Set(hosts.map((host) => host.hostKey.key)).size).toBe(8);
    const answers = await Promise.all(
      hosts.map(async (host) => {
        const open = await login(host, { identity });
        logins.push(open);
        const { stdout } = await open.run(
          `hostname; uname -n; uname -s; nproc; df -P / | awk 'NR==2{print $5}'; free -m | awk 'NR==2{print $2}'; systemctl is-active nginx; uptime -p`,
        );
        return stdout.toString().trim().split('\n');
      }),
    );
    const machine = process.platform === 'darwin' ? 'Darwin' : 'Linux';
    expect(answers).toEqual([
      ['web-01', 'web-01', machine, '4', '43%', '8192', 'active', 'up 12 days'],
      ['web-02', 'web-02', machine, '4', '47%', '8192', 'active', 'up 12 days'],
      ['web-03', 'web-03', machine, '2', '31%', '4096', 'active', 'up 3 days'],
      ['db-01', 'db-01', machine, '8', '71%', '32768', 'active', 'up 97 days'],
      ['db-02', 'db-02', machine, '8', '64%', '16384', 'active', 'up 41 days'],
      ['cache-01', 'cache-01', machine, '2', '22%', '16384', 'active', 'up 97 days'],
      ['build-01', 'build-01', machine, '16', '82%', '32768', 'active', 'up 1 day'],
      ['edge-01', 'edge-01', machine, '2', '100%', '2048', 'failed', 'up 204 days'],
    ]);
  });

  test('only the key made for the fleet opens it, only for its user', async () => {
    const { host, identity } = await startOne();
    const stranger = keptKey(path.join(dir, 'stranger'), 'stranger').privateKey;
    for (const [door, way] of [
      [host, { privateKey: stranger }],
      [host, { password: 'demo' }],
      [{ ...host, user: 'root' }, { identity }],
    ] as const)
      await expect(login(door, way)).rejects.toThrow('All configured authentication methods failed');
    expect(statSync(identity).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(host.address).toBe('127.0.0.1');
  });

  test('input, output, errors, exit code and signal come through exactly', async () => {
    const { open } = await startOne();
    const bytes = randomBytes(3 * 1024 * 1024);
    const both = await open.run('cat >all; cat all; cat all >&2', bytes);
    expect(both.stdout.equals(bytes) && both.stderr.equals(bytes)).toBe(true);
    expect(await open.run('echo out; echo err >&2; exit 42')).toEqual({
      stdout: Buffer.from('out\n'),
      stderr: Buffer.from('err\n'),
      code: 42,
      signal: null,
    });
    expect(await open.run('kill -TERM $$')).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect(await open.run('cat; nothing-like-this')).toMatchObject({ code: 127, signal: null });
  });

  test('the slow host takes its time, and loses nothing by it', async () => {
    const { hosts, identity } = await fleet.start(5);
    const slow = hosts.find((host) => host.name === 'db-02');
    if (!slow) throw new Error('no db-02');
    const began = performance.now();
    const open = await login(slow, { identity });
    logins.push(open);
    expect(performance.now() - began).toBeGreaterThan(1000);
    const bytes = randomBytes(2 * 1024 * 1024);
    const answer = await open.run('cat; exit 9', bytes);
    expect({ same: answer.stdout.equals(bytes), code: answer.code }).toEqual({ same: true, code: 9 });
  });

  test('one connection carries many channels at once', async () => {
    const { open } = await startOne();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => open.run(`cat; echo ${i}`, Buffer.from('in '))));
    expect(answers.map(({ stdout }) => stdout.toString())).toEqual(Array.from({ length: 8 }, (_, i) => `in ${i}\n`));
  });

  test('the exit code comes at once while a child keeps the channel open; a signal goes to the whole group', async () => {
    const { open } = await startOne();
    const channel = await open.open('sleep 300 & echo started; exit 5');
    channel.resume();
    expect(await new Promise((resolve) => channel.on('exit', resolve))).toBe(5);
    expect(channel.closed).toBe(false);
    channel.destroy();
    const other = await open.open('sleep 300; echo not here');
    const ended = new Promise((resolve) => other.on('exit', (_code: number | null, signal: string) => resolve(signal)));
    await expect.poll(() => markedProcesses(`${dir}/hosts/web-01/`).then((pids) => pids.length)).toBeGreaterThan(1);
    other.signal('TERM');
    expect(await ended).toBe('SIGTERM');
  });

  test('stopping ends every process, also one in its own session that ignores TERM, and no other; homes are removed', async () => {
    const { open, identity } = await startOne();
    const bystander = spawn('sleep', ['300']);
    await open.run(
      `trap '' TERM; setsid sh -c 'trap "" TERM; while :; do sleep 1; done' >/dev/null 2>&1 & env -u HOME sleep 300 >/dev/null 2>&1 & echo kept >"$HOME/file"`,
    );
    await expect.poll(() => markedProcesses(dir).then((pids) => pids.length)).toBeGreaterThanOrEqual(2);
    await fleet.stop();
    expect(await markedProcesses(dir)).toEqual([]);
    expect({
      bystander: bystander.exitCode ?? bystander.signalCode,
      home: existsSync(`${dir}/hosts/web-01/home`),
      identity: existsSync(identity),
    }).toEqual({
      bystander: null,
      home: false,
      identity: true,
    });
    bystander.kill('SIGKILL');
  });

  test('what an engine that was killed left running is ended by the next start', async () => {
    await fleet.start(1);
    await fleet.stop();
    const left = spawn('sleep', ['300'], { env: { ...process.env, DEMO_HOST_DIR: `${dir}/hosts/web-01/` } });
    const ended = new Promise((resolve) => left.on('exit', (_code, signal) => resolve(signal)));
    await expect.poll(() => markedProcesses(dir)).toEqual([left.pid]);
    await createDemoFleet({ dir, env: process.env }).start(0);
    expect(await ended).toBe('SIGTERM');
  });

  test('a second start gives the same hosts; after a restart keys and free ports are the same', async () => {
    const before = await fleet.start(3);
    expect(await fleet.start(3)).toEqual(before);
    await fleet.stop();
    const [taken] = before.hosts;
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(taken?.port ?? 0, '127.0.0.1', resolve));
    fleet = createDemoFleet({ dir, env: process.env });
    const after = await fleet.start(3);
    squatter.close();
    expect(after.hosts.slice(1)).toEqual(before.hosts.slice(1));
    expect(after.hosts[0]).toEqual({ ...taken, port: after.hosts[0]?.port });
    expect(after.hosts[0]?.port).not.toBe(taken?.port);
  });

  test('fewer or more hosts than before: the first stay, the rest come or go', async () => {
    const three = await fleet.start(3);
    const one = await fleet.start(1);
    const [, , third] = three.hosts;
    if (!third) throw new Error('no third host');
    expect(one.hosts).toEqual(three.hosts.slice(0, 1));
    await expect(login(third, { identity: one.identity })).rejects.toThrow(/ECONNREFUSED/);
    expect((await fleet.start(10)).hosts.map((host) => host.name).slice(7)).toEqual(['edge-01', 'web-04', 'web-05']);
    expect(readdirSync(path.join(dir, 'hosts'))).toHaveLength(10);
  });
});

test('a thousand new keys can all be read', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'demo-keys-'));
  for (let i = 0; i < 1000; i += 1) expect(keptKey(path.join(dir, String(i)), 'key').publicKey).toHaveLength(68);
  rmSync(dir, { recursive: true });
});

test('sixty-four hosts have names of their own that are host names; edge-01 alone is ill', () => {
  const plans = demoPlans(64);
  expect(new Set(plans.map((plan) => plan.name)).size).toBe(64);
  expect(plans.filter((plan) => !hostName.safeParse(plan.name).success)).toEqual([]);
  expect(plans.filter((plan) => plan.usedPercent > 90 || plan.failedUnits.length > 0).map((plan) => plan.name)).toEqual(['edge-01']);
});
