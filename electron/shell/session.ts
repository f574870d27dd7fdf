// Who may ask over 127.0.0.1, where every program of every user of the machine, and every page of their browsers, can
// knock: requests to this very address, from this very page or no page, with the token or the cookie it was traded for.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { limitBody } from './body.ts';

export interface Sessions {
  /** given to the person who started the engine; valid until it ends */
  token: string;
  /** Null: come in. Otherwise the answer, which tells nothing. */
  refuse(request: Request): Response | null;
  /** POST /session: a right token becomes a cookie with an id of its own. */
  open(request: Request): Promise<Response>;
}

/** Cookies given out and remembered; more than anybody needs, and no memory to fill. */
const sessionLimit = 1000;

/** `host` is what the engine listens on. */
export function createSessions({ host, port, token = secret() }: { host: string; port: number; token?: string }): Sessions {
  const cookie = `djcron-${port}`;
  const ids = new Set<string>();

  const knows = (request: Request): boolean => {
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (bearer !== undefined) return same(bearer, token);
    const id = cookieOf(request, cookie);
    return id !== null && ids.has(digest(id));
  };

  return {
    token,
    refuse(request) {
      if (!isOwnAddress(request, host, port) || isForeign(request)) return bare(403);
      if (isPublic(request) || knows(request)) return null;
      return bare(401, { 'www-authenticate': 'Bearer' });
    },
    async open(request) {
      const given = await tokenIn(request);
      if (given === null || !same(given, token)) return bare(401);
      const id = secret();
      ids.add(digest(id));
      for (const oldest of ids) {
        if (ids.size <= sessionLimit) break;
        ids.delete(oldest);
      }
      return new Response(null, { status: 204, headers: { 'set-cookie': `${cookie}=${id}; Path=/; HttpOnly; SameSite=Strict` } });
    },
  };
}

/** A name that an attacker's DNS points here is not ours (rebinding); an address in numbers cannot be pointed anywhere. */
function isOwnAddress(request: Request, host: string, port: number): boolean {
  const given = request.headers.get('host') ?? '';
  const [, name = '', ownPort = '80'] = /^(.*?)(?::(\d+))?$/.exec(given.toLowerCase()) ?? [];
  if (Number(ownPort) !== port) return false;
  if (['127.0.0.1', 'localhost', '[::1]', host.toLowerCase(), `[${host.toLowerCase()}]`].includes(name)) return true;
  const everywhere = host === '0.0.0.0' || host === '::';
  return everywhere && (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === hostname().toLowerCase());
}

/** Sent by a page that is not ours. A link to the page itself may be followed from anywhere: it shows nothing by itself. */
function isForeign(request: Request): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${request.headers.get('host')}`) return true;
  const site = request.headers.get('sec-fetch-site');
  if (site === null || site === 'same-origin' || site === 'none') return false;
  return !(isPublic(request) && request.headers.get('sec-fetch-mode') === 'navigate');
}

const guarded = /^\/(rpc|api|download|metrics)(\/|$)/;

function isPublic(request: Request): boolean {
  const { pathname } = new URL(request.url);
  if (pathname === '/session') return request.method === 'POST';
  return (request.method === 'GET' || request.method === 'HEAD') && !guarded.test(pathname);
}

async function tokenIn(request: Request): Promise<string | null> {
  if (request.body === null) return null;
  try {
    const body: unknown = await new Response(limitBody(request.body, 4096)).json();
    return typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string' ? body.token : null;
  } catch {
    return null;
  }
}

function cookieOf(request: Request, name: string): string | null {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}

function bare(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...headers, 'cache-control': 'no-store' } });
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** In constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
