// How a host is searched for the processes of an execution, where looking is hard: with an awk that fails, without one, and among
// processes with names that no line can hold.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identity, variables } from '../../electron/runner/wrapper/fragments.ts';
import { payloadOf } from '../../electron/runner/wrapper/order.ts';
import { startCommand } from '../../electron/runner/wrapper/start.ts';
import { stopCommand } from '../../electron/runner/wrapper/stop.ts';
import { orderFor } from '../support/runner.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'djcron-looking-'));
  mkdirSync(join(dir, 'bin'));
});
afterEach(() => {
  if (existsSync(join(dir, 'pids'))) for (const pid of pids().filter(lives)) process.kill(pid, 'SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

const env = () => ({ PATH: `${join(dir, 'bin')}:${process.env.PATH}`, HOME: dir });
const tool = (name: string, script: string) => writeFileSync(join(dir, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
/** a zombie waits for its parent only */
const lives = (pid: number) => /^[^ZX]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
const pids = () => readFileSync(join(dir, 'pids'), 'utf8').trim().split('\n').map(Number);

/** Starts a script that writes its processes to ~/pids, ends it, and gives what was told of that. */
async function endOf(script: string): Promise<string> {
  const order = orderFor({ user: 'root' } as never, script, { graceMs: 300 });
  const ask = { nonce: 'n', name: 'e', mode: 'start' as const, agoMs: 0, offsets: { stdout: 0, stderr: 0, samples: 0 } };
  const child = spawn('sh', ['-c', startCommand(order, ask)], { env: env(), stdio: ['pipe', 'pipe', 'ignore'] });
  const closed = once(child, 'close');
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  child.stdin.write(payloadOf(order, ask));
  await expect.poll(() => said).toContain('DJ n out 3\nup\n');
  expect(spawnSync('sh', ['-c', stopCommand({ ...ask, graceMs: 300, runAs: null })], { env: env(), encoding: 'utf8' }).stdout).toBe(
    '\nDJ n stop asked\n',
  );
  await expect.poll(() => said).toMatch(/DJ n end \S+ cancel \d+ \n/);
  child.stdin.end('done\n');
  await closed;
  return said.slice(said.indexOf('up\n') + 3);
}

const stubborn = `trap "" TERM; setsid sh -c 'trap "" TERM; echo $$ >>"$HOME/pids"; sleep 300' &
  until [ -s "$HOME/pids" ]; do sleep 0.05; done; echo $$ >>"$HOME/pids"; echo up; while :; do sleep 300; done`;

describe('an execution is ended', () => {
  test('where every other look at the processes fails', async () => {
    tool('awk', `echo >>${dir}/calls; [ $(($(wc -l <${dir}/calls) % 2)) -eq 0 ] || exit 2; exec /usr/bin/awk "$@"`);
    const said = await endOf(stubborn);
    expect(said).toMatch(/^DJ n hit \d+ sh .*$/m);
    expect(said).not.toContain('DJ n left');
    expect(pids().map(lives)).toEqual([false, false]);
  });

  test('where nobody can look, and that is told, not that nothing is left', async () => {
    tool('awk', 'exit 127');
    const said = await endOf(stubborn);
    expect(said).toMatch(/^DJ n left -\nDJ n end 137 cancel /m);
    expect(pids().map(lives)).toEqual([true, false]);
  });

  test('with a process that has a group of its own, no environment, and a newline in its name', async () => {
    const odd = join(dir, 'a\nb');
    copyFileSync('/bin/sleep', odd);
    const said = await endOf(
      `set -m; env -i "$HOME/a\nb" 300 & echo $! >"$HOME/pids"; until grep -q a /proc/$!/comm; do sleep 0.05; done; echo up; wait`,
    );
    expect(said).toMatch(new RegExp(`^DJ n hit ${pids()[0]} `, 'm'));
    expect(said).not.toContain('DJ n left');
    expect(pids().map(lives)).toEqual([false]);
  });

  test('with one that left its session, carries nothing, and whose own children nobody has any more', async () => {
    const apart = `trap "" TERM; (sh -c 'trap "" TERM; echo $$ >>"$0"; sleep 300' "$1" &); echo $$ >>"$1"; exec sleep 300`;
    const said = await endOf(
      `setsid env -i sh -c '${apart.replaceAll("'", `'\\''`)}' sh "$HOME/pids" &
      until [ "$(wc -l <"$HOME/pids" 2>/dev/null)" = 2 ]; do sleep 0.05; done; echo up; while :; do sleep 300; done`,
    );
    expect(said).not.toContain('DJ n left');
    expect(pids().map(lives)).toEqual([false, false]);
    for (const pid of pids()) expect(said).toMatch(new RegExp(`^DJ n hit ${pid} `, 'm'));
  });
});

test.for(['dash', 'bash --posix', 'busybox sh', 'mksh', 'ksh'])('%s reads when a process began whatever it is called', (shell) => {
  const [name = '', ...words] = shell.split(' ');
  if (spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0) return;
  for (const called of ['a\nb', 'x) S 1 1\n', '\n9 (b) S 1 1 1']) {
    const file = join(dir, called);
    if (!existsSync(file)) copyFileSync('/bin/sleep', file);
    const child = spawn(file, ['300'], { stdio: 'ignore' });
    try {
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'latin1');
      const program = `${variables}${identity}dj_stat "$1"; echo "$dj_stat_pid $dj_field"; dj_stat self; echo "$dj_stat_pid $$"`;
      const { stdout } = spawnSync(name, [...words, '-c', program, 'sh', String(child.pid)], { encoding: 'utf8' });
      const [who, self = ''] = stdout.split('\n');
      expect(who).toBe(`${child.pid} ${stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[19]}`);
      expect(self.split(' ')[0]).toBe(self.split(' ')[1]);
    } finally {
      child.kill('SIGKILL');
    }
  }
});
