// Runs a program of the machine to its end. Says what went wrong in one line; knows nothing of labs.
import { type SpawnOptions, spawn } from 'node:child_process';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Resolves whatever the exit code is. */
export function tryCommand(command: string, args: readonly string[], input = '', options: SpawnOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout?.on('data', (bytes: Buffer) => {
      ended.stdout += bytes.toString();
    });
    child.stderr?.on('data', (bytes: Buffer) => {
      ended.stderr += bytes.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ended, code }));
    child.stdin?.on('error', () => {}); // it may end without reading
    child.stdin?.end(input);
  });
}

/** What it printed; throws when it did not end with 0. */
export async function command(name: string, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await tryCommand(name, args, input);
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
  return stdout;
}
