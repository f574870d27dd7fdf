// Opens a home and puts the engine together: the one place where the window, the page's server and the command line choose
// the same parts. A second process on the same home is refused by the lock.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir, uptime, userInfo } from 'node:os';
import path from 'node:path';
import { version } from './cli/version.ts';
import { type App, createApp } from './core/app.ts';
import type { Ports, Surroundings } from './core/ports.ts';
import { createDemoFleet } from './demo/fleet.ts';
import { createLocalRunner } from './local/script.ts';
import { createLog } from './log.ts';
import { createPost } from './notify/post.ts';
import { createReporter } from './report/reporter.ts';
import { sshFiles } from './runner/ssh/files.ts';
import { createThreadedRunner } from './runner/thread/threaded-runner.ts';
import { type Holder, type HomeLock, type HomePaths, holderOf, homePaths, lockHome, makeHome, withoutToken } from './store/home.ts';
import { openStore } from './store/open.ts';
import { finishReplacement } from './store/replacement.ts';
import { createVault } from './vault/memory.ts';

export interface EngineOptions {
  /** one folder for everything; otherwise DJCRON_HOME or the platform's places */
  home?: string | undefined;
  shell: Surroundings['shell'];
  env: Readonly<Record<string, string | undefined>>;
  /** Reads a home that another process may hold; takes no lock, changes nothing. */
  readOnly?: boolean;
  /** where the runner does its work; default: a thread of its own, which begins with the first order */
  runner?: 'thread' | 'in-process';
  /** a test's clock, chance or fleet */
  ports?: Partial<Ports>;
}

export interface Engine {
  app: App;
  surroundings: Surroundings;
  paths: HomePaths;
  /** Writes down under which address the home is served; null when nothing listens yet. */
  announce(url: string | null): void;
  /** the engine's own log, for what the shells meet */
  log: Ports['log'];
  close(): Promise<void>;
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const paths = homePaths(options.env, options.home);
  const readOnly = options.readOnly ?? false;
  if (!readOnly) makeHome(paths);
  const lock = readOnly ? null : lockHome(paths);
  try {
    if (lock !== null) finishReplacement(paths);
    return await assemble(options, paths, lock);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function assemble(options: EngineOptions, paths: HomePaths, lock: HomeLock | null): Promise<Engine> {
  const surroundings = surroundingsOf(options, paths);
  const empty = lock === null && !existsSync(paths.database);
  const store = openStore(empty ? { ...paths, database: ':memory:' } : paths, { readOnly: lock === null && !empty });
  const log = createLog(lock === null ? null : paths.log);
  let served: Holder | null = null;
  const app = await createApp({
    clock: {
      now: () => Date.now(),
      after(delayMs, call) {
        const timer = setTimeout(call, delayMs);
        return () => clearTimeout(timer);
      },
      elapsed: () => ({ withSleep: uptime() * 1000, awake: performance.now() }),
    },
    chance: { bytes: (count) => randomBytes(count) },
    store,
    runner: await runnerOf(options, log.write),
    local: createLocalRunner(options.env),
    sshFiles,
    vault: createVault(),
    reporter: createReporter({ keyFile: paths.signingKey }),
    post: createPost(),
    demo: createDemoFleet({ dir: path.join(paths.dataDir, 'demo'), env: options.env }),
    surroundings,
    instance: () => served ?? (lock === null ? holderOf(paths) : null),
    log: log.write,
    ...options.ports,
  });
  const announce = (url: string | null) => {
    // The token in the fragment is for whoever may read the home's files, not for what doctor prints.
    served = { pid: process.pid, url: withoutToken(url), alive: true };
    lock?.announce({ pid: process.pid, url, version });
  };
  if (lock !== null) announce(null);
  return {
    app,
    surroundings,
    paths,
    announce,
    log: log.write,
    async close() {
      await app.close();
      log.close();
      lock?.release();
    },
  };
}

async function runnerOf({ runner = 'thread' }: EngineOptions, log: Ports['log']): Promise<Ports['runner']> {
  if (runner === 'thread') return createThreadedRunner({ log });
  const { createRunner } = await import('./runner/runner.ts'); // whoever has a thread for it need not load it here
  return createRunner({ log });
}

function surroundingsOf({ env, shell }: EngineOptions, paths: HomePaths): Surroundings {
  const { username } = userInfo();
  return {
    version,
    home: paths.home,
    outputDir: paths.outputDir,
    shell,
    platform: process.platform,
    pid: process.pid,
    user: username,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    sshDir: path.join(env.HOME || homedir(), '.ssh'),
    agent: env.SSH_AUTH_SOCK || null,
    env,
  };
}
