// Hosts, host keys and settings as callers of the core meet them.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KeyVerdict } from '../../electron/runner/messages.ts';
import { fingerprintOf } from '../../electron/runner/ssh/known-hosts.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no refusal',
    (error) => error.data?.code ?? error.code,
  );

describe('hosts', () => {
  test('are added with defaults, changed in part, renamed with those behind them, and removed', () =>
    withCore(async ({ client }) => {
      await client.hosts.add({ name: 'Bastion', address: '192.0.2.1', user: 'root' });
      const host = await client.hosts.add({
        name: 'web-01',
        address: 'fe80::1',
        user: 'deploy',
        jump: 'Bastion',
        clusters: ['web'],
        tags: { role: 'front' },
      });
      expect(host).toMatchObject({
        port: 22,
        connectTimeoutMs: 30_000,
        source: 'manual',
        hostKey: { state: 'unknown' },
        health: { state: 'unknown' },
      });
      await client.hosts.edit({ name: 'WEB-01', port: 2222 });
      expect(await client.hosts.get({ name: 'web-01' })).toMatchObject({
        port: 2222,
        user: 'deploy',
        tags: { role: 'front' },
        clusters: ['web'],
      });
      expect(await codeOf(client.hosts.remove({ name: 'bastion' }))).toBe('DJ-HOST-BUSY');
      await client.hosts.edit({ name: 'bastion', rename: 'gate' });
      expect((await client.hosts.get({ name: 'web-01' })).jump).toBe('gate');
      await client.hosts.remove({ name: 'web-01' });
      expect((await client.hosts.list()).map((item) => item.name)).toEqual(['gate']);
      const entries = await client.audit.list();
      expect(entries.map((entry) => `${entry.action} ${entry.object}`)).toEqual([
        'host.remove web-01',
        'host.edit Bastion',
        'host.edit web-01',
        'host.add web-01',
        'host.add Bastion',
      ]);
      expect(entries[2]).toMatchObject({ before: { port: 22 }, after: { port: 2222 }, actor: 'ana', origin: 'web' });
    }));

  test('that make no sense are refused, and nothing is left of them', () =>
    withCore(async ({ client }) => {
      await client.hosts.add({ name: 'a', address: '192.0.2.1' });
      const refused = [
        client.hosts.add({ name: 'A', address: '192.0.2.2' }),
        client.hosts.add({ name: 'b', address: '192.0.2.2', identity: '/no/such/key' }),
        client.hosts.add({ name: 'b', address: '192.0.2.2', jump: 'nobody' }),
        client.hosts.edit({ name: 'a', jump: 'a' }),
        client.hosts.add({ name: 'b b', address: '192.0.2.2' }),
        client.hosts.add({ name: 'b', address: '192.0.2.2', port: 70_000 }),
        client.hosts.get({ name: 'aa' }),
      ];
      const codes: string[] = [];
      for (const call of refused) codes.push(await codeOf(call));
      expect(codes).toEqual([
        'DJ-HOST-EXISTS',
        'DJ-IDENTITY-UNREADABLE',
        'DJ-JUMP-UNKNOWN',
        'DJ-JUMP-UNKNOWN',
        'BAD_REQUEST',
        'BAD_REQUEST',
        'DJ-HOST-UNKNOWN',
      ]);
      expect(await client.hosts.list()).toHaveLength(1);
      expect(await client.audit.list()).toHaveLength(1);
    }));
});

const keyOf = (letter: string) => Buffer.from(`\0\0\0\x0bssh-ed25519${letter}`).toString('base64');

function shows({ runner }: CoreUnderTest, host: string, letter: string, verdict: KeyVerdict) {
  const key = keyOf(letter);
  runner.keys.set(host, { type: 'ssh-ed25519', key, fingerprint: fingerprintOf(key), verdict });
  return fingerprintOf(key);
}

