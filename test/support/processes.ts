// What a process and its children cost, read from /proc.
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second that Linux counts CPU time in, on every architecture that djcron runs on. */
const ticksPerS = 100;

export interface Usage {
  /** user and system time since the start, in seconds */
  cpuS: number;
  /** resident memory, in bytes */
  residentBytes: number;
}

/** Sum over the process and all its living descendants. */
export function usageOf(pid: number): Usage {
  const parts = treeOf(pid).map((member) => ({ cpuS: cpuOf(member), residentBytes: residentOf(member) }));
  return parts.reduce((sum, part) => ({ cpuS: sum.cpuS + part.cpuS, residentBytes: sum.residentBytes + part.residentBytes }));
}

/** The most memory a process has had resident so far, in bytes. */
export function residentPeakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** CPU time in seconds of processes that serve others: with all their descendants, also those that have ended. */
export function serverCpuOf(pids: readonly number[]): number {
  return pids.flatMap(treeOf).reduce((sum, pid) => {
    const fields = statOf(pid).slice(11, 15).map(Number);
    return sum + fields.reduce((ticks, field) => ticks + (field || 0), 0) / ticksPerS;
  }, 0);
}

/** What the descendants of a process that live now are called, at most 15 bytes each. */
export function descendantsOf(pid: number): string[] {
  return treeOf(pid)
    .slice(1)
    .map((member) => read(`/proc/${member}/comm`).trimEnd());
}

function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(statOf(Number(name))[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const walk = (member: number): number[] => [member, ...(children.get(member) ?? []).flatMap(walk)];
  return walk(pid);
}

function cpuOf(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerS;
}

function residentOf(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kib ?? 0) * 1024;
}

/** The fields after the command's name, which may hold blanks: [0] state, [1] parent, [11] user, [12] system time. */
function statOf(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** '' when the process is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
