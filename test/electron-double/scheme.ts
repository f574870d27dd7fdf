// A scheme of the program's own: Chromium knows it as an address of a small server in this process, which gives each
// request to the program's handler and passes its response on as it comes. The origin is a name under localhost, which
// Chromium trusts as it trusts a scheme that was registered as secure.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { app } from './app.ts';
import { offered, record } from './record.ts';

type Handler = (request: Request) => Response | Promise<Response>;

let served: { scheme: string; port: Promise<number> } | null = null;

export const protocol = offered('protocol', {
  registerSchemesAsPrivileged(schemes: unknown[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    record('registerSchemesAsPrivileged', ...schemes);
  },
  handle(scheme: string, handler: Handler): void {
    if (served !== null) throw new Error('the stand-in serves one scheme');
    served = { scheme, port: listen(scheme, handler) };
    record('protocol.handle', scheme);
  },
});

/** `djcron://app/x` as Chromium is to load it. */
export async function toBrowser(address: string): Promise<string> {
  const match = served === null ? null : new RegExp(`^${served.scheme}://([^/]+)(.*)$`).exec(address);
  if (served === null || match === null) throw new Error(`nobody handles ${address}`);
  return `http://${match[1]}.localhost:${await served.port}${match[2]}`;
}

/** What Chromium loads as the program knows it; other addresses stay. */
export async function fromBrowser(address: string): Promise<string> {
  if (served === null) return address;
  const { scheme, port } = served;
  const match = new RegExp(`^http://([^/]+)\\.localhost:${await port}(/.*)$`).exec(address);
  return match === null ? address : `${scheme}://${match[1]}${match[2]}`;
}

async function listen(scheme: string, handler: Handler): Promise<number> {
  const server = createServer((incoming, outgoing) => {
    serve(scheme, handler, incoming, outgoing).catch((error: unknown) => {
      record('protocol.failure', String(error));
      outgoing.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Headers that a server gets and a handler in Electron does not. */
const transport = new Set([
  'host',
  'connection',
  'origin',
  'referer',
  'accept-encoding',
  'content-length',
  'transfer-encoding',
  'keep-alive',
]);

async function serve(scheme: string, handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const host = /^([^:]+)\.localhost:\d+$/.exec(incoming.headers.host ?? '')?.[1];
  if (host === undefined) {
    outgoing.writeHead(403).end();
    return;
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === 'string' && !transport.has(name) && !name.startsWith('sec-')) headers.set(name, value);
  }
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' || incoming.headers['content-length'] === '0' ? null : Readable.toWeb(incoming);
  const init: RequestInit & { duplex: 'half' } = { method, headers, duplex: 'half' };
  // as in Electron, the request has no signal that would tell of a page that goes away
  const request = new Request(
    `${scheme}://${host}${incoming.url}`,
    body === null ? init : { ...init, body: body as ReadableStream<Uint8Array> },
  );
  const response = await handler(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  await pour(response.body, outgoing);
}

/** Chunk by chunk, no faster than it is taken; a page that goes away cancels the body. */
async function pour(body: ReadableStream<Uint8Array> | null, outgoing: ServerResponse): Promise<void> {
  const reader = body?.getReader();
  let gone = false;
  outgoing.once('close', () => {
    if (outgoing.writableFinished) return;
    gone = true;
    record('protocol.cancelled');
    reader?.cancel().catch(() => undefined);
  });
  while (reader !== undefined && !gone) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!outgoing.write(value) && !gone) await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
  }
  outgoing.end();
}
