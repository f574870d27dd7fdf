// The way of a command to an engine: joins the instance that owns the home through its socket, or opens the home in this
// process (reads do so without taking it). Everything heavy is loaded only when it comes to that.
import { existsSync, statSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import { refusalOf } from '../refusal.ts';
import type { Connection, ConnectOptions } from './connection.ts';

export type Connect = (options: ConnectOptions) => Promise<Connection>;

/** How long a command waits for another one on the same home that has not begun to listen or is about to end. */
const patienceMs = 15_000;
/** An engine that takes longer to say who it is does not answer. */
const answerMs = 15_000;

export const connect: Connect = async (options) => {
  const { homePaths, readInstance } = await import('../../store/home.ts');
  const { refuseUnreadable } = await import('../../store/home-access.ts');
  const paths = homePaths(options.env, options.home);
  let holder: number | undefined;
  let giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const joined = await join(paths.socket);
    if (joined !== null) return joined;
    const { openToRead, openToWrite } = await import('./own-engine.ts');
    if (options.need === 'read') {
      refuseUnreadable(paths);
      if (options.home !== undefined) refuseMissing(options.home);
      return openToRead(options);
    }
    try {
      return await openToWrite(options);
    } catch (error) {
      if (refusalOf(error)?.code !== 'DJ-HOME-LOCKED' || Date.now() > giveUpAt) throw error;
      // When many commands want the home, one after the other gets it: that is worth waiting for.
      const pid = readInstance(paths)?.pid;
      if (pid !== undefined && pid !== holder) giveUpAt = Date.now() + patienceMs;
      holder = pid ?? holder;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
};

/** A folder that was named is meant; the usual places of somebody who only begins are simply empty. Throws DJ-HOME-MISSING. */
function refuseMissing(home: string): void {
  const found = statSync(home, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  throw new AppError('DJ-HOME-MISSING', found ? 'this is no folder and so no home' : 'there is no home', {
    where: home,
    remedy: 'look at --home; a command that changes something makes a new home there, as djcron host add does',
  });
}

/** Null when nobody listens there. Throws DJ-ENGINE-VERSION, DJ-ENGINE-UNREACHABLE, DJ-HOME-UNREADABLE. */
async function join(socket: string): Promise<Connection | null> {
  if (process.platform !== 'win32' && !existsSync(socket)) return null; // spares loading a client
  const { createSocketClient, mayNotJoin, nobodyListens } = await import('./socket-client.ts');
  const client = createSocketClient(socket);
  try {
    const info = await client.system.info(undefined, { signal: AbortSignal.timeout(answerMs) });
    const { version } = await import('../version.ts');
    if (info.version !== version) {
      throw new AppError('DJ-ENGINE-VERSION', `the running djcron is version ${info.version}, this one is ${version}`, {
        where: `pid ${info.pid}`,
        remedy: 'end it and start it again',
      });
    }
    return { client, own: false, shell: info.shell, close: async () => undefined };
  } catch (error) {
    if (nobodyListens(error)) return null;
    if (mayNotJoin(error)) {
      throw new AppError('DJ-HOME-UNREADABLE', 'the home cannot be read: this user may not join the djcron that has it', {
        where: socket,
        remedy: 'be the user whose home it is, or choose another with --home or DJCRON_HOME',
        cause: error,
      });
    }
    if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
      throw new AppError('DJ-ENGINE-UNREACHABLE', 'the djcron that has the home does not answer', {
        where: socket,
        remedy: 'see its pid with djcron doctor, and end it',
        cause: error,
      });
    }
    throw error;
  }
}
