// Whose output goes: decided from all finished runs whose output is here, by age, by number and by size. Pure.
import type { Keep } from './policies.ts';
import { formatSize } from './size.ts';

const dayMs = 86_400_000;

/** null: no limit */
export interface Retention {
  days: number | null;
  /** of each job, and of all commands together */
  runs: number | null;
  bytes: number | null;
}

export interface Keepable {
  run: string;
  /** null: a command */
  job: string | null;
  finishedAt: number;
  /** what its output takes on disk */
  bytes: number;
  /** somebody wants it kept: it never goes, takes no place among the newest, and its bytes count all the same */
  pinned: boolean;
  /** what its job says; it goes before the settings, value by value */
  keep: Keep | null;
}

export interface Leaving {
  run: string;
  /** why it goes, in words that follow "its output was removed: " */
  why: string;
}

/** `runs`: newest first, which is who keeps its place; what goes for another reason takes none. */
export function leavingRuns(runs: readonly Keepable[], retention: Retention, now: number): Leaving[] {
  const counts = new Map<string | null, number>();
  const leaving: Leaving[] = [];
  let bytes = runs.reduce((sum, run) => sum + (run.pinned ? run.bytes : 0), 0);
  for (const run of runs) {
    if (run.pinned) continue;
    const nth = (counts.get(run.job) ?? 0) + 1;
    counts.set(run.job, nth);
    const why = reasonOf(run, { nth, bytes: bytes + run.bytes }, retention, now);
    if (why === null) bytes += run.bytes;
    else leaving.push({ run: run.run, why });
  }
  return leaving;
}

function reasonOf(
  { job, finishedAt, keep }: Keepable,
  at: { nth: number; bytes: number },
  retention: Retention,
  now: number,
): string | null {
  const days = keep?.days ?? retention.days;
  const runs = keep?.runs ?? retention.runs;
  if (days !== null && now - finishedAt > days * dayMs) return `it is older than ${days === 1 ? 'a day' : `${days} days`}`;
  if (runs !== null && at.nth > runs) {
    const whose = job === null ? 'commands' : `job ${job}`;
    return runs === 1 ? `only the newest run of ${whose} keeps its output` : `only the ${runs} newest runs of ${whose} keep their output`;
  }
  if (retention.bytes !== null && at.bytes > retention.bytes) return `all output together may take ${formatSize(retention.bytes)}`;
  return null;
}
