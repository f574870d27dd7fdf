// Channels of a connection as they come to who asked, and how one that nobody wants is closed.
import type { ClientChannel } from 'ssh2';
import type { Link } from './connect.ts';
import type { Failure } from './failure.ts';
import type { Broken } from './refusal.ts';

export type Opened =
  /** `release`: it is a kept shell's, and taken back when all of its program's words have been read; null: it is closed */
  | { ok: true; channel: ClientChannel; link: Link; release: (() => void) | null }
  | { ok: false; failure: Failure | Broken }
  /** the caller gave up */
  | { ok: false; failure: null };

/** Answers at once when the caller gives up; a channel that comes later is closed. */
export function abandonable(opened: Promise<Opened>, signal: AbortSignal): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve({ ok: false, failure: null });
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    opened.then((result) => {
      signal.removeEventListener('abort', giveUp);
      if (signal.aborted && result.ok) discard(result.channel);
      resolve(signal.aborted ? { ok: false, failure: null } : result);
    }, reject);
  });
}

/** Closes a channel that nobody wants; it is read on until the host has closed it too. */
export function discard(channel: ClientChannel): void {
  channel.on('error', () => {});
  channel.resume();
  channel.stderr.resume();
  channel.close();
}
