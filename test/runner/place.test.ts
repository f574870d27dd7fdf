// Where a script is put on a host, and as whom it runs.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionTo, openRunner, orderFor, type TestRunner, withUser } from '../support/runner.ts';
import { isRoot, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';
import { createUser } from '../support/user.ts';

let runner: TestRunner;
beforeAll(() => {
  runner = openRunner();
});
afterAll(async () => {
  await runner[Symbol.asyncDispose]();
  expect(runner.errors).toEqual([]);
});
const run = async (sshd: Sshd, script: string, more = {}, connection = {}) => {
  const result = await runner.run(orderFor(connectionTo(sshd, connection), script, more));
  return { ...result, stdout: result.stdout.toString(), stderr: result.stderr.toString() };
};
const describeAsRoot = describe.skipIf(sshdMissing !== null || !isRoot);

describe.skipIf(sshdMissing !== null)('the place for a script', () => {
  const where = 'cd "$(dirname "$0")/.." && pwd';
  const uid = process.getuid?.() ?? 0;

  test('is the state folder of the user, and XDG_STATE_HOME where it is set', async () => {
    await using sshd = await startSshd();
    expect((await run(sshd, where)).stdout).toBe(`${sshd.home}/.local/state/djcron\n`);
    await sshd.restart(`SetEnv HOME=${sshd.home} XDG_STATE_HOME=${sshd.home}/state`);
    expect((await run(sshd, where, {}, { password: 'x' })).stdout).toBe(`${sshd.home}/state/djcron\n`);
  });

  test('made private again when it was open to others', async () => {
    await using sshd = await startSshd();
    mkdirSync(join(sshd.home, '.local/state/djcron'), { recursive: true, mode: 0o777 });
    expect((await run(sshd, `${where} && stat -c %a .`)).stdout).toBe(`${sshd.home}/.local/state/djcron\n700\n`);
  });

  test('is elsewhere when it is a symbolic link, or the home is missing', async () => {
    await using sshd = await startSshd();
    mkdirSync(join(sshd.home, '.local/state'), { recursive: true });
    mkdirSync(join(sshd.home, 'target'));
    symlinkSync(join(sshd.home, 'target'), join(sshd.home, '.local/state/djcron'));
    expect((await run(sshd, where)).stdout).toBe(`/var/tmp/djcron-${uid}\n`);
    await sshd.restart('SetEnv HOME=/nonexistent/home');
    expect((await run(sshd, `${where}; echo ok`, {}, { password: 'x' })).stdout).toBe(`/var/tmp/djcron-${uid}\nok\n`);
  });

  test.skipIf(!isRoot)('is elsewhere when somebody else made it', async () => {
    await withUser({}, async (sshd, user) => {
      const place = `/var/tmp/djcron-${execFileSync('id', ['-u', user.name], { encoding: 'utf8' }).trim()}`;
      rmSync(place, { recursive: true, force: true }); // of another user who had this number
      mkdirSync(place);
      chmodSync(place, 0o777);
      writeFileSync(join(user.home, '.local'), 'no folder');
      try {
        expect((await run(sshd, where)).stdout).toBe(`${place.replace('/var', '')}\n`);
        expect(readdirSync(place)).toEqual([]);
      } finally {
        for (const path of [place, place.replace('/var', '')]) rmSync(path, { recursive: true, force: true });
      }
    });
  });

  test.skipIf(!isRoot)('is nowhere when nothing can be written', async () => {
    await withUser({}, async (sshd, user) => {
      const id = Number(execFileSync('id', ['-u', user.name], { encoding: 'utf8' }));
      writeFileSync(join(user.home, '.local'), 'no folder');
      const taken = [`/var/tmp/djcron-${id}`, `/tmp/djcron-${id}`];
      for (const path of taken) rmSync(path, { recursive: true, force: true }); // of another user who had this number
      for (const path of taken) writeFileSync(path, '');
      try {
        expect((await run(sshd, 'true')).outcome).toEqual({
          type: 'broken',
          reason: 'no-place',
          cause: `there is no folder on web-01 that ${user.name} can write to`,
          remedy: 'make ~/.local/state or /var/tmp writable there, or make room on the disk',
        });
      } finally {
        for (const path of taken) rmSync(path);
      }
    });
  });

  test('a working directory that cannot be entered is told', async () => {
    await using sshd = await startSshd();
    expect((await run(sshd, 'true', { workingDirectory: '/no/such place' })).outcome).toMatchObject({
      type: 'broken',
      reason: 'no-directory',
      cause: expect.stringContaining('the working directory /no/such place cannot be entered on web-01; it said: '),
    });
  });

  test('a variable that no shell can set is told', async () => {
    await using sshd = await startSshd();
    expect((await run(sshd, 'true', { env: { 'A-B': 'x' } })).outcome).toMatchObject({
      type: 'broken',
      reason: 'environment',
      cause: expect.stringContaining('"A-B"'),
    });
  });
});

describeAsRoot('as another user', () => {
  test('the whole script runs under sudo, in a place of that user, and can be ended', async () => {
    await withUser({ sudo: 'without password' }, async (sshd) => {
      const other = createUser({});
      try {
        const { stdout } = await run(sshd, 'id -un; pwd; stat -c %U "$0"; echo "$TEXT"', { runAs: other.name, env: { TEXT: "it's" } });
        expect(stdout).toBe(`${other.name}\n${other.home}\n${other.name}\nit's\n`);
        const id = runner.start(orderFor(connectionTo(sshd), 'echo up; sleep 300', { runAs: other.name }));
        await runner.until(id, 'output');
        runner.send({ type: 'cancel', execution: id });
        expect((await runner.end(id)).outcome).toEqual({
          type: 'ended',
          by: 'cancel',
          exitCode: 143,
          signal: 'SIGTERM',
          signalled: expect.any(Array),
          survivors: [],
        });
      } finally {
        other.remove();
      }
    });
  });

  test.for(['with password', undefined] as const)('is refused with words when sudo is %s', async (sudo) => {
    await withUser(sudo === undefined ? {} : { sudo }, async (sshd, user) => {
      expect((await run(sshd, 'true', { runAs: 'root' })).outcome).toEqual({
        type: 'broken',
        reason: 'sudo',
        cause: `${user.name} may not become root on web-01 (sudo: a password is required)`,
        remedy: `let sudo do it without a password there: ${user.name} ALL=(root) NOPASSWD: ALL`,
      });
      expect((await run(sshd, 'id -un', { runAs: user.name })).stdout).toBe(`${user.name}\n`);
    });
  });
});
