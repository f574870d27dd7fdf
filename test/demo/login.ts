// A plain SSH client for the demo's tests: one connection, commands with their exact streams and how they ended.
import { readFileSync } from 'node:fs';
import ssh2, { type ClientChannel } from 'ssh2';

export interface Answer {
  stdout: Buffer;
  stderr: Buffer;
  code: number | null;
  signal: string | null;
}

export interface Login {
  open(command: string): Promise<ClientChannel>;
  run(command: string, input?: Uint8Array): Promise<Answer>;
  close(): void;
}

export interface Door {
  address: string;
  port: number;
  user: string;
  hostKey: { key: string };
}

/** Rejects when the host's key is not the announced one, or the login is refused. */
export function login(host: Door, way: { identity: string } | { privateKey: string } | { password: string }): Promise<Login> {
  const client = new ssh2.Client();
  const { address, port, user } = host;
  const secret = 'identity' in way ? { privateKey: readFileSync(way.identity) } : way;
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.on('ready', () => resolve(overClient(client)));
    const hostVerifier = (key: Buffer) => key.toString('base64') === host.hostKey.key;
    client.connect({ host: address, port, username: user, hostVerifier, ...secret });
  });
}

function overClient(client: ssh2.Client): Login {
  const open = (command: string) =>
    new Promise<ClientChannel>((resolve, reject) => {
      client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
  return {
    open,
    async run(command, input) {
      const channel = await open(command);
      const streams: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
      channel.on('data', (bytes: Buffer) => streams.stdout.push(bytes));
      channel.stderr.on('data', (bytes: Buffer) => streams.stderr.push(bytes));
      const end = { code: null as number | null, signal: null as string | null };
      channel.on('exit', (code: number | null, signal?: string) => Object.assign(end, { code, signal: signal ?? null }));
      const closed = new Promise((resolve) => channel.on('close', resolve));
      channel.end(input);
      await closed;
      return { stdout: Buffer.concat(streams.stdout), stderr: Buffer.concat(streams.stderr), ...end };
    },
    close: () => client.end(),
  };
}
