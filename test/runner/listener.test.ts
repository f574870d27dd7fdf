// Who listens to a runner gets everything in order, with bounded memory however slow it is, and nothing after the end.
import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connectionTo, openRunner, orderFor } from '../support/runner.ts';
import { sshdMissing, startSshd } from '../support/sshd.ts';

describe.skipIf(sshdMissing !== null)('a slow listener', () => {
  test('holds output back at its source, and gets all of it', async () => {
    await using sshd = await startSshd();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waited = false;
    await using runner = openRunner({
      maxBytes: 1 << 20,
      slow: () => {
        if (waited) return;
        waited = true;
        return gate;
      },
    });
    const id = runner.start(orderFor(connectionTo(sshd), 'head -c 100000000 /dev/zero; echo done >~/done'));
    // While the listener waits its output stays on the host.
    await expect.poll(() => waited).toBe(true);
    const before = process.memoryUsage().rss;
    const other = await startSshd();
    await using quick = openRunner();
    await quick.run(orderFor(connectionTo(other), 'sleep 1'));
    await other.close();
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
    release();
    const { outcome, stdout } = await runner.end(id);
    expect([outcome, stdout.length]).toEqual([{ type: 'exited', exitCode: 0, leftovers: [] }, 100_000_000]);
  });

  test('does not keep a script from beginning, however long it takes', async () => {
    await using sshd = await startSshd();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    // the first output is as much as may be on its way
    await using runner = openRunner({ maxBytes: 1, slow: (message) => (message.type === 'output' ? gate : undefined) });
    const much = runner.start(orderFor(connectionTo(sshd), 'head -c 20000000 /dev/zero'));
    await runner.until(much, 'output');
    const later = ['1', '2'].map((name) => runner.start(orderFor(connectionTo(sshd), `echo >~/${name}; exit 3`)));
    await expect.poll(() => ['1', '2'].map((name) => existsSync(`${sshd.home}/${name}`))).toEqual([true, true]);
    release();
    expect((await runner.end(much)).stdout).toHaveLength(20_000_000);
    for (const id of later) expect((await runner.end(id)).outcome).toEqual({ type: 'exited', exitCode: 3, leftovers: [] });
  });

  test('that fails is told, and the rest goes on', async () => {
    await using sshd = await startSshd();
    let first = true;
    await using runner = openRunner({
      slow: () => {
        if (!first) return;
        first = false;
        throw new Error('disk full');
      },
    });
    expect((await runner.run(orderFor(connectionTo(sshd), 'exit 5'))).outcome).toEqual({ type: 'exited', exitCode: 5, leftovers: [] });
    expect(runner.errors).toEqual([expect.stringContaining('disk full')]);
  });
});

test.skipIf(sshdMissing !== null)('closing leaves scripts running and says nothing more', async () => {
  await using sshd = await startSshd();
  const runner = openRunner();
  const id = runner.start(orderFor(connectionTo(sshd), 'echo up; until [ -e ~/closed ]; do sleep 0.05; done; touch ~/went-on'));
  await runner.until(id, 'output');
  await runner[Symbol.asyncDispose]();
  writeFileSync(`${sshd.home}/closed`, '');
  await expect.poll(() => existsSync(`${sshd.home}/went-on`)).toBe(true);
  expect(runner.messages.map((message) => message.type)).toEqual(['started', 'output']);
});
