// Few connections for many executions, within what servers allow.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectionTo, openRunner, orderFor, type TestRunner } from '../support/runner.ts';
import { loopbackAddresses, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';

describe.skipIf(sshdMissing !== null)('connections', () => {
  let runner: TestRunner;
  beforeEach(() => {
    runner = openRunner({ idleMs: 60_000 });
  });
  afterEach(async () => {
    await runner[Symbol.asyncDispose]();
    expect(runner.errors).toEqual([]);
  });
  const logins = (sshd: Sshd) => sshd.log().match(/Accepted publickey/g)?.length ?? 0;
  const runMany = async (sshd: Sshd, count: number, script: string, more = {}) => {
    const results = await Promise.all(Array.from({ length: count }, () => runner.run(orderFor(connectionTo(sshd), script, more))));
    return results.map(({ outcome }) => (outcome.type === 'exited' ? outcome.exitCode : outcome));
  };

  test('are shared by executions on a host, at the same time and one after another', async () => {
    await using sshd = await startSshd();
    expect(await runMany(sshd, 6, 'exit 1')).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await runMany(sshd, 2, 'exit 2')).toEqual([2, 2]);
    expect(logins(sshd)).toBe(1);
  });

  test('are more when one has no channel left', async () => {
    await using sshd = await startSshd();
    expect(await runMany(sshd, 20, 'sleep 0.5; exit 1')).toEqual(Array(20).fill(1));
    expect(logins(sshd)).toBeGreaterThan(1);
    expect(logins(sshd)).toBeLessThanOrEqual(3);
  });

  test('learn how many sessions a server takes', async () => {
    await using sshd = await startSshd({ config: 'MaxSessions 1' });
    expect(await runMany(sshd, 3, 'sleep 0.3; exit 1')).toEqual([1, 1, 1]);
    await using two = await startSshd({ config: 'MaxSessions 2' });
    expect(await runMany(two, 6, 'sleep 0.5; exit 1')).toEqual(Array(6).fill(1));
  });

  test('can be opened beside a full one to end a script', async () => {
    await using sshd = await startSshd({ config: 'MaxSessions 1' });
    const id = runner.start(orderFor(connectionTo(sshd), 'echo up; sleep 300'));
    await runner.until(id, 'output');
    runner.send({ type: 'cancel', execution: id });
    expect((await runner.end(id)).outcome).toMatchObject({ type: 'ended', exitCode: 143, survivors: [] });
  });

  test('are not made where no session is allowed', async () => {
    await using sshd = await startSshd({ config: 'MaxSessions 0' });
    expect(await runMany(sshd, 1, 'true')).toEqual([expect.objectContaining({ type: 'broken', reason: 'no-session' })]);
  });

  test('get through a server that turns many away', async () => {
    const addresses = loopbackAddresses(12);
    await using sshd = await startSshd({ addresses, config: 'MaxStartups 2:70:3' });
    const results = await Promise.all(
      addresses.map((address) => runner.run(orderFor(connectionTo(sshd, { address, host: address, connectTimeoutMs: 30_000 }), 'exit 3'))),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(addresses.map(() => ({ type: 'exited', exitCode: 3, leftovers: [] })));
  });

  test('that died unseen are replaced', async () => {
    await using sshd = await startSshd();
    expect(await runMany(sshd, 1, 'exit 1')).toEqual([1]);
    sshd.killConnections();
    expect(await runMany(sshd, 1, 'exit 1')).toEqual([1]);
    expect(logins(sshd)).toBe(2);
  });

  test('go when nobody uses them for a while, or when the host is changed', async () => {
    await using sshd = await startSshd();
    await using impatient = openRunner({ idleMs: 100 });
    await impatient.run(orderFor(connectionTo(sshd), 'true'));
    await expect.poll(() => sshd.log()).toContain('Disconnected from user');
    await runMany(sshd, 1, 'true');
    runner.send({ type: 'disconnect', host: 'web-01' });
    await expect.poll(() => sshd.log().match(/Disconnected from user/g)?.length).toBe(2);
  });

  test('survive many rekeys under load', async () => {
    await using sshd = await startSshd({ config: 'RekeyLimit 1M' });
    const { outcome, stdout } = await runner.run(orderFor(connectionTo(sshd), 'head -c 30000000 /dev/zero; exit 2'));
    expect([outcome, stdout.length, runner.seen.length]).toEqual([{ type: 'exited', exitCode: 2, leftovers: [] }, 30_000_000, 1]);
  });
});
