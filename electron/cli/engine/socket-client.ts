// The engine behind a Unix socket (a named pipe on Windows) as a typed client: RPC over HTTP, streamed both ways.
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { Client } from './connection.ts';

export function createSocketClient(socketPath: string): Client {
  const link = new RPCLink({ url: 'http://djcron/rpc', fetch: (message) => fetchBySocket(socketPath, message) });
  return createORPCClient(link);
}

/** Like `fetch`, to whoever listens on a socket. The response's body is the stream itself. */
export async function fetchBySocket(socketPath: string, message: Request): Promise<Response> {
  const url = new URL(message.url);
  const body = message.body === null ? null : Buffer.from(await message.arrayBuffer());
  return new Promise((resolve, reject) => {
    const sent = request({
      socketPath,
      path: url.pathname + url.search,
      method: message.method,
      headers: {
        ...Object.fromEntries(message.headers),
        host: 'djcron',
        ...(body === null ? {} : { 'content-length': String(body.length) }),
      },
      signal: message.signal,
    });
    sent.on('error', reject);
    sent.on('response', (got) => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(got.headers)) if (value !== undefined) headers.set(name, String(value));
      const empty = got.statusCode === 204 || got.statusCode === 304;
      resolve(new Response(empty ? null : (Readable.toWeb(got) as ReadableStream<Uint8Array>), { status: got.statusCode ?? 500, headers }));
    });
    sent.end(body ?? undefined);
  });
}

const gone: ReadonlySet<unknown> = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTSOCK']);

/** There is no socket, nobody behind it any more, or somebody who is just leaving. */
export function nobodyListens(error: unknown): boolean {
  return isOneOf(gone, error);
}

const closed: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

/** There is a socket, and this user may not use it. */
export function mayNotJoin(error: unknown): boolean {
  return isOneOf(closed, error);
}

function isOneOf(codes: ReadonlySet<unknown>, error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && codes.has(at.code)) return true;
  }
  return false;
}
