// The folder of a lab says whose it is; what dead owners have left is taken away when the next lab opens. A lab ends with
// its owner by itself: this is for what survived even that, and for the folders.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryCommand } from './commands.ts';
import { startOf } from './inside.ts';

const prefix = 'djcron-lab-';

interface Mark {
  pid: number;
  start: string | null;
}

export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  mark(folder, 'owner', process.pid);
  return folder;
}

/** Notes a process of a lab by pid and start, so that no other of the same pid is ever taken for it. */
export function mark(folder: string, name: 'owner' | 'keeper', pid: number): void {
  writeFileSync(join(folder, name), JSON.stringify({ pid, start: startOf(pid) } satisfies Mark));
}

export async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const owner = markOf(folder, 'owner');
    if (owner === null || lives(owner)) continue;
    const keeper = markOf(folder, 'keeper');
    if (keeper !== null && lives(keeper)) end(keeper.pid);
    const cable = join(folder, 'cable');
    if (existsSync(cable)) await tryCommand('ip', ['link', 'delete', readFileSync(cable, 'utf8')]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function lives({ pid, start }: Mark): boolean {
  return start !== null && startOf(pid) === start;
}

function markOf(folder: string, name: 'owner' | 'keeper'): Mark | null {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Mark;
  } catch {
    return null; // being made, or being removed by another
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone meanwhile
  }
}
