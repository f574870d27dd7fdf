// What a command costs: bash's own `time` counts it with all descendants it waited for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Cost {
  wallS: number;
  /** user and system time of the command and everything it waited for */
  cpuS: number;
}

/** Throws when it does not end with 0. */
export async function timed(command: readonly string[], env: Record<string, string>): Promise<Cost> {
  const child = spawn('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$@"', 'bash', ...command], {
    env: { ...env, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const [status] = await once(child, 'close');
  const [wallS = Number.NaN, user = Number.NaN, system = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status !== 0 || Number.isNaN(wallS)) throw new Error(`${command[0]} ended with ${status}: ${stderr}`);
  return { wallS, cpuS: user + system };
}
