// node:http on one side, Request and Response on the other, streaming both ways: what is not taken is not produced, and
// a client that goes away cancels the body of its response.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

export type Respond = (request: Request) => Promise<Response>;

/** `origin` stands in for a Host header that is none. */
export function bridge(respond: Respond, origin: string): RequestListener {
  return (incoming, outgoing) => {
    serve(respond, origin, incoming, outgoing).catch(() => outgoing.destroy());
  };
}

async function serve(respond: Respond, origin: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  let request: Request;
  try {
    request = requestOf(incoming, origin, gone.signal);
  } catch {
    outgoing.writeHead(400).end();
    return;
  }
  const response = await respond(request);
  if (gone.signal.aborted) {
    await response.body?.cancel();
    return;
  }
  outgoing.writeHead(response.status, headersOf(response));
  if (response.body === null || incoming.method === 'HEAD') {
    outgoing.end();
    return;
  }
  try {
    await pipeline(Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>), outgoing);
  } catch {
    // The client went away, or what makes the body failed and cut it: either way nobody is left to be told.
  }
}

/** Throws for what is no request: an address or a header that cannot be. */
function requestOf(incoming: IncomingMessage, origin: string, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const method = incoming.method ?? 'GET';
  const hasBody =
    method !== 'GET' && method !== 'HEAD' && (incoming.headers['transfer-encoding'] ?? incoming.headers['content-length'] ?? '0') !== '0';
  const target = incoming.url ?? '/';
  const url = new URL(target.startsWith('/') ? `${origin}${target}` : target);
  const init: RequestInit & { duplex: 'half' } = { method, headers, signal, duplex: 'half' };
  return new Request(url, hasBody ? { ...init, body: Readable.toWeb(incoming) as ReadableStream<Uint8Array> } : init);
}

function headersOf(response: Response): Record<string, string | string[]> {
  const cookies = response.headers.getSetCookie();
  return { ...Object.fromEntries(response.headers), ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) };
}
