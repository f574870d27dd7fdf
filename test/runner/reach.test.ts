// Hosts that cannot be reached, and hosts behind others.
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../electron/runner/messages.ts';
import { connectionTo, openRunner, orderFor, type TestRunner } from '../support/runner.ts';
import { sshdMissing, startSshd } from '../support/sshd.ts';

let runner: TestRunner;
beforeAll(() => {
  runner = openRunner();
});
afterAll(async () => {
  await runner[Symbol.asyncDispose]();
  expect(runner.errors).toEqual([]);
});
const outcome = async (connection: Connection) => (await runner.run(orderFor(connection, 'exit 7'))).outcome;
const entered = { type: 'exited', exitCode: 7, leftovers: [] };

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
  const listen = async (answer: (socket: Socket) => void) => {
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
