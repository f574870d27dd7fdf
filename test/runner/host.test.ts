// Hosts as they are: every login shell, start-up files that interfere, places that cannot be written, sudo.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionTo, openRunner, orderFor, type TestRunner } from '../support/runner.ts';
import { isRoot, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';
import { createUser, type TemporaryUser } from '../support/user.ts';

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
async function withUser(options: Parameters<typeof createUser>[0], use: (sshd: Sshd, user: TemporaryUser) => Promise<void>, config = '') {
  const user = createUser(options);
  try {
    await using sshd = await startSshd({ user, config });
    await use(sshd, user);
  } finally {
    user.remove();
  }
}
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
        expect([outcome, stdout, stderr]).toEqual([{ type: 'exited', exitCode: 7 }, env.TEXT, 'err\n']);
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
      expect([outcome, stdout, stderr]).toEqual([{ type: 'exited', exitCode: 0 }, 'out\n', 'err\n']);
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
        expect((await runner.end(id)).outcome).toEqual({ type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM', survivors: [] });
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

describe.skipIf(sshdMissing !== null)('asking a host', () => {
  test('for its facts', async () => {
    await using sshd = await startSshd();
    const facts = await runner.runner.facts(connectionTo(sshd));
    expect(facts).toEqual({
      os: execFileSync('sh', ['-c', '. /etc/os-release; echo "$PRETTY_NAME"'], { encoding: 'utf8' }).trim(),
      kernel: execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim(),
      arch: execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim(),
      cpus: expect.any(Number),
      memoryBytes: expect.any(Number),
    });
    expect(facts.cpus).toBeGreaterThan(0);
    await expect(runner.runner.facts(connectionTo(sshd, { trusted: [] }))).rejects.toThrow(
      /the key of web-01 is not known .*djcron key accept/,
    );
  });

  test('step by step whether it can be used', async () => {
    await using sshd = await startSshd();
    const steps = await runner.runner.probe(connectionTo(sshd, { address: 'localhost' }));
    expect(steps.map(({ step, ok }) => `${step} ${ok}`)).toEqual(
      ['dns', 'tcp', 'banner', 'host-key', 'authentication', 'shell'].map((step) => `${step} true`),
    );
    expect(steps.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
      `127.0.0.1:${sshd.port}`,
      expect.stringMatching(/^SSH-2.0-OpenSSH/),
      `ssh-ed25519 ${sshd.hostKey().fingerprint}`,
      `key ${sshd.identity}`,
      expect.stringContaining(`home ${sshd.home}`),
    ]);
  });

  test.for([
    ['host-key', { trusted: [] }, 'is not known'],
    ['authentication', { identities: [], identityRequired: false }, 'nothing to log in'],
    ['dns', { address: 'no-such-host.invalid' }, /does not resolve|name service failed/],
  ] as const)('and stops at %s', async ([step, more, cause]) => {
    await using sshd = await startSshd();
    const steps = await runner.runner.probe(connectionTo(sshd, more as never));
    expect(steps.at(-1)).toMatchObject({ step, ok: false, cause: expect.stringMatching(cause), remedy: expect.any(String) });
    expect(steps.slice(0, -1).every(({ ok }) => ok)).toBe(true);
  });

  test.skipIf(!isRoot)('and stops at a shell that runs nothing', async () => {
    await withUser({ shell: '/usr/sbin/nologin' }, async (sshd) => {
      expect((await runner.runner.probe(connectionTo(sshd))).at(-1)).toMatchObject({
        step: 'shell',
        ok: false,
        cause: expect.stringContaining('not available'),
      });
    });
  });
});

describe.skipIf(sshdMissing !== null)('samples', () => {
  test('come while a script runs, and are of its whole tree', async () => {
    await using sshd = await startSshd();
    const id = runner.start(
      orderFor(connectionTo(sshd), '(while :; do :; done) & setsid sh -c "while :; do :; done" & wait', { samplesMs: 1000 }),
    );
    await runner.until(id, 'samples', ({ readings }) => (readings.at(-1)?.execution.cpuPercent ?? 0) > 0);
    runner.send({ type: 'cancel', execution: id });
    const { readings, outcome } = await runner.end(id);
    expect(outcome).toMatchObject({ type: 'ended', survivors: [] });
    expect(readings[0]).toMatchObject({ host: { cpuPercent: null, netRxBytesPerS: null }, execution: { cpuPercent: null, processes: 3 } });
    expect(readings.at(-1)).toMatchObject({
      host: { cpuPercent: expect.any(Number), memoryBytes: expect.any(Number), load1: expect.any(Number) },
      execution: { cpuPercent: expect.any(Number), memoryBytes: expect.any(Number), processes: 3 },
    });
  });

  test('are not taken of a short run', async () => {
    await using sshd = await startSshd();
    expect((await run(sshd, 'true', { samplesMs: 1000 })).messages.map(({ type }) => type)).toEqual(['started', 'finished']);
    expect(sshd.log().match(/Starting session/g)).toHaveLength(1);
  });

  test.skipIf(!isRoot)('that cannot be had are missed with a reason', async () => {
    await withUser({ shell: '/bin/bash' }, async (sshd, user) => {
      mkdirSync(join(user.home, 'bin'));
      // a host without awk
      writeFileSync(join(user.home, '.bashrc'), 'PATH=$HOME/bin\n');
      for (const tool of ['sh', 'install', 'cat', 'wc', 'rm', 'id', 'sleep', 'tr', 'grep', 'kill', 'setsid']) {
        const path = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
        if (path.startsWith('/')) symlinkSync(path, join(user.home, 'bin', tool));
      }
      chownSync(join(user.home, 'bin'), 0, 0);
      const id = runner.start(orderFor(connectionTo(sshd), 'sleep 300', { samplesMs: 1000 }));
      await runner.until(id, 'no-samples');
      runner.send({ type: 'cancel', execution: id });
      const { messages } = await runner.end(id);
      expect(messages.find(({ type }) => type === 'no-samples')).toMatchObject({ reason: 'there is no awk' });
    });
  });
});
