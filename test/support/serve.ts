// Starts the built `serve` on a home of the test and waits until it listens; ends it politely or as a power cut would.
import { once } from 'node:events';
import { type CliOptions, spawnCli } from './cli.ts';
import type { TestHome } from './home.ts';

export interface Served {
  /** the address as printed, with the token in its fragment */
  url: string;
  /** http://127.0.0.1:PORT */
  origin: string;
  token: string;
  pid: number;
  /** milliseconds from the start of the process to `listening` */
  readyMs: number;
  /** what it wrote so far to stdout and stderr */
  log(): string;
  /** SIGTERM; waits for the end. Throws when it did not end by itself. */
  stop(): Promise<void>;
  /** SIGKILL; waits for the end. */
  kill(): Promise<void>;
}

export interface ServeOptions extends CliOptions {
  /** `serve` or `demo` */
  command?: string;
  args?: readonly string[];
}

export async function serve(home: TestHome, options: ServeOptions = {}): Promise<Served> {
  const begun = performance.now();
  const child = spawnCli(home, [options.command ?? 'serve', '--port', '0', '--no-open', ...(options.args ?? [])], options);
  const exited = once(child, 'exit');
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (bytes: Buffer) => {
      log += bytes.toString();
    });
    child.stdout?.on('data', (bytes: Buffer) => {
      log += bytes.toString();
      const found = /listening on (http:\S+)/.exec(log);
      if (found?.[1] !== undefined) resolve(found[1]);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`serve ended (${code ?? signal}) before it listened: ${log}`)));
  });
  const readyMs = performance.now() - begun;
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
  };
  return {
    url,
    origin: new URL(url).origin,
    token: new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '',
    pid: child.pid ?? 0,
    readyMs,
    log: () => log,
    async stop() {
      await end('SIGTERM');
      if (child.signalCode === 'SIGKILL' || (child.exitCode !== null && ![0, 130, 143].includes(child.exitCode)))
        throw new Error(`serve ended with ${child.exitCode ?? child.signalCode}: ${log}`);
    },
    kill: () => end('SIGKILL'),
  };
}
