// Runs the built command line as a person would: its own process, a home of the test, nothing on a terminal.
import { type ChildProcess, spawn } from 'node:child_process';
import { builtCli, type TestHome } from './home.ts';

export interface CliResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  /** written to its standard input, which then ends */
  input?: string | Uint8Array;
  cwd?: string;
  env?: Record<string, string>;
  /** a program and its arguments that runs it: strace, say */
  through?: readonly string[];
}

export function spawnCli(home: TestHome, args: readonly string[], options: CliOptions = {}): ChildProcess {
  const [program = '', ...words] = [...(options.through ?? []), process.execPath, builtCli(), ...args];
  return spawn(program, words, {
    cwd: options.cwd ?? home.userDir,
    env: { ...home.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export async function runCli(home: TestHome, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { stdout, ...rest } = await runCliRaw(home, args, options);
  return { ...rest, stdout: stdout.toString('utf8') };
}

/** As runCli, with the very bytes of stdout. */
export function runCliRaw(
  home: TestHome,
  args: readonly string[],
  options: CliOptions = {},
): Promise<Omit<CliResult, 'stdout'> & { stdout: Buffer }> {
  return new Promise((resolve, reject) => {
    const child = spawnCli(home, args, options);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr?.on('data', (bytes: Buffer) => err.push(bytes));
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ code, signal, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }),
    );
    child.stdin?.on('error', () => {}); // it may end without reading
    child.stdin?.end(options.input ?? '');
  });
}

/** A command that must succeed with `-o json`: its one document. */
export async function askCli<T>(home: TestHome, args: readonly string[], options: CliOptions = {}): Promise<T> {
  const { code, stdout, stderr } = await runCli(
    home,
    [...args.slice(0, commandEnd(args)), '-o', 'json', ...args.slice(commandEnd(args))],
    options,
  );
  if (code !== 0) throw new Error(`djcron ${args.join(' ')} ended with ${code}: ${stderr || stdout}`);
  return JSON.parse(stdout) as T;
}

/** Options go before `--`. */
function commandEnd(args: readonly string[]): number {
  const at = args.indexOf('--');
  return at < 0 ? args.length : at;
}
