// Ends that are not the script's own: cancelled, out of time, cut off. One truth each, with proof.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    expect(outcome).toEqual({ type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM', signalled: expect.any(Array), survivors: [] });
    expect(alive(stdout.toString())).toBe(false);
  });

  test('by timeout counts from the start', async () => {
    const id = runner.start(orderFor(connectionTo(sshd), 'sleep 300', { timeoutMs: 300 }));
    expect((await runner.end(id)).outcome).toEqual({
      type: 'ended',
      by: 'timeout',
      exitCode: 143,
      signal: 'SIGTERM',
      signalled: expect.any(Array),
      survivors: [],
    });
  });

  test('that ignores TERM is killed after the grace, with all that left its session', async () => {
    const script =
      'trap "echo caught" TERM; setsid sh -c "trap \\"\\" TERM; echo \\$\\$; sleep 300; sleep 300" & sleep 0.2; while :; do sleep 0.1; done';
    const id = await begin(script, { graceMs: 400 });
    runner.send({ type: 'cancel', execution: id });
    const { outcome, stdout } = await runner.end(id);
    const [pid = '', ...said] = stdout.toString().trim().split('\n');
    expect([outcome, said, alive(pid)]).toEqual([
      { type: 'ended', by: 'cancel', exitCode: 137, signal: 'SIGKILL', signalled: expect.any(Array), survivors: [] },
      ['caught'],
      false,
    ]);
  });

  test('that ends by itself on TERM tells its own code', async () => {
    const id = await begin('trap "echo bye; exit 9" TERM; echo up; while :; do sleep 0.05; done');
    runner.send({ type: 'cancel', execution: id });
    const { outcome, stdout } = await runner.end(id);
    expect([outcome, stdout.toString()]).toEqual([
      { type: 'ended', by: 'cancel', exitCode: 9, signal: 'SIGTERM', signalled: expect.any(Array), survivors: [] },
      'up\nbye\n',
    ]);
  });

  test('before it began was never started', async () => {
    const id = runner.start(orderFor(connectionTo(sshd, { password: 'another connection' }), 'touch ~/started'));
    runner.send({ type: 'cancel', execution: id });
    const { outcome, messages } = await runner.end(id);
    expect([outcome, messages[0]?.type]).toEqual([
      { type: 'ended', by: 'cancel', exitCode: null, signal: null, signalled: [], survivors: [] },
      'finished',
    ]);
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
      if (end.type === 'exited') expect(end).toEqual({ type: 'exited', exitCode: 4, leftovers: [] });
      else
        expect(end).toEqual({
          type: 'ended',
          by: 'cancel',
          exitCode: expect.any(Number),
          signal: 'SIGTERM',
          signalled: expect.any(Array),
          survivors: [],
        });
    }
  });

  test('names a daemon it leaves behind, and only that, however many processes others start meanwhile', async () => {
    const go = join(sshd.home, 'go');
    const script = (rest: string) => `echo up; until [ -e ${go} ]; do sleep 0.05; done; ${rest}; exit 4`;
    const leaves = await begin(script('setsid sh -c "setsid sleep 271 & exit" & wait'));
    const leavesNone = await begin(script('sleep 0.01 & sleep 0.02 & wait'));
    const others = Array.from({ length: 12 }, () => spawn('sleep', ['272'], { stdio: 'ignore', detached: true }));
    try {
      writeFileSync(go, '');
      const [left, none] = [await runner.end(leaves), await runner.end(leavesNone)];
      expect(none.outcome).toEqual({ type: 'exited', exitCode: 4, leftovers: [] });
      expect(left.outcome).toEqual({ type: 'exited', exitCode: 4, leftovers: [expect.stringMatching(/^\d+ .*sleep 271\b/)] });
      const [daemon = ''] = left.outcome.type === 'exited' ? left.outcome.leftovers : [];
      process.kill(Number(daemon.split(' ')[0]));
    } finally {
      for (const other of others) other.kill();
    }
  });

  test('names one it leaves behind that becomes another program meanwhile', async () => {
    const script = 'i=0; [ -z "$1" ] || i=$1; [ $i -lt 6 ] || exec sleep 273; exec sh "$0" $((i + 1))';
    for (let round = 0; round < 12; round++) {
      const { outcome } = await runner.run(orderFor(connectionTo(sshd), `echo '${script}' >~/becomes; setsid sh ~/becomes & exit 4`));
      expect(outcome).toEqual({ type: 'exited', exitCode: 4, leftovers: [expect.stringMatching(/^\d+ (\/bin\/sh|sh|sleep|setsid) /)] });
      const [daemon = ''] = outcome.type === 'exited' ? outcome.leftovers : [];
      process.kill(Number(daemon.split(' ')[0]));
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

  test('names what was signalled', async () => {
    const id = await begin('sleep 301 & echo up; wait');
    runner.send({ type: 'cancel', execution: id });
    const { outcome } = await runner.end(id);
    const signalled = outcome.type === 'ended' ? outcome.signalled : [];
    expect(signalled).toContainEqual(expect.stringMatching(/^\d+ sleep 301/));
  });

  test('is found again when its connection is cut, and followed to its own end', async () => {
    await using cut = await startSshd();
    const id = runner.start(orderFor(connectionTo(cut), 'echo before; until [ -e ~/go-on ]; do sleep 0.1; done; echo after; exit 6'));
    await runner.until(id, 'output');
    cut.killConnections();
    await runner.until(id, 'no-contact');
    writeFileSync(join(cut.home, 'go-on'), '');
    const { outcome, stdout } = await runner.end(id);
    expect([outcome, stdout.toString()]).toEqual([{ type: 'exited', exitCode: 6, leftovers: [] }, 'before\nafter\n']);
  });

  test('is found again by another runner, from what the first one took', async () => {
    const order = orderFor(connectionTo(sshd), 'echo before; until [ -e ~/go-on ]; do sleep 0.1; done; echo after; exit 7');
    const first = openRunner();
    first.start(order);
    await first.until(order.execution, 'output');
    await first[Symbol.asyncDispose]();
    const taken = first.messages.reduce((sum, message) => sum + (message.type === 'output' ? message.bytes.byteLength : 0), 0);
    const resume = { sentAt: Date.now(), startedAt: Date.now(), stdout: taken, stderr: 0, samples: 0, mayStart: true };
    runner.start({ ...order, resume });
    writeFileSync(join(sshd.home, 'go-on'), '');
    await runner.until(order.execution, 'finished');
    const rest = runner.messages.filter((message) => message.execution === order.execution);
    expect(rest.map((message) => message.type === 'output' && [message.offset, Buffer.from(message.bytes).toString()])).toContainEqual([
      taken,
      'after\n',
    ]);
    expect(rest.find((message) => message.type === 'finished')).toMatchObject({ outcome: { type: 'exited', exitCode: 7 } });
    await expect.poll(() => readdirSync(join(sshd.home, '.local/state/djcron'))).not.toContain(order.execution);
  });

  test('that its host knows nothing of was never started, or is lost', async () => {
    const ask = (startedAt: number | null) =>
      runner.run(
        orderFor(connectionTo(sshd), 'touch ~/doubled', {
          resume: { sentAt: Date.now(), startedAt, stdout: 0, stderr: 0, samples: 0, mayStart: false },
        }),
      );
    expect((await ask(null)).outcome).toEqual({ type: 'skipped', reason: 'engine-ended' });
    expect((await ask(Date.now())).outcome).toMatchObject({ type: 'lost', reason: 'spool-gone' });
    expect(existsSync(join(sshd.home, 'doubled'))).toBe(false);
  });

  test('whose supervisor is killed is lost, with all its output', async () => {
    const { outcome, stdout } = await runner.run(orderFor(connectionTo(sshd), 'kill -KILL $PPID; sleep 0.3; echo still here'));
    expect([outcome, stdout.toString()]).toEqual([expect.objectContaining({ type: 'lost', reason: 'supervisor-killed' }), 'still here\n']);
  });

  test('by its limits: silence, and more than may lie there', async () => {
    const quiet = await runner.run(orderFor(connectionTo(sshd), 'echo a; sleep 300', { idleTimeoutMs: 500 }));
    expect(quiet.outcome).toMatchObject({ type: 'ended', by: 'idle-timeout', survivors: [] });
    const loud = await runner.run(orderFor(connectionTo(sshd), 'yes | head -c 5000000; sleep 300', { spoolLimitBytes: 100_000 }));
    expect(loud.outcome).toMatchObject({ type: 'ended', by: 'output-limit', survivors: [] });
    expect(loud.stdout.length).toBeGreaterThan(100_000); // how much lay there by then is chance, up to all of it
    expect(loud.stdout.length).toBeLessThanOrEqual(5_000_000);
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
