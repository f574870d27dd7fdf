// A shell that a connection keeps saves sshd a session; whatever happens to it, an execution must not be lost by it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderName } from '../../electron/runner/wrapper/order.ts';
import { connectionTo, openRunner, orderFor, type TestRunner } from '../support/runner.ts';
import { type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';

/** A script that tells who supervises it: each has its own, but for those in a kept shell. */
const whoRunsMe = 'echo $PPID';

async function parentOf(runner: TestRunner, sshd: Sshd, more = {}): Promise<number> {
  const { outcome, stdout } = await runner.run(orderFor(connectionTo(sshd, more), whoRunsMe));
  expect(outcome).toEqual({ type: 'exited', exitCode: 0, leftovers: [] });
  return Number(stdout);
}

/** A run is over before its shell is back, so that another may be opened meanwhile. Gives all shells. */
async function untilOneReturns(runner: TestRunner, sshd: Sshd, known: readonly number[]): Promise<number[]> {
  const shells = [...known];
  for (;;) {
    const parent = await parentOf(runner, sshd);
    if (shells.includes(parent)) return shells;
    shells.push(parent);
    expect(shells.length).toBeLessThan(5);
  }
}

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').slice(0, 2).join(' ');

describe.skipIf(sshdMissing !== null)('a connection', () => {
  test('keeps the shell of its second program for those that follow', async () => {
    await using sshd = await startSshd();
    await using runner = openRunner();
    const first = await parentOf(runner, sshd);
    expect(first).toBeGreaterThan(0);
    const second = await parentOf(runner, sshd);
    expect(commandOf(second)).toBe('sh -c');
    await untilOneReturns(runner, sshd, [second]);
    expect(second).not.toBe(first);
    expect(runner.errors).toEqual([]);
  });

  test('whose shell was killed, hangs or says what nobody asked for, runs the next all the same', async () => {
    await using sshd = await startSshd();
    await using runner = openRunner({ keeping: 'always' });
    const shell = await parentOf(runner, sshd);
    process.kill(shell, 'SIGKILL');
    const another = await parentOf(runner, sshd);
    expect(another).not.toBe(shell);

    writeFileSync(`/proc/${another}/fd/1`, 'DJ is not what it seems\n');
    await expect.poll(() => existsSync(`/proc/${another}`)).toBe(false);
    const third = await parentOf(runner, sshd);

    process.kill(third, 'SIGSTOP');
    try {
      const parent = await parentOf(runner, sshd, { connectTimeoutMs: 1000 });
      expect([third, another, shell]).not.toContain(parent);
    } finally {
      process.kill(third, 'SIGCONT');
    }
    expect(runner.errors).toEqual([]);
  });

  test('answers questions through its shell, and without it when that is gone', async () => {
    await using sshd = await startSshd();
    await using runner = openRunner({ keeping: 'always' });
    const shells = await untilOneReturns(runner, sshd, [await parentOf(runner, sshd)]);
    for (let i = 0; i < 12; i++) expect((await runner.runner.facts(connectionTo(sshd))).kernel).toBe(release());
    await untilOneReturns(runner, sshd, shells);
    for (const shell of shells) process.kill(shell, 'SIGKILL');
    expect((await runner.runner.facts(connectionTo(sshd))).kernel).toBe(release());
    expect(runner.errors).toEqual([]);
  });

  test('goes on when all that has ended is removed from its host, and leaves nothing there', async () => {
    await using sshd = await startSshd();
    const runner = openRunner({ keeping: 'always' });
    const store = join(sshd.home, '.local/state/djcron');
    try {
      const shell = await parentOf(runner, sshd);
      const has = (folder: string, file: string) => existsSync(join(store, folder, file));
      const unspent = () => readdirSync(store).filter((name) => has(name, 'claim') && !has(name, 'spent'));
      const allSpent = () => expect.poll(unspent, { timeout: 15_000 }).toEqual([]);
      await allSpent();
      const order = orderFor(connectionTo(sshd), 'sleep 1; echo still here');
      const sweep = () => runner.runner.sweep(connectionTo(sshd), { days: 0, keep: [folderName(order.execution)] });
      const running = runner.run(order);
      const swept = await Promise.all([sweep(), sweep()]);
      expect((await running).stdout.toString()).toBe('still here\n');
      expect(await untilOneReturns(runner, sshd, [shell])).toContain(shell);
      await allSpent();
      expect([...swept, await sweep()].map(({ executions }) => executions)).toEqual([0, 0, 0]);
      expect(runner.errors).toEqual([]);
    } finally {
      await runner[Symbol.asyncDispose]();
    }
    await expect.poll(() => readdirSync(store), { timeout: 15_000 }).toEqual([]);
  });

  test('tells in the same words why a script did not start, and runs the next', async () => {
    await using sshd = await startSshd();
    await using runner = openRunner({ keeping: 'always' });
    const outcomes = [];
    for (const more of [{ workingDirectory: '/no/such/place' }, {}, { workingDirectory: '/no/such/place' }, {}]) {
      outcomes.push((await runner.run(orderFor(connectionTo(sshd), 'exit 5', more))).outcome);
    }
    const broken = expect.objectContaining({ type: 'broken', reason: 'no-directory', cause: expect.stringContaining('/no/such/place') });
    const exited = { type: 'exited', exitCode: 5, leftovers: [] };
    expect(outcomes).toEqual([broken, exited, broken, exited]);
    expect(runner.errors).toEqual([]);
  });

  test.for([1, 2, 3])('to a server with %s sessions keeps none that others need', async (sessions) => {
    await using sshd = await startSshd({ config: `MaxSessions ${sessions}` });
    await using runner = openRunner();
    for (let round = 0; round < 3; round++) {
      const ends = await Promise.all(Array.from({ length: 3 }, (_, i) => runner.run(orderFor(connectionTo(sshd), `exit ${i}`))));
      expect(ends.map(({ outcome }) => outcome)).toEqual([0, 1, 2].map((exitCode) => ({ type: 'exited', exitCode, leftovers: [] })));
      expect((await runner.runner.facts(connectionTo(sshd))).kernel).not.toBe('');
    }
    expect(runner.errors).toEqual([]);
  });
});
