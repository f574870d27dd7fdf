// What follows a run: another job, a notification, a script on the control center itself; and jobs that wait for several
// others of the same cycle. Pure.
import * as z from 'zod';
import { parseDuration } from './duration.ts';
import type { RunState } from './run.ts';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** One of `job`, `script` and `notify`. */
export const chainLink = z.strictObject({
  job: z.string().min(1).optional(),
  /** of the job; the others have their defaults */
  params: z.record(z.string(), text).optional(),
  /** runs on the computer of djcron, as its user */
  script: z.string().min(1).optional(),
  /** of the script; 1h where it does not say */
  timeout: z
    .string()
    .refine((value) => parseDuration(value) !== null, 'is not a duration such as 90s, 5m or 1h30m')
    .optional(),
  /** where it is told */
  notify: z.string().min(1).optional(),
});

export type ChainLink = z.infer<typeof chainLink>;

/** `due`, `running`, then how it ended. `skipped`: it was not begun, and why. `lost`: djcron ended while it ran. */
export const stepStates = ['due', 'running', 'succeeded', 'failed', 'skipped', 'lost'] as const;
export type StepState = (typeof stepStates)[number];

/** Channels there are in this version. */
export const channels = ['desktop'] as const;

export interface Links {
  onSuccess: ChainLink[];
  onFailure: ChainLink[];
  onFinish: ChainLink[];
}

export const linkKeys = ['onSuccess', 'onFailure', 'onFinish'] as const;

/** What follows a run that ended so. A run that somebody cancelled is no failure; only `onFinish` follows it. */
export function linksAfter({ onSuccess, onFailure, onFinish }: Links, state: RunState): ChainLink[] {
  if (state === 'succeeded') return [...onSuccess, ...onFinish];
  return state === 'failed' || state === 'partial' ? [...onFailure, ...onFinish] : onFinish;
}

/** A job as the chains see it. */
export interface ChainedJob extends Links {
  name: string;
  after: string[];
}

/** Jobs that can follow each other round and round, as `a, b, a`; null: none. */
export function chainRing(jobs: readonly ChainedJob[], from: string): string[] | null {
  const next = followers(jobs);
  const search = (path: readonly string[]): string[] | null => {
    for (const name of next.get(path.at(-1) ?? '') ?? []) {
      if (name === from) return [...path, name];
      if (path.includes(name)) continue;
      const found = search([...path, name]);
      if (found !== null) return found;
    }
    return null;
  };
  return search([from]);
}

/** Names of jobs a run of this one may lead to, whatever its end. */
export function reachable(jobs: readonly ChainedJob[], from: string): ReadonlySet<string> {
  const next = followers(jobs);
  const found = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const other of next.get(name) ?? []) {
      if (found.has(other)) continue;
      found.add(other);
      open.push(other);
    }
  }
  return found;
}

function followers(jobs: readonly ChainedJob[]): ReadonlyMap<string, ReadonlySet<string>> {
  const next = new Map<string, Set<string>>();
  const link = (from: string, to: string) => next.set(from, (next.get(from) ?? new Set()).add(to));
  for (const job of jobs) {
    for (const key of linkKeys) for (const { job: to } of job[key]) if (to !== undefined) link(job.name, to);
    for (const parent of job.after) link(parent, job.name);
  }
  return next;
}

/** A success of one of the jobs another waits for, not used up yet. */
export interface Token {
  parent: string;
  run: string;
  /** the run that began the chain it belongs to; its own id when it is no part of one */
  cycle: string;
}

/**
 * The successes that together let a job start when one of `cycle` has just come; null: some are missing. A parent that belongs to
 * the chain which this cycle is must have succeeded in it; another counts by its latest success. `tokens`: oldest first.
 */
export function completeCycle(
  after: readonly string[],
  tokens: readonly Token[],
  { cycle, belongs }: { cycle: string; belongs: ReadonlySet<string> },
): Token[] | null {
  const found = after.map((parent) => {
    const own = tokens.filter((token) => token.parent === parent);
    return own.find((token) => token.cycle === cycle) ?? (belongs.has(parent) ? undefined : own.at(-1));
  });
  return found.every((token) => token !== undefined) ? found : null;
}
