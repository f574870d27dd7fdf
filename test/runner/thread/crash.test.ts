// What is answered when the thread of the runner fails, does not start, or does not end.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../../electron/runner/messages.ts';
import { AppError } from '../../../shared/errors.ts';
import { connectionTo, openRunner, orderFor, useVariant } from '../../support/runner.ts';
import { sshdMissing, startSshd } from '../../support/sshd.ts';

const failing = new URL('./failing-thread.ts', import.meta.url);
const missing = new URL('./no-such-thread.ts', import.meta.url);
const nowhere: Connection = {
  host: 'web-01',
  address: '127.0.0.1',
  port: 1,
  user: 'me',
  connectTimeoutMs: 1000,
  identities: [],
  identityRequired: false,
  agent: null,
  password: null,
  trusted: [],
  knownHosts: [],
  jump: null,
};
beforeAll(() => useVariant('worker thread'));

describe.skipIf(sshdMissing !== null)('a thread that fails', () => {
  test('is followed by another, which goes on with what runs and starts nothing twice', async () => {
    await using sshd = await startSshd({ addresses: ['127.0.0.1', '127.0.0.2'] });
    await using runner = openRunner({ entry: failing });
    const order = orderFor(connectionTo(sshd), 'echo up; until [ -e ~/go ]; do sleep 0.05; done; echo once >>~/went-on');
    runner.start(order);
    await runner.until(order.execution, 'output');
    const toEnd = runner.start(orderFor(connectionTo(sshd), 'echo up; sleep 300'));
    await runner.until(toEnd, 'output');
    const onItsWay = runner.start(orderFor(connectionTo(sshd, { address: '127.0.0.2', host: 'db-07' }), 'true'));
    runner.send({ type: 'disconnect', host: 'fault: throw' });
    runner.send({ type: 'cancel', execution: toEnd });
    expect((await runner.end(toEnd)).outcome).toMatchObject({ type: 'ended', by: 'cancel', survivors: [] });
    writeFileSync(join(sshd.home, 'go'), '');
    const { messages, outcome, stdout } = await runner.end(order.execution);
    expect(messages.map(({ type }) => type)).toEqual(['started', 'output', 'no-contact', 'started', 'finished']);
    expect([stdout.toString(), outcome]).toEqual(['up\n', { type: 'exited', exitCode: 0, leftovers: [] }]);
    expect((await runner.end(onItsWay)).outcome).toEqual({ type: 'exited', exitCode: 0, leftovers: [] });
    expect(runner.errors).toEqual([expect.stringContaining('a bug of this test')]);

    runner.start(order); // the same execution: it is over, also for a thread that has not heard of it
    expect((await runner.run(orderFor(connectionTo(sshd), 'cat ~/went-on'))).stdout.toString()).toBe('once\n');
  });

  test('answers what was asked', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    await using sshd = await startSshd();
    await using runner = openRunner({ entry: failing });
    const asked = runner.runner.facts(connectionTo(sshd, { port }));
    runner.send({ type: 'disconnect', host: 'fault: throw' });
    await expect(asked).rejects.toMatchObject({ code: 'DJ-INTERNAL', cause: expect.objectContaining({ message: 'a bug of this test' }) });
    expect((await runner.runner.facts(connectionTo(sshd))).cpus).toBeGreaterThan(0);
    silent.close();
  });

  test('ends when djcron ends, also when it hears nothing any more', async () => {
    await using sshd = await startSshd();
    const runner = openRunner({ entry: failing, closeLimitMs: 500 });
    const id = runner.start(orderFor(connectionTo(sshd), 'echo up; sleep 5'));
    await runner.until(id, 'output');
    runner.send({ type: 'disconnect', host: 'fault: spin' });
    const asked = runner.runner.facts(connectionTo(sshd));
    await Promise.all([runner[Symbol.asyncDispose](), expect(asked).rejects.toThrow('djcron is ending')]);
    expect(runner.messages.map(({ type }) => type)).toEqual(['started', 'output']);
  });
});

describe('a thread that cannot start', () => {
  test('is not missed before the first order', async () => {
    const runner = openRunner({ entry: missing });
    runner.send({ type: 'disconnect', host: 'web-01' });
    runner.send({ type: 'cancel', execution: 'e-1' });
    await runner[Symbol.asyncDispose]();
    expect(runner.errors).toEqual([]);
  });

  test('ends each order with the reason: nothing was started anywhere', async () => {
    await using runner = openRunner({ entry: missing });
    for (const { outcome, messages } of await Promise.all([runner.run(orderFor(nowhere, 'true')), runner.run(orderFor(nowhere, 'true'))])) {
      expect(messages).toHaveLength(1);
      expect(outcome).toMatchObject({ type: 'broken', reason: 'internal', cause: expect.stringContaining('no-such-thread.ts') });
    }
  });
});

test('a refusal is still one on this side of the thread', async () => {
  await using runner = openRunner();
  const refusal = await runner.runner.scanKey(nowhere).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(AppError);
  expect(refusal).toMatchObject({
    message: 'cannot see the key of web-01: 127.0.0.1:1 refuses connections',
    refusal: { code: 'DJ-KEY-UNREACHABLE', where: 'web-01', remedy: 'is sshd running there, and on this port?' },
  });
});
