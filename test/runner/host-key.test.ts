// Which keys of hosts are taken; and that nothing is offered to log in before one is.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../electron/runner/messages.ts';
import { connectionTo, openRunner, orderFor, type TestRunner } from '../support/runner.ts';
import { type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';

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

describe.skipIf(sshdMissing !== null)('the key of a host', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd({ hostKeys: ['ecdsa', 'ed25519', 'rsa'] });
  });
  afterAll(() => sshd.close());
  const type = (name: string) => sshd.hostKeys().filter((key) => key.type === name);

  test('is refused when unknown, with its fingerprint and what to do', async () => {
    expect(await outcome(connectionTo(sshd, { trusted: [] }))).toEqual({
      type: 'refused',
      reason: 'host-key-unknown',
      cause: `the key of web-01 is not known (ssh-ed25519 ${type('ssh-ed25519')[0]?.fingerprint})`,
      remedy: 'compare the fingerprint, then: djcron key accept web-01',
    });
  });

  test.for(['ecdsa-sha2-nistp256', 'ssh-ed25519', 'ssh-rsa'])('is asked for in the type that is known: %s', async (name) => {
    expect(await outcome(connectionTo(sshd, { trusted: type(name) }))).toEqual(entered);
    expect(runner.seen.at(-1)).toMatchObject({ host: 'web-01', key: { type: name, verdict: { state: 'known', source: 'djcron' } } });
  });

  test('is known by a known_hosts file, by address or name, hashed or not', async () => {
    const file = join(dir, 'known');
    writeFileSync(file, sshd.knownHosts());
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    expect(await outcome(connectionTo(sshd, { trusted: [], knownHosts: [file] }))).toEqual(entered);
    writeFileSync(file, sshd.knownHosts().replaceAll(sshd.address, 'db-07'));
    expect(await outcome(connectionTo(sshd, { trusted: [], knownHosts: [file] }))).toMatchObject({ reason: 'host-key-unknown' });
    expect(await outcome(connectionTo(sshd, { host: 'db-07', trusted: [], knownHosts: [file] }))).toEqual(entered);
  });

  test('is refused when revoked', async () => {
    const file = join(dir, 'revoked');
    writeFileSync(
      file,
      sshd
        .hostKeys()
        .map((key) => `@revoked * ${key.type} ${key.key}\n`)
        .join(''),
    );
    expect(await outcome(connectionTo(sshd, { knownHosts: [file] }))).toMatchObject({ type: 'refused', reason: 'host-key-revoked' });
  });

  test('is refused when a known_hosts file cannot be read', async () => {
    expect(await outcome(connectionTo(sshd, { knownHosts: [dir] }))).toMatchObject({
      type: 'refused',
      cause: expect.stringContaining('cannot be read'),
    });
  });

  test('is seen without logging in', async () => {
    const seen = await runner.runner.scanKey(connectionTo(sshd, { trusted: [], user: 'nobody-at-all' }));
    expect(seen).toEqual({ ...type('ssh-ed25519')[0], verdict: { state: 'new' } });
    expect(sshd.log()).not.toContain('nobody-at-all');
  });
});

describe.skipIf(sshdMissing !== null)('a changed key', () => {
  test('is refused, with both fingerprints, and a kept connection is dropped when trust ends', async () => {
    await using sshd = await startSshd();
    const before = sshd.hostKey();
    const connection = connectionTo(sshd);
    expect(await outcome(connection)).toEqual(entered);
    await sshd.changeHostKey();
    // The connection from before lives on: it was proved by the key that is trusted.
    expect(await outcome(connection)).toEqual(entered);
    expect(await outcome({ ...connection, connectTimeoutMs: 19_000, password: 'x' })).toEqual({
      type: 'refused',
      reason: 'host-key-changed',
      cause: `the key of web-01 changed: trusted is ${before.fingerprint}, shown was ${sshd.hostKey().fingerprint} (ssh-ed25519)`,
      remedy: 'someone may sit in between; if the host was reinstalled: djcron key forget web-01, then djcron key accept web-01',
    });
    expect(await outcome({ ...connection, trusted: [] })).toMatchObject({ reason: 'host-key-unknown' });
    runner.send({ type: 'disconnect', host: 'web-01' });
    expect(await outcome(connection)).toMatchObject({ reason: 'host-key-changed' });
  });

  test('a revocation in a file ends the use of a kept connection', async () => {
    await using sshd = await startSshd();
    const file = join(dir, 'later');
    writeFileSync(file, '');
    const connection = connectionTo(sshd, { knownHosts: [file] });
    expect(await outcome(connection)).toEqual(entered);
    writeFileSync(file, `@revoked * ${sshd.hostKey().type} ${sshd.hostKey().key}\n`);
    expect(await outcome(connection)).toMatchObject({ reason: 'host-key-revoked' });
  });
});

describe('a server that may be false', () => {
  const key = ssh2.utils.generateKeyPairSync('ed25519');
  const other = ssh2.utils.generateKeyPairSync('ed25519');
  const publicOf = (text: string) => {
    const [type = '', blob = ''] = text.split(' ');
    return { type, key: blob };
  };
  let server: ssh2.Server;
  let attempts: string[];
  let port: number;
  afterEach(() => server.close());
  const listen = async () => {
    attempts = [];
    server = new ssh2.Server({ hostKeys: [key.private] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (context) => {
        attempts.push(context.method);
        context.reject();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    port = (server.address() as { port: number }).port;
  };
  const connection = (more: Partial<Connection>): Connection => ({
    host: 'web-01',
    address: '127.0.0.1',
    port,
    user: 'me',
    connectTimeoutMs: 10_000,
    identities: [],
    identityRequired: false,
    agent: null,
    password: 'planted-secret',
    trusted: [],
    knownHosts: [],
    jump: null,
    ...more,
  });

  test.for([
    ['unknown', [], 'host-key-unknown'],
    ['changed', [publicOf(other.public)], 'host-key-changed'],
  ] as const)('gets no attempt to log in when its key is %s', async ([, trusted, reason]) => {
    await listen();
    expect(await outcome(connection({ trusted: [...trusted] }))).toMatchObject({ type: 'refused', reason });
    expect(attempts).toEqual([]);
  });

  test('gets attempts when its key is known', async () => {
    await listen();
    expect(await outcome(connection({ trusted: [publicOf(key.public)] }))).toMatchObject({ reason: 'authentication' });
    expect(attempts).toContain('password');
  });
});
