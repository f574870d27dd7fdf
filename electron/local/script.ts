// Runs a script on the computer of djcron, as its user: what follows a run. Its output comes back in one piece, and at the end
// of its time its whole process group is ended.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface LocalScript {
  script: string;
  /** besides the environment of djcron */
  env: Readonly<Record<string, string>>;
  /** written to a file whose path is in DJCRON_PARENT_RESULT */
  result: string;
  timeoutMs: number;
  /** ends it early */
  signal: AbortSignal;
}

export interface LocalEnd {
  /** null: it could not be begun, or was ended; `reason` says which */
  exitCode: number | null;
  reason: string | null;
  /** the end of stdout and stderr together, UTF-8 */
  output: string;
}

export type LocalRunner = (script: LocalScript) => Promise<LocalEnd>;

const keptBytes = 64 * 1024;
const graceMs = 5000;

export function createLocalRunner(env: Readonly<Record<string, string | undefined>>): LocalRunner {
  return async (local) => {
    const dir = mkdtempSync(path.join(tmpdir(), 'djcron-script-'));
    try {
      return await runIn(dir, env, local);
    } catch (error) {
      return { exitCode: null, reason: error instanceof Error ? error.message : String(error), output: '' };
    } finally {
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    }
  };
}

function runIn(dir: string, env: Readonly<Record<string, string | undefined>>, local: LocalScript): Promise<LocalEnd> {
  const file = path.join(dir, 'script');
  const result = path.join(dir, 'result.json');
  writeFileSync(file, local.script);
  chmodSync(file, 0o700);
  writeFileSync(result, local.result, { mode: 0o600 });
  // as on a host: without a first line that says otherwise, /bin/sh reads it
  const [program, args] = local.script.startsWith('#!') ? [file, []] : ['/bin/sh', [file]];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...env, ...local.env, DJCRON_PARENT_RESULT: result },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = Buffer.alloc(0);
    let reason: string | null = null;
    const take = (bytes: Buffer) => {
      output = Buffer.concat([output, bytes]).subarray(-keptBytes);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const kill = (signal: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // its group is gone
      }
    };
    let last: NodeJS.Timeout | null = null;
    const end = (why: string) => {
      reason ??= why;
      kill('SIGTERM');
      last ??= setTimeout(() => kill('SIGKILL'), graceMs);
    };
    const timer = setTimeout(() => end('timeout'), local.timeoutMs);
    const abort = () => end('djcron was closed');
    local.signal.addEventListener('abort', abort);
    child.once('error', reject);
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      if (last !== null) clearTimeout(last);
      local.signal.removeEventListener('abort', abort);
      resolve({ exitCode: reason === null ? exitCode : null, reason, output: output.toString('utf8') });
    });
  });
}
