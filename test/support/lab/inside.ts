// Looks into a host from outside: its processes, by the namespace they live in. Runs nothing in the host.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface InsideProcess {
  /** as the host counts */
  pid: number;
  /** as the machine counts */
  outerPid: number;
  uid: number;
  /** as the machine counts */
  outerParent: number;
  /** the command line, blanks between the words */
  args: string;
}

/** Every living process in the process table of `pid1` (as the machine counts), pid 1 itself too; none when it is gone. */
export function processesInside(pid1: number): InsideProcess[] {
  const table = namespaceOf(pid1);
  if (table === null) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => namespaceOf(pid) === table)
    .flatMap((pid) => describe(pid) ?? []);
}

/** When it was started, in ticks: with its pid, who a process is; null: gone. */
export function startOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

function describe(pid: number): InsideProcess | null {
  const status = read(`/proc/${pid}/status`);
  const line = read(`/proc/${pid}/cmdline`);
  if (status === null || line === null || /^State:\s+[ZX]/m.test(status)) return null;
  const args = line.replace(/\0+$/, '').replaceAll('\0', ' ');
  const name = /^Name:\s+(.*)/m.exec(status)?.[1] ?? '';
  return {
    pid: Number(/^NSpid:.*\s(\d+)$/m.exec(status)?.[1] ?? 0),
    outerPid: pid,
    outerParent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0),
    uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? -1),
    args: args === '' ? `[${name}]` : args,
  };
}

function namespaceOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null; // gone
  }
}
