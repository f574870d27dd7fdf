// Shells that stay on a connection when what they ran has ended, and take what comes next: it needs no session of sshd, no
// login shell and no program text of its own. What they are and what they are told is wrapper/kept.ts's.
//
// - A word that nobody asked for, or an end, and the shell is not used again.
// - They are given up after a while: what a login reads at its start (environment, groups) is as old as the shell.
// - Few are kept, so that with those at work a server's ten sessions are never used up.
import type { ClientChannel } from 'ssh2';
import { discard } from './channel.ts';
import type { Link } from './connect.ts';

/** When shells are kept: from the second program of a connection on, always, never. */
export type Keeping = 'warm' | 'always' | 'never';

export interface KeptShells {
  /** The youngest that waits. */
  take(): ClientChannel | null;
  /** Takes over a shell whose program has ended as it should. */
  put(channel: ClientChannel, kept: NonNullable<Program['kept']>): void;
  /** Ends those that wait. Gives how many there were. */
  drop(): number;
}

const most = 2;
const restMs = 1000;
const idleMs = 30_000;
const oldestMs = 5 * 60_000;

export function createKeptShells(): KeptShells {
  const born = new WeakMap<ClientChannel, number>();
  const waiting: { channel: ClientChannel; forget(): void }[] = [];

  function remove(channel: ClientChannel): void {
    const at = waiting.findIndex((one) => one.channel === channel);
    if (at >= 0) waiting.splice(at, 1)[0]?.forget();
  }

  function end(channel: ClientChannel): void {
    remove(channel);
    discard(channel);
  }

  return {
    take() {
      const last = waiting.at(-1);
      if (last === undefined) return null;
      remove(last.channel);
      return last.channel;
    },
    put(channel, { rest }) {
      const since = born.get(channel) ?? Date.now();
      born.set(channel, since);
      if (waiting.length >= most || Date.now() - since > oldestMs) return end(channel);
      const doubt = () => end(channel);
      const gone = () => remove(channel);
      const timer = setTimeout(doubt, idleMs).unref();
      const resting = setTimeout(() => channel.write(rest), restMs).unref();
      channel.on('data', doubt).on('error', gone).on('close', gone);
      channel.stderr.on('data', doubt);
      waiting.push({
        channel,
        forget() {
          clearTimeout(timer);
          clearTimeout(resting);
          channel.off('data', doubt).off('error', gone).off('close', gone);
          channel.stderr.off('data', doubt);
        },
      });
      channel.resume();
      channel.stderr.resume();
    },
    drop() {
      const all = waiting.map(({ channel }) => channel);
      for (const channel of all) end(channel);
      return all.length;
    },
  };
}

/** What a channel is to run. */
export interface Program {
  /** asked for only where no kept shell takes its place: it is long */
  command(): string;
  /** the same through a shell that the connection keeps: its command, what asks it for the program, what tells it that it waits */
  kept: { shell: string; request: string; rest: string } | null;
}

/** `kept`: where shells wait, when one may be used. Rejects with what ssh2 says. */
export async function openChannel(
  link: Link,
  { command, kept: through }: Program,
  kept: KeptShells | null,
): Promise<{ channel: ClientChannel; stays: boolean }> {
  if (kept === null || through === null) return { channel: await link.exec(command()), stays: false };
  const channel = kept.take() ?? (await link.exec(through.shell));
  channel.write(through.request);
  return { channel, stays: true };
}
