// Processes that take a processor only when nobody else wants it, as if they were on another machine.
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';

/** Where the kernel has groups for processors, in both of its ways: a file of the share that a group gets, and the smallest one. */
const ways = [
  { root: '/sys/fs/cgroup/cpu', share: 'cpu.shares', least: '2' },
  { root: '/sys/fs/cgroup', share: 'cpu.weight', least: '1' },
];

/**
 * They, and all they start from now on. A low priority alone counts only within a session, and each script is a session of its
 * own: so they become a group where there are such. Call what it gives when they have ended.
 */
export function giveWay(pids: readonly number[]): () => void {
  for (const pid of pids) setPriority(pid, constants.priority.PRIORITY_LOW);
  for (const { root, share, least } of ways) {
    const group = path.join(root, `djcron-bench-${process.pid}`);
    try {
      if (!existsSync(root)) continue;
      mkdirSync(group);
      writeFileSync(path.join(group, share), least);
      for (const pid of pids) writeFileSync(path.join(group, 'cgroup.procs'), String(pid));
      return () => rmdirSync(group);
    } catch {
      if (existsSync(group)) rmdirSync(group);
    }
  }
  return () => {};
}
