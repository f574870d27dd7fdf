import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isEncrypted } from '../../electron/cli/host/identity.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { makeKey } from '../support/sshd.ts';
import { command, start } from './terminal.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'djcron-asking-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function showsKey({ runner }: CoreUnderTest, host: string, key: string, verdict: 'new' | 'changed' = 'new') {
  const fingerprint = `SHA256:${key}`;
  runner.keys.set(host, {
    type: 'ssh-ed25519',
    key,
    fingerprint,
    verdict: verdict === 'new' ? { state: 'new' } : { state: 'changed', trustedFingerprint: 'SHA256:old', source: 'djcron' },
  });
}

describe('a private key', () => {
  test('is known to be encrypted by its text', () => {
    const plain = makeKey(dir, 'plain', 'ed25519');
    const locked = makeKey(dir, 'locked', 'ed25519', 'open sesame');
    expect([plain, locked].map((file) => isEncrypted(readFileSync(file, 'utf8')))).toEqual([false, true]);
    expect(isEncrypted('-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n')).toBe(true);
    expect(isEncrypted('nothing of that kind')).toBe(false);
  });

  test('that is encrypted is asked for at a terminal, without echo, and a wrong answer is told', () =>
    withCore(async (core) => {
      const identity = makeKey(dir, 'asked', 'ed25519', 'sesame');
      await core.client.hosts.add({ name: 'a', address: '192.0.2.7', identity });
      const exec = start(['exec', '-t', 'a', '--', 'x'], { client: core.client, columns: 100 });
      await expect.poll(exec.stderr).toContain(`passphrase of ${identity}: `);
      exec.type('sesamf\u007fe\r');
      await expect.poll(exec.stderr).toContain('that is not its passphrase');
      expect(exec.stderr()).not.toContain('sesam');
      exec.type('\u0003');
      expect((await exec.ended).code).toBe(130);
      expect(core.runner.starts()).toEqual([]);
    }));
});

describe('a host key', () => {
  test('that is new is shown before a run and trusted by the fingerprint that was shown', () =>
    withCore(async (core) => {
      await core.client.hosts.add({ name: 'a', address: '192.0.2.7' });
      showsKey(core, 'a', 'AAAA');
      const exec = start(['exec', '-t', 'a', '--', 'x'], { client: core.client, columns: 100 });
      await expect.poll(exec.stderr).toMatch(/a: ssh-ed25519 SHA256:AAAA\n.*trust it\? \[y\/N\]/s);
      exec.type('y\r');
      await expect.poll(() => core.runner.starts().length).toBe(1);
      expect(core.runner.starts()[0]?.connection.trusted).toEqual([{ type: 'ssh-ed25519', key: 'AAAA' }]);
      exec.signal('SIGINT');
      expect((await exec.ended).code).toBe(130);
    }));

  test('is accepted by name without a terminal, by a pattern only with --yes, and a changed one only with its fingerprint', () =>
    withCore(async (core) => {
      const { client } = core;
      for (const name of ['a', 'b']) {
        await client.hosts.add({ name, address: '192.0.2.7' });
        showsKey(core, name, name === 'a' ? 'AAAA' : 'BBBB');
      }
      expect((await command(['key', 'accept', '@all'], { client })).stderr).toContain('[DJ-CONFIRM-NEEDED]');
      expect((await client.keys.list()).every((key) => key.acceptedAt === null)).toBe(true);
      const accepted = await command(['key', 'accept', 'a'], { client });
      expect(accepted).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('a: ssh-ed25519 SHA256:AAAA is trusted') });
      expect((await command(['key', 'accept', '@all', '--yes', '-o', 'name'], { client })).stdout).toBe('a\nb\n');
      const wrong = await command(['key', 'accept', 'b', '--fingerprint', 'SHA256:other'], { client });
      expect(wrong.code).toBe(2);
      expect(wrong.stderr).toMatch(/\[DJ-KEY-MISMATCH\]\n$/);

      showsKey(core, 'b', 'CCCC', 'changed');
      const changed = await command(['key', 'accept', 'b'], { client });
      expect(changed.code).toBe(2);
      expect(changed.stderr).toMatch(/SHA256:CCCC.*\[DJ-KEY-CHANGED\]\n$/);
      expect((await command(['key', 'forget', 'a'], { client })).code).toBe(0);
    }));
});

test('a password on standard input is held for the hosts of the target, and its newline is none of it', () =>
  withCore(async (core) => {
    await core.client.hosts.add({ name: 'a', address: '192.0.2.7' });
    const exec = start(['exec', '-t', 'a', '--password-stdin', '--', 'x'], { client: core.client, input: 'hunter2\n' });
    await expect.poll(() => core.runner.starts()[0]?.connection.password).toBe('hunter2');
    exec.signal('SIGTERM');
    expect((await exec.ended).code).toBe(143);
  }));

test('an ssh_config is shown before it is taken over, and needs --yes where nobody can be asked', () =>
  withCore(async (core) => {
    const file = path.join(dir, 'ssh_config');
    writeFileSync(file, 'Host web-01\n  HostName 192.0.2.1\n  User deploy\nHost *\n  Port 2222\n');
    const { client } = core;
    const proposed = await command(['host', 'import', '--ssh-config', file, '--dry-run', '-o', 'json'], { client });
    expect(JSON.parse(proposed.stdout)[0]).toMatchObject({
      name: 'web-01',
      action: 'add',
      address: '192.0.2.1',
      port: 2222,
      user: 'deploy',
    });
    expect((await command(['host', 'import', '--ssh-config', file], { client })).stderr).toContain('[DJ-CONFIRM-NEEDED]');
    expect(await client.hosts.list()).toEqual([]);
    expect(await command(['host', 'import', '--ssh-config', file, '--yes', '--cluster', 'web', '-q'], { client })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(await client.hosts.list()).toMatchObject([{ name: 'web-01', clusters: ['web'] }]);
  }));
