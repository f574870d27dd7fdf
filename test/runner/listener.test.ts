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
