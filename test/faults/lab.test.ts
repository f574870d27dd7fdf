import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { command } from '../support/lab/commands.ts';
import type { LabHost } from '../support/lab/host.ts';
import { describeInLab, useLab } from '../support/lab/in-lab.ts';
import { startOf } from '../support/lab/inside.ts';
import { users } from '../support/lab/lab.ts';
import { removeLeftovers } from '../support/lab/leftovers.ts';
import { linesOf } from '../support/lab/lines.ts';
import { projectDir } from '../support/project.ts';

describeInLab('a lab of two hosts', () => {
  const { lab, takeHost } = useLab(2);
  let first: LabHost;
  let second: LabHost;
  beforeAll(() => {
    [first, second] = [takeHost(), takeHost()];
  });

  const ssh = (host: LabHost, user: string, ...words: string[]): ChildProcess => {
    const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];
    const args = ['-F', 'none', '-i', lab().identity, ...options.flatMap((option) => ['-o', option])];
    return spawn('ssh', [...args, `${user}@${host.address}`, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  };

  test('has hosts apart from one another and from this machine', async () => {
    expect(first.bootId()).not.toBe(second.bootId());
    expect(await first.exec('cat /proc/sys/kernel/random/boot_id')).toBe(`${first.bootId()}\n`);
    expect(Number((await first.exec('cat /proc/uptime')).split(' ')[0])).toBeLessThan(60);
    expect(await first.exec('hostname')).toBe('lab-1\n');
    expect(first.processes().map(({ pid }) => pid)).toContain(1);
    expect(first.processes().length).toBeLessThan(6);
    await first.exec('echo mine >/usr/local/bin/of-the-lab; echo mine >/tmp/of-the-lab; echo mine >/var/tmp/of-the-lab');
    expect(['/usr/local/bin', '/tmp', '/var/tmp'].filter((folder) => existsSync(join(folder, 'of-the-lab')))).toEqual([]);
    expect(await second.exec('ls /tmp /var/tmp')).toBe('/tmp:\n\n/var/tmp:\n');
  });

  test.for(Object.keys(users))('lets %s log in', async (user) => {
    const child = ssh(first, user, 'id -un');
    const lines = linesOf(child, 'ssh');
    await once(child, 'close');
    if (user === 'forced') expect(lines.all()).toBe('only this\n');
    else if (user === 'nologin') expect(lines.all()).toMatch(/not available/);
    else expect(lines.all().split('\n')).toContain(user);
  });

  test('reboots with another boot id and the same disk', async () => {
    const before = first.bootId();
    await first.exec('echo kept >/home/deploy/kept; echo lost >/run/lost; sleep 1000 >/dev/null 2>&1 &');
    await first.reboot();
    expect(first.bootId()).not.toBe(before);
    expect(await first.exec('cat /home/deploy/kept; ls /run/lost 2>/dev/null || echo gone')).toBe('kept\ngone\n');
    expect(Number((await first.exec('cat /proc/uptime')).split(' ')[0])).toBeLessThan(10);
    expect(first.processes().filter(({ args }) => args === 'sleep 1000')).toEqual([]);
    expect(await answers(first)).toBe(true);
  });

  test('loses power without a farewell', async () => {
    const socket = await greeted(second);
    await second.powerCut();
    expect(socket.closed).toBe(false);
    await second.boot();
    socket.write('SSH-2.0-late\r\n'); // of a connection the new kernel knows nothing of
    await closed(socket);
  });

  test('drops packets until it is healed, and connections outlive it', async () => {
    const socket = await greeted(first);
    await first.drop();
    expect([await answers(first), await answers(second)]).toEqual([false, true]);
    socket.write('SSH-2.0-patient\r\n');
    const answer = once(socket, 'data'); // the server's side of the key exchange
    await first.heal();
    await answer;
    socket.destroy();
    expect(await answers(first)).toBe(true);
  });

  test('pulls cables, is deaf, and refuses', async () => {
    await first.cut();
    expect(await answers(first)).toBe(false);
    await first.heal();
    await first.dropIn();
    expect(await answers(first)).toBe(false);
    await first.reject();
    await expect(greeted(first)).rejects.toThrow('ECONNREFUSED');
    await first.loss(20);
    await first.rate('1mbit');
    (await greeted(first, 200_000)).destroy(); // a packet may be lost again and again, and each time it takes twice as long
    await first.heal();
    expect(await answers(first)).toBe(true);
  });

  test('ends sessions and leaves what they have started', async () => {
    const child = ssh(first, 'deploy', 'setsid sleep 2000 >/dev/null 2>&1 </dev/null & echo up; exec sleep 3000');
    await linesOf(child, 'ssh').said(/up/);
    const exited = once(child, 'exit');
    await first.restartSshd();
    expect([child.exitCode, await answers(first)]).toEqual([null, true]);
    first.killSessions();
    expect(await exited).toEqual([255, null]);
    expect(first.processes().map(({ args }) => args)).toContain('sleep 2000');
  });

  test('goes with its owner, even when that is killed', async () => {
    const program = `import { openLab } from './test/support/lab/lab.ts'; const lab = await openLab(1);
      console.log('pids', lab.hosts[0].processes().map(({ outerPid }) => outerPid).join(' '), lab.ownAddress, lab.identity); setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], { cwd: projectDir });
    const [, pids = '', address = '', identity = ''] = await linesOf(owner, 'the owner').said(/^pids (.*) (\S+) (\S+)$/m);
    owner.kill('SIGKILL');
    await expect.poll(() => pids.split(' ').filter((pid) => startOf(Number(pid)) !== null)).toEqual([]);
    await expect.poll(async () => (await command('ip', ['-4', 'address'])).includes(address)).toBe(false);
    await removeLeftovers();
    expect(existsSync(identity)).toBe(false);
  });
});

/** Connected, and sshd has said who it is. Rejects when there is no answer in time. */
function greeted(host: LabHost, timeoutMs = 10_000): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: host.address, port: 22, timeout: timeoutMs });
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    socket.on('error', reject);
    socket.once('data', () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

/** A host that does not answer is given up soon: the packets of a test never have a long way. */
async function answers(host: LabHost): Promise<boolean> {
  try {
    (await greeted(host, 1500)).destroy();
    return true;
  } catch {
    return false;
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())));
}