describe('host keys', () => {
  test('are accepted once seen, and given to the runner from then on', () =>
    withCore(async (core) => {
      await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
      const fingerprint = shows(core, 'a', 'x', { state: 'new' });
      expect(await core.client.keys.scan({ target: 'a' })).toMatchObject([
        { host: 'a', state: 'new', fingerprint, acceptedBy: null, error: null },
      ]);
      expect(await core.client.keys.accept({ target: 'a' })).toMatchObject([
        { state: 'known', fingerprint, acceptedBy: 'ana', source: 'djcron' },
      ]);
      await core.client.runs.exec({ target: 'a', script: 'x' });
      expect(core.runner.starts()[0]?.connection.trusted).toEqual([{ type: 'ssh-ed25519', key: keyOf('x') }]);
    }));

  test('that changed are taken only by their fingerprint, that are revoked never', () =>
    withCore(async (core) => {
      await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
      const old = shows(core, 'a', 'x', { state: 'new' });
      await core.client.keys.accept({ target: 'a' });
      const now = shows(core, 'a', 'y', { state: 'changed', trustedFingerprint: old, source: 'djcron' });
      core.runner.orders.length = 0;
      await core.client.keys.scan({ target: 'a' });
      // a connection kept from before must not go on with what is no longer trusted
      expect(core.runner.orders).toEqual([{ type: 'disconnect', host: 'a' }]);
      await expect(core.client.keys.accept({ target: 'a' })).rejects.toMatchObject({
        data: { code: 'DJ-KEY-CHANGED', what: expect.stringContaining(old) },
      });
      expect(await core.client.keys.list()).toMatchObject([{ state: 'changed', fingerprint: now, trustedFingerprint: old }]);
      expect(await codeOf(core.client.keys.accept({ target: 'a', fingerprint: old }))).toBe('DJ-KEY-MISMATCH');
      expect(await core.client.keys.accept({ target: 'a', fingerprint: now })).toMatchObject([{ state: 'known', fingerprint: now }]);
      const gone = shows(core, 'a', 'z', { state: 'revoked', source: 'known_hosts:3' });
      expect(await codeOf(core.client.keys.accept({ target: 'a', fingerprint: gone }))).toBe('DJ-KEY-REVOKED');
    }));

  test('of many hosts are accepted where they are new; each other one says why not', () =>
    withCore(async (core) => {
      for (const name of ['a', 'b', 'c']) await core.client.hosts.add({ name, address: '192.0.2.1' });
      shows(core, 'a', 'x', { state: 'new' });
      shows(core, 'b', 'y', { state: 'changed', trustedFingerprint: 'SHA256:old', source: 'known_hosts:1' });
      const answers = await core.client.keys.accept({ target: '@all' });
      expect(answers.map(({ host, state, error }) => [host, state, error === null])).toEqual([
        ['a', 'known', true],
        ['b', 'changed', false],
        ['c', 'unknown', false],
      ]);
    }));

  test('are imported from known_hosts for the hosts there are', () =>
    withCore(async (core) => {
      await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
      mkdirSync(path.join(core.dir, '.ssh'));
      const file = path.join(core.dir, '.ssh', 'known_hosts');
      writeFileSync(file, `192.0.2.1 ssh-ed25519 ${keyOf('x')}\nother ssh-ed25519 ${keyOf('y')}\n`);
      expect(await core.client.keys.import({ path: file, dryRun: true })).toMatchObject([
        { host: 'a', fingerprint: fingerprintOf(keyOf('x')) },
      ]);
      expect(await core.client.keys.list()).toMatchObject([{ state: 'unknown' }]);
      expect(await core.client.keys.import({ path: file })).toMatchObject([{ host: 'a', state: 'known', source: file }]);
      expect(await core.client.keys.forget({ name: 'a' })).toEqual({ forgotten: 1 });
    }));
});

describe('settings', () => {
  test('tell their value and where it comes from, and take only what they can be', () =>
    withCore(async ({ client }) => {
      expect(await client.system.set({ key: 'page.theme', value: 'dark' })).toMatchObject({
        value: 'dark',
        origin: 'home',
        default: 'auto',
      });
      expect(await codeOf(client.system.set({ key: 'page.theme', value: 'pink' }))).toBe('DJ-CONFIG-INVALID');
      expect(await codeOf(client.system.set({ key: 'page.them', value: 'dark' }))).toBe('DJ-CONFIG-UNKNOWN');
      expect(await client.system.set({ key: 'page.theme', value: null })).toMatchObject({ value: 'auto', origin: 'default' });
    }));
});
