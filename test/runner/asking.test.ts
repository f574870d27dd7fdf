// What a host tells of itself: facts, a test step by step, samples while a script runs.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionTo, openRunner, orderFor, type TestRunner, withUser } from '../support/runner.ts';
import { isRoot, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';

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

describe.skipIf(sshdMissing !== null)('asking a host', () => {
  test('for its facts', async () => {
    await using sshd = await startSshd();
    const facts = await runner.runner.facts(connectionTo(sshd));
    expect(facts).toEqual({
      os: execFileSync('sh', ['-c', '. /etc/os-release; echo "$PRETTY_NAME"'], { encoding: 'utf8' }).trim(),
      hostname: execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim(),
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
      for (const tool of ['sh', 'install', 'cat', 'wc', 'rm', 'id', 'sleep', 'tr', 'grep', 'kill', 'setsid', 'head', 'ls', 'dd']) {
        const path = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
        if (path.startsWith('/')) symlinkSync(path, join(user.home, 'bin', tool));
      }
      const id = runner.start(orderFor(connectionTo(sshd), 'sleep 300', { samplesMs: 1000 }));
      await runner.until(id, 'no-samples');
      runner.send({ type: 'cancel', execution: id });
      const { messages } = await runner.end(id);
      expect(messages.find(({ type }) => type === 'no-samples')).toMatchObject({ reason: 'there is no awk' });
    });
  });
});
