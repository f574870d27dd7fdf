// The one entrance: every request of the window, the loopback page, the API and the command line becomes a response here.
// Who may ask at all is the business of the way it came by.
import type { ContractRouterClient } from '@orpc/contract';
import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Caller } from '../core/ports.ts';
import { serveAsset } from './assets.ts';
import { bodyLimit, endingWithReader, limitBody } from './body.ts';
import { download } from './download.ts';
import { historyFile } from './history-file.ts';
import { declaredError, fault, type Log, problemResponse } from './refusal.ts';
import { refusingWith } from './refusing.ts';
import type { Rest } from './rest.ts';

/** By which way a request came. */
export type Via = { kind: 'window' } | { kind: 'loopback' } | { kind: 'socket' };
export type Handle = (request: Request, via: Via) => Promise<Response>;

/** What of the core is served. */
export interface ServedApp {
  router: Router<Contract, { caller: Caller }>;
  client(caller: Caller): ContractRouterClient<Contract>;
}

export interface HandleParts {
  app: ServedApp;
  /** folder of the built page */
  assetsDir: string;
  /** who acts: the user whose process this is */
  actor: string;
  version: string;
  log: Log;
}

export function createHandle(parts: HandleParts): Handle {
  const refusing = refusingWith(parts.log);
  const rpc = new RPCHandler(parts.app.router, { clientInterceptors: [refusing] });
  let rest: Promise<Rest> | null = null;
  const openRest = () => {
    rest ??= import('./rest.ts').then(({ createRest }) => createRest(parts.app.router, refusing));
    return rest;
  };

  const answer = async (request: Request, pathname: string, caller: Caller): Promise<Response | null> => {
    if (pathname.startsWith('/rpc/')) return (await rpc.handle(request, { prefix: '/rpc', context: { caller } })).response ?? null;
    if (pathname === '/api/v1/openapi.json') return Response.json(await (await openRest()).describe(parts.version));
    if (pathname.startsWith('/api/v1/')) return (await openRest()).handle(request, caller);
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    if (pathname.startsWith('/download/')) {
      const client = parts.app.client(caller);
      return (await historyFile(client, new URL(request.url))) ?? download(client, pathname);
    }
    return serveAsset(parts.assetsDir, pathname, request.method === 'GET');
  };

  return async (request, via) => {
    const { pathname } = new URL(request.url);
    const ended = new AbortController();
    let response: Response;
    try {
      const bounded = boundedRequest(request, ended.signal);
      const answered = await answer(bounded, pathname, callerOf(parts.actor, via, pathname));
      response = answered ?? problemResponse(fault(404, `there is no ${request.method} ${pathname}`));
    } catch (error) {
      response = problemResponse(declaredError(error, parts.log));
    }
    return finished(response, () => ended.abort());
  };
}

function callerOf(actor: string, via: Via, pathname: string): Caller {
  if (pathname.startsWith('/api/')) return { actor, origin: 'api' };
  const origins = { window: 'window', loopback: 'web', socket: 'cli' } as const;
  return { actor, origin: origins[via.kind] };
}

/** The same request with a signal of ours and a body that cannot be too long. Throws what makes it no request of ours. */
function boundedRequest(request: Request, ended: AbortSignal): Request {
  const signal = AbortSignal.any([request.signal, ended]);
  if (request.body === null) return new Request(request, { signal });
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) throw fault(415, 'a body is application/json');
  if (Number(request.headers.get('content-length') ?? 0) > bodyLimit) throw fault(413, `a request has at most ${bodyLimit} bytes`);
  const init: RequestInit & { duplex: 'half' } = { signal, body: limitBody(request.body, bodyLimit), duplex: 'half' };
  return new Request(request, init);
}

const headersOfAll = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

function finished(response: Response, end: () => void): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(headersOfAll)) headers.set(name, value);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  const body = response.body === null ? null : endingWithReader(response.body, end);
  return new Response(body, { status: response.status, headers });
}
