// The whole engine in this process, as the entries open it: real SQLite, the real runner, SSH to whatever the test
// started. Closes it all and fails when something of it stays open.
import { readdirSync, readlinkSync } from 'node:fs';
import { vi } from 'vitest';
import type { Client } from '../../electron/core/app.ts';
import type { Ports } from '../../electron/core/ports.ts';
import { type Engine, openEngine } from '../../electron/engine.ts';
import { createHome, type TestHome } from './home.ts';

export interface OpenedApp {
  engine: Engine;
  client: Client;
  home: TestHome;
  /** Closes the engine and opens the same home again. */
  reopen(): Promise<OpenedApp>;
}

export interface AppOptions {
  /** a clock the test holds, another fleet, … */
  ports?: Partial<Ports>;
  env?: Record<string, string>;
}

export async function withApp<T>(work: (app: OpenedApp) => Promise<T>, options: AppOptions = {}): Promise<T> {
  const home = createHome();
  const before = openSockets();
  let engine: Engine | null = null;
  const open = async (): Promise<OpenedApp> => {
    const opened = await openEngine({ home: home.dir, shell: 'cli', env: { ...home.env, ...options.env }, ports: options.ports ?? {} });
    engine = opened;
    const reopen = async () => {
      await opened.close();
      return open();
    };
    return { engine: opened, client: opened.app.client({ actor: 'ana', origin: 'cli' }), home, reopen };
  };
  try {
    const result = await work(await open());
    await (engine as Engine | null)?.close();
    engine = null;
    await nothingStaysOpen(home, before);
    return result;
  } finally {
    await (engine as Engine | null)?.close();
    home.remove();
  }
}

/** Sockets may need a moment to be torn down; files of the home may not, but are looked at in the same way. */
async function nothingStaysOpen(home: TestHome, before: number): Promise<void> {
  await vi.waitFor(() => {
    const files = openFiles().filter((file) => file.startsWith(home.dir));
    if (files.length > 0) throw new Error(`still open: ${files.join(', ')}`);
    if (openSockets() > before) throw new Error(`${openSockets() - before} sockets are still open`);
  }, 10_000);
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => /^(TCP|Pipe|Process)/.test(kind)).length;
}

/** Paths of this process's open files; nothing where there is no /proc. */
function openFiles(): string[] {
  try {
    return readdirSync('/proc/self/fd').flatMap((fd) => linkOf(`/proc/self/fd/${fd}`) ?? []);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null; // closed in the meantime
  }
}
