// Channels of a connection: opened for one program, or to a shell that stays for the next, and closed when nobody wants them.
import type { ClientChannel } from 'ssh2';
import type { Link } from './connect.ts';
import type { Failure } from './failure.ts';
import type { KeptShells } from './kept-shells.ts';
import type { Broken } from './refusal.ts';

export type Opened =
  /** `release`: it is a kept shell's, and taken back when all of its program's words have been read; null: it is closed */
  | { ok: true; channel: ClientChannel; link: Link; release: (() => void) | null }
  | { ok: false; failure: Failure | Broken }
  /** the caller gave up */
  | { ok: false; failure: null };

/** What a channel is to run. */
export interface Program {
  command: string;
  /** the same through a shell that the connection keeps: its command, and what asks it for the program */
  kept: { shell: string; request: string } | null;
}

/** `kept`: where shells wait, when one may be used. Rejects with what ssh2 says. */
export async function openChannel(
  link: Link,
  { command, kept: through }: Program,
  kept: KeptShells | null,
): Promise<{ channel: ClientChannel; stays: boolean }> {
  if (kept === null || through === null) return { channel: await link.exec(command), stays: false };
  const channel = kept.take() ?? (await link.exec(through.shell));
  channel.write(through.request);
  return { channel, stays: true };
}

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
