// Speaks to a running `serve` as any program would: REST under /api/v1 with the printed token.
import type { Served } from './serve.ts';

export interface Asked {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  body?: unknown;
}

/** The answer's JSON; throws with status and body when it is not a 2xx. */
export async function ask<T>(served: Pick<Served, 'origin' | 'token'>, path: string, { method, body }: Asked = {}): Promise<T> {
  const response = await fetch(`${served.origin}/api/v1${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { authorization: `Bearer ${served.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
