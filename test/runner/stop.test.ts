// Ends that are not the script's own: cancelled, out of time, cut off. One truth each, with proof.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionTo, openRunner, orderFor, type TestRunner } from '../support/runner.ts';
import { isRoot, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';
import { createUser } from '../support/user.ts';

describe.skipIf(sshdMissing !== null)('an execution that is ended', () => {
  let sshd: Sshd;
  let runner: TestRunner;
  beforeAll(async () => {
    sshd = await startSshd();
    runner = openRunner();
  });
  afterAll(async () => {
    await runner[Symbol.asyncDispose]();
    await sshd.close();
    expect(runner.errors).toEqual([]);
  });
  const begin = async (script: string, more = {}) => {
    const id = runner.start(orderFor(connectionTo(sshd), script, more));
    await runner.until(id, 'output');
    return id;
  };
  /** A zombie that nobody has waited for yet is dead. */
  const alive = (pid: string) => existsSync(`/proc/${pid.trim()}`) && !/\) Z/.test(readFileSync(`/proc/${pid.trim()}/stat`, 'latin1'));

  test('by cancel tells the signal, the code and that nothing is left', async () => {
    const id = await begin('sleep 300 & echo $!; wait');
    runner.send({ type: 'cancel', execution: id });
    runner.send({ type: 'cancel', execution: id });
    const { outcome, stdout } = await runner.end(id);
    expect(outcome).toEqual({ type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM', survivors: [] });
    expect(alive(stdout.toString())).toBe(false);
  });

  test('by timeout counts from the start', async () => {
    const id = runner.start(orderFor(connectionTo(sshd), 'sleep 300', { timeoutMs: 300 }));
    expect((await runner.end(id)).outcome).toEqual({ type: 'ended', by: 'timeout', exitCode: 143, signal: 'SIGTERM', survivors: [] });
  });

  test('that ignores TERM is killed after the grace, with all that left its session', async () => {
    const script =
      'trap "echo caught" TERM; setsid sh -c "trap \\"\\" TERM; echo \\$\\$; sleep 300; sleep 300" & sleep 0.2; while :; do sleep 0.1; done';
    const id = await begin(script, { graceMs: 400 });
    runner.send({ type: 'cancel', execution: id });
    const { outcome, stdout } = await runner.end(id);
    const [pid = '', ...said] = stdout.toString().trim().split('\n');
    expect([outcome, said, alive(pid)]).toEqual([
      { type: 'ended', by: 'cancel', exitCode: 137, signal: 'SIGKILL', survivors: [] },
      ['caught'],
      false,
    ]);
  });

  test('that ends by itself on TERM tells its own code', async () => {
    const id = await begin('trap "echo bye; exit 9" TERM; echo up; while :; do sleep 0.05; done');
    runner.send({ type: 'cancel', execution: id });
    const { outcome, stdout } = await runner.end(id);
    expect([outcome, stdout.toString()]).toEqual([
      { type: 'ended', by: 'cancel', exitCode: 9, signal: 'SIGTERM', survivors: [] },
      'up\nbye\n',
    ]);
  });

  test('before it began was never started', async () => {
    const id = runner.start(orderFor(connectionTo(sshd, { password: 'another connection' }), 'touch ~/started'));
    runner.send({ type: 'cancel', execution: id });
    const { outcome, messages } = await runner.end(id);
    expect([outcome, messages.length]).toEqual([{ type: 'ended', by: 'cancel', exitCode: null, signal: null, survivors: [] }, 1]);
    await runner.run(orderFor(connectionTo(sshd, { password: 'another connection' }), 'true'));
    expect(existsSync(join(sshd.home, 'started'))).toBe(false);
  });

  test('while it ends by itself has one end, and it is a true one', async () => {
    const ids = Array.from({ length: 8 }, (_, i) => ({
      id: runner.start(orderFor(connectionTo(sshd), `echo up; sleep 0.${i}; exit 4`)),
      i,
    }));
    const ends = await Promise.all(
      ids.map(async ({ id }) => {
        await runner.until(id, 'output');
        runner.send({ type: 'cancel', execution: id });
        return (await runner.end(id)).outcome;
      }),
    );
    for (const end of ends) {
      if (end.type === 'exited') expect(end).toEqual({ type: 'exited', exitCode: 4 });
      else expect(end).toEqual({ type: 'ended', by: 'cancel', exitCode: expect.any(Number), signal: 'SIGTERM', survivors: [] });
    }
  });

  test.skipIf(!isRoot)('leaves what it may not touch, and says so', async () => {
    const user = createUser({ shell: '/bin/sh', sudo: 'without password' });
    try {
      await using theirs = await startSshd({ user });
      const script = 'sudo -n sh -c "trap \\"\\" TERM; echo up; sleep 300; sleep 300"';
      const id = runner.start(orderFor(connectionTo(theirs), script, { graceMs: 200 }));
      await runner.until(id, 'output');
      runner.send({ type: 'cancel', execution: id });
      const { outcome } = await runner.end(id);
      const survivors = outcome.type === 'ended' ? (outcome.survivors ?? []) : [];
      expect(outcome).toMatchObject({ type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM' });
      expect(survivors).toContainEqual(expect.stringMatching(/^\d+ sh -c trap/));
      for (const survivor of survivors) if (alive(survivor.split(' ')[0] ?? '')) process.kill(Number.parseInt(survivor, 10), 'SIGKILL');
    } finally {
      user.remove();
    }
  });

  test('a connection that is cut is lost, never a success', async () => {
    await using cut = await startSshd();
    const id = runner.start(orderFor(connectionTo(cut), 'echo before; sleep 2; echo after'));
    await runner.until(id, 'output');
    cut.killConnections();
    const { outcome, stdout } = await runner.end(id);
    expect([outcome, stdout.toString()]).toEqual([
      { type: 'lost', reason: 'connection-lost', cause: 'the connection to web-01 was lost while the script ran' },
      'before\n',
    ]);
  });

  test('a wrapper that is killed is lost too', async () => {
    const { outcome } = await runner.run(orderFor(connectionTo(sshd), 'kill -KILL $PPID; sleep 0.1'));
    expect(outcome).toEqual({ type: 'lost', reason: 'wrapper-killed', cause: 'what watched over the script on web-01 was killed' });
  });

  test('a stopped sshd leaves other hosts untouched', async () => {
    await using stopped = await startSshd();
    await stopped.stop();
    const ends = await Promise.all([
      runner.run(orderFor(connectionTo(stopped, { host: 'down' }), 'true')),
      runner.run(orderFor(connectionTo(sshd), 'echo fine')),
    ]);
    expect(ends.map(({ outcome }) => outcome.type)).toEqual(['unreachable', 'exited']);
  });
});
