// Whether this page may ask the engine: the token of the printed address is traded once for a cookie and leaves the
// address; later answers tell whether the cookie still holds. Knows nothing of operations.
import { useSyncExternalStore } from 'react';

/** `unknown` before the first answer, `silent` when the engine never answered, `closed` after a 401. */
export type SessionState = 'unknown' | 'silent' | 'open' | 'closed';

let state: SessionState = 'unknown';
const listeners = new Set<() => void>();

function become(next: SessionState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Told the status of every answer of the engine. */
export function noteAnswer(status: number): void {
  become(status === 401 ? 'closed' : 'open');
}

/** Told when the engine did not answer at all. A page that worked before keeps what it shows. */
export function noteSilence(): void {
  if (state === 'unknown') become('silent');
}

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The token in an address or in its fragment alone; null when there is none. */
export function tokenOf(text: string): string | null {
  return /(?:^|[#&/])token=([A-Za-z0-9._~-]+)/.exec(text)?.[1] ?? null;
}

/** Trades a token for the session cookie; false when the engine does not take it. */
export async function openSession(token: string): Promise<boolean> {
  const response = await fetch(new URL('/session', window.location.href), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
    credentials: 'same-origin',
  });
  noteAnswer(response.ok ? 200 : 401);
  return response.ok;
}

/** Takes the token out of the address, whether or not the engine accepts it. Call before anything reads the address. */
export async function takeSessionFromAddress(): Promise<void> {
  const token = tokenOf(window.location.hash);
  if (token === null) return;
  window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}#/`);
  try {
    await openSession(token);
  } catch {
    noteSilence();
  }
}
