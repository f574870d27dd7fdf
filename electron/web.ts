// The engine with its page on an address of this machine, until it is told to end: what `djcron serve` and `djcron demo`
// run. Whoever calls says where words go.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../shared/errors.ts';
import { type Engine, openEngine } from './engine.ts';
import { hasDisplay, openInBrowser } from './shell/browser.ts';
import { createHandle, type Handle } from './shell/handle.ts';
import { type Loopback, serveLoopback } from './shell/loopback.ts';
import { pageDir } from './shell/page-files.ts';
import { serveSocket } from './shell/socket.ts';

export interface ServeOptions {
  host: string;
  /** 0: any free one */
  port: number;
  /** open the page in a browser, where there is a display */
  open: boolean;
  home?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** the port was chosen by whoever started it, not by default */
  portNamed: boolean;
  /** one line of data, to stdout */
  print(line: string): Promise<void>;
  /** one line of talk, to stderr */
  talk(line: string): Promise<void>;
}

/** Gives the exit code. Throws what keeps the home from being opened or served. */
export async function serve(options: ServeOptions): Promise<number> {
  const told = toldToEnd();
  const engine = await openEngine({ home: options.home, shell: 'web', env: options.env });
  return keepServing(engine, options, told);
}

/** The same on a home that goes with it, with a fleet that lives in this process. */
export async function demo({ hosts, ...options }: ServeOptions & { hosts: number }): Promise<number> {
  const told = toldToEnd();
  const home = mkdtempSync(path.join(tmpdir(), 'djcron-demo-'));
  try {
    const engine = await openEngine({ home, shell: 'web', env: options.env });
    const start = async () => {
      await engine.app.client({ actor: engine.surroundings.user, origin: 'cli' }).system.demoStart({ hosts });
      await options.talk(
        `demo: ${hosts} hosts in this process, in a home that goes with it; the command line joins it by DJCRON_HOME=${home}`,
      );
    };
    return await keepServing(engine, options, told, start);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function keepServing(engine: Engine, options: ServeOptions, told: Promise<void>, prepare?: () => Promise<void>): Promise<number> {
  try {
    await prepare?.();
    const served = await serveSomewhere(engine, options);
    try {
      await options.print(`listening on ${served.url}`);
      if (options.open && hasDisplay(options.env)) openInBrowser(served.url, engine.paths.stateDir);
      await told;
    } finally {
      await served.close();
    }
  } finally {
    await engine.close();
  }
  return 0;
}

/** A port nobody asked for by name gives way to any other when it is taken. */
async function serveSomewhere(engine: Engine, options: ServeOptions): Promise<Loopback> {
  const { host, port } = options;
  try {
    return await serveWeb({ engine, host, port });
  } catch (error) {
    if (options.portNamed || !(error instanceof AppError) || error.code !== 'DJ-PORT-TAKEN') throw error;
    await options.talk(`port ${port} is taken, so another is used; choose one with --port`);
    return serveWeb({ engine, host, port: 0 });
  }
}

/** Listens on the address for browsers and on the home's socket for later commands. */
export async function serveWeb({ engine, host, port }: { engine: Engine; host: string; port: number }): Promise<Loopback> {
  const handle = handleOf(engine);
  const loopback = await serveLoopback({ handle, host, port });
  try {
    const socket = await serveSocket({ handle, path: engine.paths.socket });
    engine.announce(loopback.url);
    return {
      ...loopback,
      async close() {
        await Promise.all([loopback.close(), socket.close()]);
      },
    };
  } catch (error) {
    await loopback.close();
    throw error;
  }
}

export function handleOf({ app, surroundings, log }: Engine): Handle {
  return createHandle({ app, assetsDir: pageDir(), actor: surroundings.user, version: surroundings.version, log });
}

/** The first signal asks for the end; with a second one nothing is waited for. */
function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const end = (signal: 'SIGINT' | 'SIGTERM') => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
      asked = true;
      resolve();
    };
    process.on('SIGINT', end).on('SIGTERM', end);
  });
}
