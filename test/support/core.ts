// A core over real SQLite in a temporary folder, with a clock and a runner that the test holds: what the scripts on the
// hosts would do is told by the test, message by message.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type App, type Client, createApp } from '../../electron/core/app.ts';
import type { Clock, Ports } from '../../electron/core/ports.ts';
import { createLocalRunner } from '../../electron/local/script.ts';
import { createPost } from '../../electron/notify/post.ts';
import { createReporter } from '../../electron/report/reporter.ts';
import type { Order, Runner, RunnerMessage, SeenKey, StartOrder } from '../../electron/runner/messages.ts';
import { fingerprintOf, keysInKnownHosts } from '../../electron/runner/ssh/known-hosts.ts';
import { openStore, type Store } from '../../electron/store/open.ts';
import { createVault } from '../../electron/vault/memory.ts';

export interface HeldClock extends Clock {
  /** As when a process dies: nothing that waits is ever called. */
  forget(): void;
  /** how many wait */
  timers(): number;
  /** Moves the time on and calls what became due, in order. */
  advance(ms: number): void;
  /** The computer sleeps: the time goes on, and timers stand still. */
  sleep(ms: number): void;
  /** Somebody sets the clock; no time passes. */
  set(now: number): void;
}

export function createHeldClock(start = Date.UTC(2026, 10, 24, 9)): HeldClock {
  let now = start;
  let awake = 0;
  let asleep = 0;
  let timers: { at: number; call: () => void }[] = [];
  return {
    now: () => now,
    elapsed: () => ({ withSleep: awake + asleep, awake }),
    after(delayMs, call) {
      const timer = { at: awake + delayMs, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((item) => item !== timer);
      };
    },
    forget() {
      timers = [];
    },
    timers: () => timers.length,
    advance(ms) {
      const end = awake + ms;
      for (;;) {
        const [next] = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        now += Math.max(0, next.at - awake);
        awake = Math.max(awake, next.at);
        next.call();
      }
      now += end - awake;
      awake = end;
    },
    sleep(ms) {
      now += ms;
      asleep += ms;
    },
    set(to) {
      now = to;
    },
  };
}

/** A runner that does nothing by itself. */
export interface ToldRunner extends Runner {
  orders: Order[];
  starts(): StartOrder[];
  /** Resolves when the core has it on disk. */
  tell(message: RunnerMessage): Promise<void>;
  /** keys that hosts show when they are asked, by name */
  keys: Map<string, SeenKey>;
  /** A connection was made, and met this key. */
  showKey(host: string, seen: SeenKey): void;
}

export function createToldRunner(): ToldRunner {
  const orders: Order[] = [];
  const keys = new Map<string, SeenKey>();
  let listener: Parameters<Runner['listen']>[0] = () => undefined;
  let keyListener: Parameters<Runner['onKeySeen']>[0] = () => undefined;
  return {
    orders,
    keys,
    starts: () => orders.filter((order) => order.type === 'start'),
    async tell(message) {
      await listener(message);
    },
    send: (order) => {
      orders.push(order);
    },
    listen(call) {
      listener = call;
    },
    onKeySeen(call) {
      keyListener = call;
    },
    showKey: (host, seen) => keyListener(host, seen),
    async scanKey(connection) {
      const seen = keys.get(connection.host);
      if (!seen) throw new Error(`${connection.host} shows no key in this test`);
      return seen;
    },
    probe: async () => [],
    facts: async ({ host }) => ({
      os: 'Debian GNU/Linux 12',
      hostname: `real-${host}.example.org`,
      kernel: '6.1',
      arch: 'x86_64',
      cpus: 2,
      memoryBytes: 1 << 30,
    }),
    sweep: async () => ({ executions: 0, bytes: 0 }),
    close: async () => undefined,
  };
}

export interface CoreUnderTest {
  app: App;
  client: Client;
  runner: ToldRunner;
  clock: HeldClock;
  store: Store;
  dir: string;
  /** lines of the engine's own log, as `error: text` */
  logged: readonly string[];
  /** Ends the core as kill -9 would (nothing is concluded) and opens the home again, `awayMs` later. */
  crash(awayMs?: number): Promise<CoreUnderTest>;
}

/** `dir`: an empty folder of the caller's own, which stays. */
export async function withCore(work: (core: CoreUnderTest) => Promise<void>, place: { dir?: string } = {}): Promise<void> {
  const dir = place.dir ?? mkdtempSync(path.join(tmpdir(), 'djcron-core-'));
  const opened: CoreUnderTest[] = [];
  const open = async (clock: HeldClock): Promise<CoreUnderTest> => {
    const core = await openCore(dir, clock, () => open(clock));
    opened.push(core);
    return core;
  };
  try {
    await work(await open(createHeldClock()));
  } finally {
    await opened.at(-1)?.app.close();
    if (place.dir === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

async function openCore(dir: string, clock: HeldClock, again: () => Promise<CoreUnderTest>): Promise<CoreUnderTest> {
  const store = openStore({ database: path.join(dir, 'djcron.db'), outputDir: dir, backupDir: path.join(dir, 'backups') });
  const runner = createToldRunner();
  const logged: string[] = [];
  const log: Ports['log'] = (level, text) => void logged.push(`${level}: ${text}`);
  const app = await createApp({ ...portsOf({ clock, store, runner, dir }), log });
  const client = app.client({ actor: 'ana', origin: 'web' });
  return {
    app,
    client,
    runner,
    clock,
    store,
    dir,
    logged,
    crash(awayMs = 0) {
      store.close();
      clock.forget();
      clock.advance(awayMs);
      return again();
    },
  };
}

export function portsOf({ clock, store, runner, dir }: { clock: Clock; store: Store; runner: Runner; dir: string }): Ports {
  let counter = 0;
  return {
    clock,
    store,
    runner,
    chance: { bytes: (count) => Uint8Array.from({ length: count }, () => (counter++ * 37) % 256) },
    local: createLocalRunner(process.env),
    sshFiles: { opens: () => false, fingerprint: fingerprintOf, keysInKnownHosts },
    vault: createVault(),
    reporter: createReporter({ keyFile: path.join(dir, 'report-key.pem') }),
    post: createPost(),
    demo: {
      jobs: [],
      unavailable: () => 'not in this test',
      start: () => Promise.reject(new Error('not in this test')),
      stop: async () => undefined,
    },
    surroundings: {
      version: '0.0.0',
      home: dir,
      outputDir: dir,
      shell: 'web',
      platform: 'linux',
      pid: 1,
      user: 'ana',
      timezone: 'UTC',
      sshDir: path.join(dir, '.ssh'),
      agent: null,
      env: {},
    },
    instance: () => null,
    log: () => undefined,
  };
}
