// Starts the built desktop program under the stand-in, in a process of its own, and is its user: reads what it asked of
// the desktop, answers questions, clicks, and looks at the page itself.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { projectDir } from '../support/project.ts';
import type { Command, Entry, Report } from './record.ts';

export interface DoubleOptions {
  /** environment of the program, without the caller's own */
  env: Record<string, string>;
  args?: readonly string[];
  /** the built program; default that of this checkout */
  main?: string;
}

export interface Double {
  pid: number;
  /** the window's page, driven by this process */
  page(): Promise<Page>;
  /** what the program asked of Electron so far, by the name of the call */
  entries(name?: string): Entry[];
  /** An order of the user's, as record.ts and its neighbours name them. */
  tell<T>(name: string, ...args: unknown[]): Promise<T>;
  /** what it wrote to its terminal */
  said(): string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
}

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

const register = new URL('./register.mjs', import.meta.url).href;

export function startDouble({ env, args = [], main = path.join(projectDir, 'out/main/main.js') }: DoubleOptions): Double {
  const child = spawn(process.execPath, ['--import', register, main, ...args], {
    env: { ...env, ...pass('DOUBLE_HEADED', 'DISPLAY') },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log: Entry[] = [];
  const waiting = new Map<number, Pending>();
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
  }
  child.on('message', (report: Report) => {
    if (report.type === 'entry') log.push(report.entry);
    else if (report.type === 'answer') waiting.get(report.id)?.resolve(report.value);
    else waiting.get(report.id)?.reject(new Error(report.message));
  });
  const ended = once(child, 'close').then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`the program ended: ${said}`));
    return { code: child.exitCode, signal: child.signalCode };
  });

  let browser: Promise<Browser> | null = null;
  const double: Double = {
    pid: child.pid ?? 0,
    entries: (name) => (name === undefined ? log : log.filter(([what]) => what === name)),
    tell: (name, ...given) => tell(child, waiting, name, given),
    said: () => said,
    ended,
    async page() {
      browser ??= double.tell<string>('browser').then((address) => chromium.connectOverCDP(address));
      const [context] = (await browser).contexts();
      const find = () => context?.pages().find((page) => page.url().includes('.localhost:'));
      for (let page = find(); ; page = find()) {
        if (page !== undefined) return page;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
      await (await browser?.catch(() => null))?.close().catch(() => undefined);
    },
  };
  return double;
}

let orders = 0;
function tell<T>(child: ChildProcess, waiting: Map<number, Pending>, name: string, args: unknown[]): Promise<T> {
  orders += 1;
  const command: Command = { id: orders, name, args };
  return new Promise<unknown>((resolve, reject) => {
    waiting.set(command.id, { resolve, reject });
    child.send(command, (error) => error !== null && reject(error));
  }).finally(() => waiting.delete(command.id)) as Promise<T>;
}

function pass(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
