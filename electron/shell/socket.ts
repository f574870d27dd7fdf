// The engine on a Unix socket (a named pipe on Windows) for later commands on the same home. The file's owner and mode are
// the guard: who can open it is the user.
import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { AppError } from '../../shared/errors.ts';
import { bridge } from './bridge.ts';
import type { Handle } from './handle.ts';

export interface SocketServer {
  close(): Promise<void>;
}

/** The folder of `path` is there and private. Throws DJ-HOME-LOCKED when another process answers on it. */
export async function serveSocket({ handle, path }: { handle: Handle; path: string }): Promise<SocketServer> {
  const pipe = process.platform === 'win32';
  if (!pipe) await removeStale(path);
  const server = createServer(bridge((request) => handle(request, { kind: 'socket' }), 'http://djcron'));
  // bound at once: nobody else finds the file with a mode of its own
  const mask = pipe ? 0 : process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    if (!pipe) process.umask(mask);
  }
  await once(server, 'listening');
  if (!pipe) chmodSync(path, 0o600);
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What a killed process left is removed only after nobody answered. */
async function removeStale(path: string): Promise<void> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return;
    if (code !== 'ECONNREFUSED' && code !== 'ENOTSOCK') throw error;
    rmSync(path, { force: true });
    return;
  } finally {
    socket.destroy();
  }
  throw new AppError('DJ-HOME-LOCKED', 'another djcron answers on the home', { where: path, remedy: 'end it first' });
}
