// What is offered to log in with, and what is said when it does not help.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../electron/runner/messages.ts';
import { connectionTo, openRunner, orderFor, type TestRunner } from '../support/runner.ts';
import { isRoot, makeKey, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';
import { createUser } from '../support/user.ts';

let dir: string;
let runner: TestRunner;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'djcron-connection-'));
  runner = openRunner();
});
afterAll(async () => {
  await runner[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
  expect(runner.errors).toEqual([]);
});
const outcome = async (connection: Connection) => (await runner.run(orderFor(connection, 'exit 7'))).outcome;
const entered = { type: 'exited', exitCode: 7, leftovers: [] };

describe.skipIf(sshdMissing !== null)('logging in', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
    makeKey(dir, 'locked', 'ed25519', 'open sesame');
    makeKey(dir, 'other', 'ed25519');
    writeFileSync(
      join(sshd.dir, 'authorized_keys'),
      readFileSync(`${sshd.identity}.pub`, 'utf8') + readFileSync(join(dir, 'locked.pub'), 'utf8'),
    );
  });
  afterAll(() => sshd.close());
  const using = (more: Partial<Connection>) => connectionTo(sshd, more);
  const locked = (passphrase: string | null) => ({ path: join(dir, 'locked'), passphrase });
  const other = { path: '', passphrase: null };

  test('an encrypted identity opens with its passphrase', async () => {
    expect(await outcome(using({ identities: [locked('open sesame')] }))).toEqual(entered);
  });

  test.for([
    ['without passphrase', () => locked(null), 'is encrypted and its passphrase was not given'],
    ['with a wrong one', () => locked('sesame'), 'passphrase of the identity'],
    ['that is missing', () => ({ path: '/nonexistent/key', passphrase: null }), 'is not there'],
    ['that is no key', () => ({ path: '/etc/passwd', passphrase: null }), 'cannot be used'],
    ['that is the public half', () => ({ path: join(dir, 'other.pub'), passphrase: null }), 'it is a public key'],
  ] as const)('a named identity %s is refused by name', async ([, identity, cause]) => {
    expect(await outcome(using({ identities: [identity()] }))).toMatchObject({
      type: 'refused',
      reason: 'authentication',
      cause: expect.stringContaining(cause),
    });
  });

  test('identities that were not named are passed over when they cannot be used', async () => {
    const identities = [
      locked(null),
      { path: '/nonexistent/key', passphrase: null },
      { ...other, path: join(dir, 'other') },
      { path: sshd.identity, passphrase: null },
    ];
    expect(await outcome(using({ identities, identityRequired: false }))).toEqual(entered);
  });

  test('what was tried is told when nothing helps', async () => {
    const identities = [{ ...other, path: join(dir, 'other') }, locked(null)];
    expect(await outcome(using({ identities, identityRequired: false }))).toEqual({
      type: 'refused',
      reason: 'authentication',
      cause: `web-01 let ${sshd.user} in with none of: key ${join(dir, 'other')}, it takes publickey; the identity ${join(dir, 'locked')} is encrypted and its passphrase was not given`,
      remedy: 'is the user right, and is the public key in its authorized_keys on web-01?',
    });
    expect(await outcome(using({ identities: [], identityRequired: false }))).toMatchObject({
      cause: expect.stringContaining('there is nothing to log in to web-01 with'),
    });
  });

  test('an agent signs, and holds the key of a named identity whose passphrase is not known', async () => {
    const socket = join(dir, 'agent');
    const agent = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(agent)?.[1]);
    try {
      const add = (path: string) =>
        execFileSync('ssh-add', ['-q', path], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      expect(await outcome(using({ identities: [], identityRequired: false, agent: socket }))).toMatchObject({ reason: 'authentication' });
      add(join(dir, 'other'));
      const askpass = join(dir, 'askpass');
      writeFileSync(askpass, '#!/bin/sh\necho "open sesame"\n');
      chmodSync(askpass, 0o700);
      const env = { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':9' };
      execFileSync('ssh-add', ['-q', join(dir, 'locked')], { env, stdio: 'ignore' });
      expect(await outcome(using({ identities: [], identityRequired: false, agent: socket }))).toEqual(entered);
      expect(await outcome(using({ identities: [locked(null)], agent: socket }))).toEqual(entered);
    } finally {
      process.kill(pid);
    }
  });

  test('an agent that is not there is told, and others are tried', async () => {
    const identities = [{ path: sshd.identity, passphrase: null }];
    expect(await outcome(using({ identities, identityRequired: false, agent: '/nonexistent/agent' }))).toEqual(entered);
    expect(await outcome(using({ identities: [], identityRequired: false, agent: '/nonexistent/agent' }))).toMatchObject({
      reason: 'authentication',
      cause: expect.stringContaining('Failed to connect to agent'),
    });
  });

  test.skipIf(!isRoot)('a password is taken, and a wrong one refused', async () => {
    const user = createUser({ password: 'right' });
    try {
      await using open = await startSshd({ user, config: 'PasswordAuthentication yes' });
      const by = (password: string) => connectionTo(open, { identities: [], identityRequired: false, password });
      expect(await outcome(by('right'))).toEqual(entered);
      expect(await outcome(by('wrong'))).toMatchObject({ reason: 'authentication', cause: expect.stringContaining('password') });
    } finally {
      user.remove();
    }
  });

  test.skipIf(!isRoot)('a user that does not exist is refused', async () => {
    expect(await outcome(using({ user: 'nobody-at-all' }))).toMatchObject({ type: 'refused', reason: 'authentication' });
  });

  test('no agent is ever forwarded', async () => {
    await using watched = await startSshd({ config: 'LogLevel DEBUG2' });
    expect(await outcome(connectionTo(watched, { agent: '/nonexistent/agent' }))).toEqual(entered);
    expect(watched.log()).toContain('request exec');
    expect(watched.log()).not.toContain('auth-agent-req');
  });

  test('only safe algorithms are agreed upon, and a server without any is told apart', async () => {
    await using old = await startSshd({ config: 'Ciphers aes128-cbc,chacha20-poly1305@openssh.com' });
    expect(await outcome(connectionTo(old))).toMatchObject({
      type: 'unreachable',
      cause: expect.stringContaining('no algorithm that is safe enough'),
    });
    await using plain = await startSshd({ config: 'Ciphers aes256-ctr\nMACs hmac-sha2-512-etm@openssh.com' });
    expect(await outcome(connectionTo(plain))).toEqual(entered);
  });
});
