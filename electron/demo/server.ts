// One demo host: an SSH server on loopback that lets in one key and really runs what it is told, on this machine, as this
// user, in the host's throw-away folder. Behaves as sshd does where djcron can tell: exit status at once, the channel open
// until the last writer has closed, scripts that outlive their connection.
import { spawn } from 'node:child_process';
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { type Readable, Transform, type Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import ssh2, { type AuthContext, type Connection, type ParsedKey, type ServerChannel, type Session } from 'ssh2';
import { channelStreams } from './channel-streams.ts';
import type { DemoPlan } from './hosts.ts';
import { signalProcess } from './processes.ts';

export interface DemoServerOptions {
  plan: DemoPlan;
  hostKey: string;
  /** the one key that may log in */
  allowed: ParsedKey;
  user: string;
  /** absolute path of sh */
  shell: string;
  home: string;
  env: Record<string, string>;
  /** tried first; 0: any */
  port: number;
}

export interface DemoServer {
  port: number;
  /** Listens no more and drops every connection; what runs is left to the caller. */
  close(): Promise<void>;
}

interface Host extends DemoServerOptions {
  /** nothing is started any more */
  closed: boolean;
}

export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  const sockets = new Set<Socket>();
  const host: Host = { ...options, closed: false };
  const ssh = new ssh2.Server({ hostKeys: [options.hostKey], ident: 'djcron-demo' }, (connection) => serve(connection, host));
  const net = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    setTimeout(() => {
      if (!socket.destroyed) ssh.injectSocket(socket);
    }, options.plan.connectDelayMs);
  });
  const port = await listen(net, options.port).catch(() => listen(net, 0));
  return {
    port,
    async close() {
      host.closed = true;
      const closed = new Promise((resolve) => net.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(net: NetServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    net.once('error', reject);
    net.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      net.off('error', reject);
      const address = net.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function serve(connection: Connection, host: Host): void {
  // a client that goes away in mid-word is no mistake of ours
  connection.on('error', () => connection.end());
  connection.on('authentication', (context) => (mayEnter(context, host) ? context.accept() : context.reject(['publickey'])));
  connection.on('session', (accept) => serveSession(accept(), host));
}

function mayEnter(context: AuthContext, { allowed, user }: Host): boolean {
  if (context.method !== 'publickey' || context.username !== user) return false;
  const wanted = allowed.getPublicSSH();
  if (context.key.data.length !== wanted.length || !timingSafeEqual(context.key.data, wanted)) return false;
  if (!context.signature || !context.blob) return true; // only asks whether this key would do
  return allowed.verify(context.blob, context.signature, context.hashAlgo) === true;
}

function serveSession(session: Session, host: Host): void {
  let running: { pid: number | undefined } | null = null;
  session.on('env', (accept) => accept?.());
  session.on('exec', (accept, _reject, { command }) => {
    running = { pid: undefined };
    const state = running;
    void execute(accept(), ['-c', command], host, (pid) => {
      state.pid = pid;
    });
  });
  session.on('shell', (accept) => {
    running = { pid: undefined };
    void execute(accept(), [], host, () => {});
  });
  session.on('signal', (accept, reject, { name }) => {
    const signal = `SIG${name.replace(/^SIG/, '')}` as NodeJS.Signals;
    if (running?.pid === undefined) reject?.();
    else {
      signalProcess(-running.pid, signal);
      accept?.();
    }
  });
}

async function execute(channel: ServerChannel, args: string[], host: Host, onPid: (pid: number) => void): Promise<void> {
  const { plan, shell, home, env } = host;
  let gone = false;
  channel.on('error', () => {});
  channel.on('close', () => {
    gone = true;
  });
  if (plan.startDelayMs > 0) await wait(plan.startDelayMs);
  if (gone || host.closed) return;
  const child = spawn(shell, args, { cwd: home, env, detached: true, stdio: 'pipe' });
  if (child.pid !== undefined) onPid(child.pid);
  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      channel.stderr.write(`${error.message}\n`);
      channel.exit(127);
      resolve();
    });
    child.on('exit', (code, signal) => {
      if (signal === null) channel.exit(code ?? 255);
      else channel.exit(signal);
      resolve();
    });
  });
  child.stdin.on('error', () => {}); // it may end without reading
  channel.pipe(child.stdin);
  const streams = channelStreams(channel);
  const delivered = [deliver(child.stdout, streams.stdout, plan.outputDelayMs), deliver(child.stderr, streams.stderr, plan.outputDelayMs)];
  channel.on('close', () => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  });
  await Promise.all([exited, ...delivered]);
  channel.end();
}

/** Resolves when the last writer has closed and all is handed on, each piece `delayMs` after it came. */
function deliver(from: Readable, to: Writable, delayMs: number): Promise<void> {
  (delayMs === 0 ? from : from.pipe(latency(delayMs))).pipe(to);
  return new Promise((resolve) => {
    to.on('finish', resolve);
    from.on('close', () => {
      if (!from.readableEnded) resolve(); // the client is gone
    });
  });
}

/** Takes no more than 1 MiB ahead of what it has handed on. */
function latency(delayMs: number): Transform {
  let held = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held += chunk.length;
      const full = held > 1024 * 1024;
      setTimeout(() => {
        held -= chunk.length;
        this.push(chunk);
        if (full) done();
      }, delayMs);
      if (!full) done();
    },
    flush(done) {
      setTimeout(done, delayMs);
    },
  });
}
