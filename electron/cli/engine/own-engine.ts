// An engine in this process for the time of one command. While it holds the home it listens on the home's socket, so that
// other commands can join; it ends when the command and what others started in it have ended.
import path from 'node:path';
import { type Engine, openEngine } from '../../engine.ts';
import { version } from '../version.ts';
import type { Connection, ConnectOptions } from './connection.ts';

/** Throws DJ-HOME-LOCKED. */
export async function openToWrite({ home, env }: ConnectOptions): Promise<Connection> {
  // A thread would have to be started and to load SSH a second time: a quarter more for one command on one host (0.15 s of
  // 0.6 s, and 0.3 s of CPU), and nobody looks at a page meanwhile.
  const engine = await openEngine({ home, shell: 'cli', env, runner: 'in-process' });
  const visitors = listenForOthers(engine);
  return {
    client: engine.app.client(callerOf(engine)),
    own: true,
    shell: 'cli',
    async close(leave = false) {
      // A visitor may start a run while the others are taking their leave.
      while (!leave) {
        await runsEnded(engine);
        await engine.app.settled();
        await visitors.gone();
        if (begunHere(engine).length === 0) break;
      }
      await visitors.close();
      await engine.close();
    },
  };
}

/** Reads what is there; what a script does meanwhile on its host is told once an engine follows it again. */
export async function openToRead({ home, env }: ConnectOptions): Promise<Connection> {
  const engine = await openEngine({ home, shell: 'cli', env, readOnly: true });
  return { client: engine.app.client(callerOf(engine)), own: true, shell: 'cli', close: () => engine.close() };
}

function callerOf(engine: Engine) {
  return { actor: engine.surroundings.user, origin: 'cli' as const };
}

/** What an earlier engine left is followed meanwhile, but not waited for. */
function begunHere({ app }: Engine) {
  return app.running().filter(({ revived }) => !revived);
}

/** Looked at from time to time: a run leaves the list a moment after its last event. */
async function runsEnded(engine: Engine): Promise<void> {
  while (begunHere(engine).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

interface Listening {
  /** Nobody has asked for anything for a while. */
  gone(): Promise<void>;
  close(): Promise<void>;
}

/** A command that is over by then need not listen: who finds the home taken tries again for longer than this. */
const listenAfterMs = 300;

function listenForOthers(engine: Engine): Listening {
  let opened: Promise<Listening | null> | null = null;
  const timer = setTimeout(() => {
    // A home on a file system without sockets works all the same, alone.
    opened = openSocket(engine).catch(() => null);
  }, listenAfterMs);
  return {
    gone: async () => (await opened)?.gone(),
    async close() {
      clearTimeout(timer);
      await (await opened)?.close();
    },
  };
}

async function openSocket(engine: Engine): Promise<Listening> {
  const { createHandle } = await import('../../shell/handle.ts');
  const { serveSocket } = await import('../../shell/socket.ts');
  const { countVisitors } = await import('../../shell/visitors.ts');
  const { handle, gone } = countVisitors(
    createHandle({
      app: engine.app,
      assetsDir: path.join(import.meta.dirname, 'no-page-here'),
      actor: engine.surroundings.user,
      version,
      log: () => undefined,
    }),
  );
  const { close } = await serveSocket({ handle, path: engine.paths.socket });
  return { gone, close };
}
