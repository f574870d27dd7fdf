// What is typed above the schedules, and which of them it leaves. Words are joined by "and"; pure.
import type { Schedule } from '../../../shared/contract/schedules.ts';

/** `is:paused`, `is:disabled`, or any text of job, name, line, words and zone; a leading `-` turns a word round. */
export function filterSchedules(schedules: readonly Schedule[], query: string): readonly Schedule[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return schedules;
  return schedules.filter((schedule) =>
    words.every((word) => (word.startsWith('-') && word.length > 1 ? !fits(schedule, word.slice(1)) : fits(schedule, word))),
  );
}

function fits({ job, name, text, words, timezone, paused, enabled }: Schedule, word: string): boolean {
  if (word === 'is:paused') return paused !== null;
  if (word === 'is:disabled') return !enabled;
  return [job, name, text, words, timezone].join('\n').toLowerCase().includes(word);
}
