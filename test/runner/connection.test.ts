// Getting in: which keys of hosts are taken, what is offered to log in, and what is said when it fails.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../electron/runner/messages.ts';
import { connectionTo, openRunner, orderFor, type TestRunner } from '../support/runner.ts';
import { isRoot, makeKey, readPublicKey, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';
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
const entered = { type: 'exited', exitCode: 7 };

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

describe('a host that cannot be reached', () => {
  const to = (address: string, port: number, connectTimeoutMs = 5000): Connection => ({
    host: 'web-01',
    address,
    port,
    user: 'me',
    connectTimeoutMs,
    identities: [],
    identityRequired: false,
    agent: null,
    password: null,
    trusted: [],
    knownHosts: [],
    jump: null,
  });
  const listen = async (answer: (socket: import('node:net').Socket) => void) => {
    const server: Server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { server, port: (server.address() as { port: number }).port };
  };

  test('a name that does not resolve', async () => {
    expect(await outcome(to('no-such-host.invalid', 22))).toMatchObject({
      type: 'unreachable',
      cause: expect.stringMatching(/does not resolve|name service failed/),
    });
  });

  test('a closed port', async () => {
    const { server, port } = await listen(() => {});
    server.close();
    expect(await outcome(to('127.0.0.1', port))).toEqual({
      type: 'unreachable',
      cause: `127.0.0.1:${port} refuses connections`,
      remedy: 'is sshd running there, and on this port?',
    });
  });

  test('a port where nobody speaks', async () => {
    const { server, port } = await listen((socket) => socket.on('error', () => {}));
    expect(await outcome(to('127.0.0.1', port, 300))).toMatchObject({
      type: 'unreachable',
      cause: expect.stringContaining('no SSH server spoke within 0.3 s'),
    });
    server.close();
  });

  test.for([
    ['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['speaks without end', 'x'.repeat(1 << 20)],
  ] as const)('a port where somebody %s', async ([, text]) => {
    const { server, port } = await listen((socket) => {
      socket.on('error', () => {});
      socket.write(text);
    });
    expect(await outcome(to('127.0.0.1', port, 1000))).toMatchObject({
      type: 'unreachable',
      cause: expect.stringMatching(/does not speak SSH|no SSH server/),
    });
    server.close();
  });

  test('a server that hangs up at once is tried again, but not for ever', async () => {
    let count = 0;
    const { server, port } = await listen((socket) => {
      count++;
      socket.end('Exceeded MaxStartups\r\n');
    });
    expect(await outcome(to('127.0.0.1', port, 1500))).toMatchObject({
      type: 'unreachable',
      cause: expect.stringContaining('closed the connection before it said anything'),
    });
    expect(count).toBeGreaterThan(1);
    server.close();
  });
});

describe.skipIf(sshdMissing !== null)('through a jump host', () => {
  test("the connection is made there, the login is one's own, and one jump serves many", async () => {
    await using bastion = await startSshd({ addresses: ['127.0.0.3'] });
    await using inner = await startSshd({ addresses: ['127.0.0.4'] });
    const jump = connectionTo(bastion, { host: 'bastion' });
    const ends = await Promise.all([1, 2, 3].map((n) => outcome(connectionTo(inner, { host: `inner-${n}`, jump }))));
    expect(ends).toEqual([entered, entered, entered]);
    expect(bastion.log().match(/Accepted publickey/g)).toHaveLength(1);
    expect(inner.log().match(/Accepted publickey/g)).toHaveLength(3);
  });

  test('what fails on the way names the jump host', async () => {
    await using bastion = await startSshd({ addresses: ['127.0.0.3'], config: 'AllowTcpForwarding no' });
    await using inner = await startSshd({ addresses: ['127.0.0.4'] });
    const jump = connectionTo(bastion, { host: 'bastion' });
    expect(await outcome(connectionTo(inner, { jump }))).toMatchObject({
      type: 'unreachable',
      cause: expect.stringContaining('jump host bastion cannot connect to'),
    });
    expect(await outcome(connectionTo(inner, { jump: { ...jump, trusted: [] } }))).toMatchObject({
      type: 'refused',
      reason: 'host-key-unknown',
      cause: expect.stringContaining('jump host bastion: the key of bastion is not known'),
    });
  });
});

test('the fingerprint of a key file is the one that is told', () => {
  const { type, key, fingerprint } = readPublicKey(`${makeKey(dir, 'print', 'ed25519')}.pub`);
  expect([type, Buffer.from(key, 'base64').length, fingerprint.length]).toEqual(['ssh-ed25519', 51, 50]);
});
