// The engine on a Unix socket: for its user alone, and not stopped by what a killed one left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHandle, type Handle } from '../../electron/shell/handle.ts';
import { serveSocket } from '../../electron/shell/socket.ts';
import { ask, json, open } from './fixture.ts';
import { createTestApp, type TestApp } from './served-app.ts';

const anywhere = 'http://djcron';
let dir: string;
let socket: string;
let app: TestApp;
let handle: Handle;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'djcron-socket-'));
  socket = path.join(dir, 'engine.sock');
  app = createTestApp();
  handle = createHandle({ app, assetsDir: dir, actor: 'ana', version: '1.2.3', log: () => undefined });
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the socket', () => {
  it('is for its user alone, needs no token and goes with the engine', async () => {
    const server = await serveSocket({ handle, path: socket });
    expect((statSync(socket).mode & 0o777).toString(8)).toBe('600');
    const answer = await ask(anywhere, '/rpc/system/info', { ...json({}), socketPath: socket });
    expect([answer.status, JSON.parse(answer.text).json.actor]).toEqual([200, 'ana by cli']);
    await server.close();
    expect(existsSync(socket)).toBe(false);
  });

  it('streams, and ends a stream whose reader is gone', async () => {
    const server = await serveSocket({ handle, path: socket });
    const answer = await open(anywhere, '/api/v1/events', { socketPath: socket });
    await expect.poll(() => app.stream.open).toBe(1);
    answer.destroy();
    await expect.poll(() => app.stream.open).toBe(0);
    await server.close();
  });

  it('takes the place of one whose process was killed', async () => {
    const dead = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(socket)}, () => console.log('ready'))`,
    ]);
    await once(dead.stdout, 'data');
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    expect(existsSync(socket)).toBe(true);
    const server = await serveSocket({ handle, path: socket });
    expect((await ask(anywhere, '/rpc/system/info', { ...json({}), socketPath: socket })).status).toBe(200);
    await server.close();
  });

  it('does not take the place of one that answers', async () => {
    const server = await serveSocket({ handle, path: socket });
    await expect(serveSocket({ handle, path: socket })).rejects.toMatchObject({ refusal: { code: 'DJ-HOME-LOCKED', where: socket } });
    expect((await ask(anywhere, '/rpc/system/info', { ...json({}), socketPath: socket })).status).toBe(200);
    await server.close();
  });
});
