// A loopback shell around the small app, and requests with whatever headers a test wants (a browser's fetch would refuse).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createHandle, type Handle } from '../../electron/shell/handle.ts';
import { type Loopback, serveLoopback } from '../../electron/shell/loopback.ts';
import { createTestApp, type TestApp, type TestAppOptions } from './served-app.ts';

export interface Shell extends Loopback {
  app: TestApp;
  handle: Handle;
  port: number;
  /** what was logged */
  logged: string[];
  /** with the token */
  authorized: Record<string, string>;
}

/** Folder with a page of three files. */
export function createPage(): { dir: string; remove(): void } {
  const dir = mkdtempSync(path.join(tmpdir(), 'djcron-page-'));
  mkdirSync(path.join(dir, 'page/assets'), { recursive: true });
  writeFileSync(path.join(dir, 'secret.txt'), 'not yours');
  writeFileSync(path.join(dir, 'page/index.html'), '<!doctype html><title>djcron</title>');
  writeFileSync(path.join(dir, 'page/assets/app-1a2b.js'), 'export {};');
  return { dir: path.join(dir, 'page'), remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export async function withShell(options: TestAppOptions, work: (shell: Shell) => Promise<void>): Promise<void> {
  const page = createPage();
  const app = createTestApp(options);
  const logged: string[] = [];
  const handle = createHandle({
    app,
    assetsDir: page.dir,
    actor: 'ana',
    version: '1.2.3',
    log: (level, message, detail) => logged.push(`${level} ${message} ${JSON.stringify(detail)}`),
  });
  const loopback = await serveLoopback({ handle, port: 0 });
  try {
    const port = Number(new URL(loopback.origin).port);
    await work({ ...loopback, app, handle, port, logged, authorized: { authorization: `Bearer ${loopback.token}` } });
  } finally {
    await loopback.close();
    page.remove();
  }
}

export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  socketPath?: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export function open(origin: string, where: string, asked: Asked = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { port, hostname } = new URL(origin);
    const to = asked.socketPath === undefined ? { hostname, port } : { socketPath: asked.socketPath };
    const sent = request({ ...to, path: where, method: asked.method ?? 'GET', headers: asked.headers, agent: false }, resolve);
    sent.once('error', reject);
    sent.end(asked.body);
  });
}

export async function ask(origin: string, where: string, asked: Asked = {}): Promise<Answer> {
  const answer = await open(origin, where, asked);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: (await buffer(answer)).toString() };
}

/** A POST of JSON. */
export function json(value: unknown, headers: Record<string, string> = {}): Asked {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}
