// What is typed above the list of jobs, and which jobs it leaves. Words are joined by "and"; pure.
import type { Job } from '../../../shared/contract/jobs.ts';

/** `tag:backup`, `last:failed`, `last:never`, `is:disabled`, `is:scheduled`, or any text of name, description, target or tag; a leading `-` turns a word round. */
export function filterJobs(jobs: readonly Job[], query: string): readonly Job[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) =>
    words.every((word) => (word.startsWith('-') && word.length > 1 ? !fits(job, word.slice(1)) : fits(job, word))),
  );
}

export function lastState(job: Job): string {
  return job.recentRuns[0]?.state ?? 'never';
}

function fits(job: Job, word: string): boolean {
  if (word === 'is:disabled') return !job.enabled;
  if (word === 'is:scheduled') return job.definition.schedules.length > 0;
  const [, field, value = ''] = /^(tag|last):(.*)$/.exec(word) ?? [];
  if (field === 'tag') return job.tags.some((tag) => tag.toLowerCase().startsWith(value));
  if (field === 'last') return lastState(job).startsWith(value);
  return [job.name, job.description, job.targets, ...job.tags].join('\n').toLowerCase().includes(word);
}

export interface Facet {
  word: string;
  /** a state, when the word speaks of one */
  state: string | null;
  count: number;
}

/** Words worth offering: states of last runs and the commonest tags, those that leave some jobs but not all. */
export function jobFacets(jobs: readonly Job[]): Facet[] {
  const states = countBy(jobs.map(lastState)).filter(([state]) => state !== 'succeeded');
  const tags = countBy(jobs.flatMap((job) => job.tags)).slice(0, 6);
  return [
    ...states.map(([state, count]) => ({ word: `last:${state}`, state, count })),
    ...tags.map(([tag, count]) => ({ word: `tag:${tag.toLowerCase()}`, state: null, count })),
  ].filter(({ count }) => count < jobs.length);
}

function countBy(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
