// Every login shell, and start-up files that interfere.
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionTo, openRunner, orderFor, type TestRunner, withUser } from '../support/runner.ts';
import { isRoot, type Sshd, sshdMissing } from '../support/sshd.ts';

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

describeAsRoot('the login shell', () => {
  const bin = mkdirFor('/tmp');
  function mkdirFor(parent: string): string {
    const dir = join(parent, `djcron-shells-${process.pid}`);
    mkdirSync(dir, { recursive: true });
    chmodSync(dir, 0o755);
    return dir;
  }
  afterAll(() => rmSync(bin, { recursive: true, force: true }));
  const busybox = () => {
    const path = join(bin, 'busybox-shell');
    writeFileSync(path, '#!/bin/busybox sh\nexec /bin/busybox sh "$@"\n');
    chmodSync(path, 0o755);
    return path;
  };
  const env = { TEXT: `a'b"c$d\`e\`\\ \n new !x; rm -rf /\n漢字` };

  const shells = ['/bin/bash', '/bin/dash', '/bin/busybox', '/bin/mksh', '/bin/zsh', '/usr/bin/fish', '/bin/rbash'];
  for (const shell of existsSync('/bin/tcsh') ? [...shells, '/bin/tcsh'] : shells) {
    test.skipIf(!existsSync(shell))(`${shell} starts a script, and ends one`, async () => {
      await withUser({ shell: shell === '/bin/busybox' ? busybox() : shell }, async (sshd) => {
        const { outcome, stdout, stderr } = await run(sshd, 'printf %s "$TEXT"; echo err >&2; exit 7', { env });
        expect([outcome, stdout, stderr]).toEqual([{ type: 'exited', exitCode: 7, leftovers: [] }, env.TEXT, 'err\n']);
        const id = runner.start(orderFor(connectionTo(sshd), 'echo up; sleep 300'));
        await runner.until(id, 'output');
        runner.send({ type: 'cancel', execution: id });
        expect((await runner.end(id)).outcome).toMatchObject({ type: 'ended', exitCode: 143, survivors: [] });
      });
    });
  }

  test('nologin is told as what it is', async () => {
    await withUser({ shell: '/usr/sbin/nologin' }, async (sshd, user) => {
      expect((await run(sshd, 'true')).outcome).toEqual({
        type: 'broken',
        reason: 'startup',
        cause: `the login shell of ${user.name} on web-01 ended with code 1 instead of running the command; it said: This account is currently not available.`,
        remedy:
          'start-up files must not exit, read input or start another shell, and the account needs a shell (no nologin, no ForceCommand)',
      });
    });
  });

  test('ForceCommand is told with what it said, made harmless', async () => {
    const config = 'ForceCommand printf "restricted \\033]0;pwned\\007 \\342\\200\\256"';
    await withUser(
      {},
      async (sshd) => {
        expect((await run(sshd, 'true')).outcome).toMatchObject({
          type: 'broken',
          cause: expect.stringContaining(
            'ended with code 0 instead of running the command; it said: restricted \\u{1b}]0;pwned\\u{7} \\u{202e}',
          ),
        });
      },
      config,
    );
  });

  test('noise of start-up files stays out of the output', async () => {
    await withUser({ shell: '/bin/bash' }, async (sshd, user) => {
      writeFileSync(join(user.home, '.bashrc'), 'echo "*** Welcome ***"; echo "noise" >&2; printf "\\nDJ-READY x\\n"\n');
      const { outcome, stdout, stderr } = await run(sshd, 'echo out; echo err >&2');
      expect([outcome, stdout, stderr]).toEqual([{ type: 'exited', exitCode: 0, leftovers: [] }, 'out\n', 'err\n']);
    });
  });

  test.for([
    ['exit', 'exit 0', 'ended with code 0'],
    ['read input', 'read -r name; read -r name', 'did not answer in time'],
    ['start another shell', 'exec fish', 'did not answer in time'],
    ['talk without end', 'yes', 'instead of running the command'],
  ] as const)('start-up files that %s are told, and get nothing to eat', async ([, text, cause]) => {
    await withUser({ shell: '/bin/bash' }, async (sshd, user) => {
      writeFileSync(join(user.home, '.bashrc'), `${text}\n`);
      const { outcome } = await run(sshd, 'touch ~/ran', { env: { SECRET: 'hunter2' } }, { connectTimeoutMs: 6000 });
      expect(outcome).toMatchObject({ type: 'broken', reason: 'startup', cause: expect.stringContaining(cause) });
      expect(existsSync(join(user.home, 'ran'))).toBe(false);
    });
  });
});
