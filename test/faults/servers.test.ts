import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LabHost } from '../support/lab/host.ts';
import { describeInLab, useLab } from '../support/lab/in-lab.ts';
import { openLab, users } from '../support/lab/lab.ts';
import { makeKey, readPublicKey } from '../support/sshd.ts';
import { isWhole, wholeTest } from './extent.ts';
import { noteStart, numbered } from './generators.ts';
import { Scene, startsOf } from './scene.ts';

describeInLab('a server', () => {
  const { takeHost } = useLab(isWhole ? 9 : 8);

  /** Many at once on one host, all of them whole. */
  async function crowd(host: LabHost, size: number): Promise<void> {
    await using scene = new Scene();
    const script = numbered({ lines: 200 });
    const executions: string[] = [];
    for (let i = 0; i < size; i++) executions.push(await scene.start(host, script.script));
    for (const execution of executions) await scene.expectWhole(host, execution, script);
  }

  describe.concurrent('does its part', () => {
    test('when it allows one session a connection', async () => {
      const host = takeHost();
      await host.restartSshd('MaxSessions 1\n');
      await crowd(host, 6);
    });

    test('when more is asked than its ten sessions a connection', async () => {
      await crowd(takeHost(), 14);
    });

    test('when it turns most of a crowd away', async () => {
      const host = takeHost();
      await host.restartSshd('MaxStartups 2:80:4\nMaxSessions 2\n');
      await crowd(host, 16);
    });

    test('when it takes long to look up keys, and not when it takes longer than is waited for', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const lookup = '#!/bin/sh\nsleep 4\ncat /etc/ssh/authorized_keys\n';
      await host.exec(`printf '%b' '${lookup.replaceAll('\n', '\\n')}' >/etc/ssh/slow-keys; chmod 755 /etc/ssh/slow-keys`);
      await host.restartSshd('AuthorizedKeysFile none\nAuthorizedKeysCommand /etc/ssh/slow-keys\nAuthorizedKeysCommandUser root\n');
      const script = numbered({ lines: 50 });
      const late = await scene.start(host, script.script, { connection: host.connection({ connectTimeoutMs: 2000 }) });
      expect((await scene.end(late)).outcome).toMatchObject({ type: 'unreachable' });
      expect(startsOf(host, late)).toBe(0);
      const patient = await scene.start(host, script.script, { connection: host.connection({ connectTimeoutMs: 60_000 }) });
      await scene.expectWhole(host, patient, script);
    });

    test('is refused when its key is another', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const folder = mkdtempSync(join(tmpdir(), 'djcron-key-'));
      const { type, key } = readPublicKey(`${makeKey(folder, 'other', 'ed25519')}.pub`);
      rmSync(folder, { recursive: true });
      const execution = await scene.start(host, noteStart, { connection: host.connection({ trusted: [{ type, key }] }) });
      expect((await scene.end(execution)).outcome).toMatchObject({ type: 'refused', reason: 'host-key-changed' });
      expect(startsOf(host, execution)).toBe(0);
    });

    test('whatever the login shell', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = numbered({ lines: 300, gate: true });
      for (const user of Object.keys(users)) {
        const execution = await scene.start(host, script.script, { connection: host.connection({ user }) });
        if (user === 'forced' || user === 'nologin') {
          expect([user, (await scene.end(execution)).outcome]).toMatchObject([user, { type: 'broken', reason: 'startup' }]);
          continue;
        }
        await scene.untilSaid(execution);
        host.killSessions();
        await scene.until(execution, ({ begun }) => begun >= 2);
        await scene.open(host, execution);
        await scene.expectWhole(host, execution, script);
      }
    });

    test('by sudo, or says why not', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = numbered({ lines: 300, gate: true });
      const execution = await scene.start(host, script.script, { runAs: 'root' });
      await scene.untilSaid(execution);
      host.killSessions();
      await scene.until(execution, ({ begun }) => begun >= 2);
      await scene.open(host, execution);
      await scene.expectWhole(host, execution, script);
      for (const user of ['nosudo', 'pwsudo']) {
        const refused = await scene.start(host, noteStart, { runAs: 'root', connection: host.connection({ user }) });
        expect((await scene.end(refused)).outcome).toMatchObject({ type: 'broken', reason: 'sudo' });
        expect(startsOf(host, refused)).toBe(0);
      }
      const long = await scene.start(host, `${noteStart}id -un; trap "" TERM; while :; do sleep 0.2; done`, { runAs: 'root' });
      await scene.untilSaid(long);
      scene.cancel(long);
      expect((await scene.end(long)).outcome).toMatchObject({ type: 'ended', by: 'cancel', exitCode: 137, survivors: [] });
      await scene.expectNothingLeft(host, [long]);
    });

    test('with an environment of 100 kB, and not with one that no program can be given', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const big = await scene.start(host, `${noteStart}echo \${#BIG}`, { env: { BIG: 'b'.repeat(100_000) } });
      await scene.expectWhole(host, big, { stdout: '100000\n', stderr: '', exitCode: 0 });
      const huge = await scene.start(host, noteStart, { env: { HUGE: 'h'.repeat(1_000_000) } });
      const { outcome } = await scene.end(huge);
      expect(outcome.type === 'exited' ? outcome.exitCode : outcome.type).not.toBe(0);
      expect(startsOf(host, huge)).toBe(0);
    });

    wholeTest(
      'for forty at once',
      async () => {
        await crowd(takeHost(), 40);
      },
      600_000,
    );
  });

  wholeTest(
    'on each of fifty hosts',
    async () => {
      await using many = await openLab(50);
      await using scene = new Scene();
      const script = numbered({ lines: 500 });
      const executions: string[] = [];
      for (const host of many.hosts) executions.push(await scene.start(host, script.script));
      for (const [i, host] of many.hosts.entries()) await scene.expectWhole(host, executions[i] ?? '', script);
    },
    600_000,
  );
});
