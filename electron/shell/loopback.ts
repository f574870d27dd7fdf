// The page and the API over HTTP on 127.0.0.1: an address, a token, and the guard at the door.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { AppError } from '../../shared/errors.ts';
import { bridge } from './bridge.ts';
import type { Handle } from './handle.ts';
import { createSessions } from './session.ts';

export interface Loopback {
  /** http://127.0.0.1:PORT */
  origin: string;
  token: string;
  /** what a person opens: the token is in the fragment, which no browser sends or logs */
  url: string;
  /** Ends every stream; waits until nobody is connected. */
  close(): Promise<void>;
}

export interface LoopbackOptions {
  handle: Handle;
  host?: string;
  /** 0: any free one */
  port: number;
  /** made here unless a test needs to know it */
  token?: string;
}

/** Throws DJ-PORT-TAKEN. */
export async function serveLoopback({ handle, host = '127.0.0.1', port: wanted, token }: LoopbackOptions): Promise<Loopback> {
  const server = createServer();
  server.listen({ host, port: wanted, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw portRefusal(cause, `${host}:${wanted}`);
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : wanted;
  const sessions = createSessions({ host, port, ...(token === undefined ? {} : { token }) });
  const origin = `http://${shownHost(host)}:${port}`;
  server.on(
    'request',
    bridge(async (request) => {
      const refused = sessions.refuse(request);
      if (refused !== null) return refused;
      return new URL(request.url).pathname === '/session' ? sessions.open(request) : handle(request, { kind: 'loopback' });
    }, origin),
  );
  return {
    origin,
    token: sessions.token,
    url: `${origin}/#token=${sessions.token}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function shownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function portRefusal(cause: unknown, where: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'EADDRINUSE') {
    return new AppError('DJ-PORT-TAKEN', 'the port is taken by another program', {
      where,
      remedy: 'choose another with --port, or any with --port 0',
      cause,
    });
  }
  if (code === 'EACCES') {
    return new AppError('DJ-PORT-TAKEN', 'this user may not listen on the port', {
      where,
      remedy: 'choose one above 1023 with --port',
      cause,
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new AppError('DJ-INPUT-INVALID', 'this machine does not have the address', {
      where,
      remedy: 'choose another with --host',
      cause,
    });
  }
  return cause;
}
