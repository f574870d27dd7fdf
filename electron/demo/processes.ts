// Finds and ends every process of the demo hosts, also those that left their group and session: each inherits a variable that
// names its host's folder. Nothing else on this machine is touched.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** Given to every command of a demo host; the value is the host's folder, with a slash at its end. */
export const markerVariable = 'DEMO_HOST_DIR';

/** Ids of all living processes whose marker begins with `dir`. */
export async function markedProcesses(dir: string): Promise<number[]> {
  const marker = `${markerVariable}=${dir}`;
  const found = process.platform === 'linux' ? await scanProc(marker) : await askPs(marker);
  return found.filter((pid) => pid !== process.pid);
}

/**
 * Those of `markedProcesses`: TERM, and KILL for what is still there after `graceMs`. Resolves when nothing is left; rejects
 * when that cannot be had. A process shows no environment for the moment in which it becomes another program, so nothing has
 * to be seen twice.
 */
export async function endProcesses(dir: string, graceMs: number): Promise<void> {
  const killFrom = performance.now() + graceMs;
  const giveUp = killFrom + 10_000;
  const termed = new Set<number>();
  for (let empty = 0; empty < 2; await wait(25)) {
    const pids = await markedProcesses(dir);
    empty = pids.length === 0 ? empty + 1 : 0;
    const now = performance.now();
    if (now > giveUp && empty === 0) throw new Error(`processes of the demo fleet cannot be ended: ${pids.join(', ')}`);
    for (const pid of pids) {
      if (now >= killFrom) signalProcess(pid, 'SIGKILL');
      else if (!termed.has(pid)) signalProcess(pid, 'SIGTERM');
      termed.add(pid);
    }
  }
}

/** To the process, or with a negative id to its group; that it is gone is no mistake. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}

async function scanProc(marker: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // of other users, or gone meanwhile: not ours
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').some((entry) => entry.startsWith(marker)) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

/** Where there is no /proc: `ps` shows the environment of one's own processes after the command. */
async function askPs(marker: string): Promise<number[]> {
  const text = await new Promise<string>((resolve, reject) => {
    execFile('ps', ['-axwwE', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
  return text.split('\n').flatMap((line) => (line.includes(` ${marker}`) ? [Number.parseInt(line, 10)] : []));
}
