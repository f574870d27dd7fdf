// Whose output goes, by age, number and size.
import { expect, test } from 'vitest';
import { type Keepable, leavingRuns } from '../../shared/model/retention.ts';

const day = 86_400_000;
const now = 1000 * day;
const none = { days: null, runs: null, bytes: null };

/** Newest first: run 0 ended just now, run n n days ago. */
const runs = (count: number, more: Partial<Keepable> = {}): Keepable[] =>
  Array.from({ length: count }, (_, i) => ({
    run: `r-${i}`,
    job: 'backup',
    finishedAt: now - i * day,
    bytes: 100,
    pinned: false,
    keep: null,
    ...more,
  }));

const names = (leaving: { run: string }[]) => leaving.map(({ run }) => run);

test('without limits everything stays', () => expect(leavingRuns(runs(50), none, now)).toEqual([]));

test('by age: what is older, not what is just as old', () => {
  expect(leavingRuns(runs(5), { ...none, days: 3 }, now)).toEqual([{ run: 'r-4', why: 'it is older than 3 days' }]);
});

test('by number: of each job by itself, and of commands together', () => {
  const mixed = runs(6).map((run, i) => ({ ...run, job: i % 2 === 0 ? 'backup' : null }));
  expect(leavingRuns(mixed, { ...none, runs: 2 }, now)).toEqual([
    { run: 'r-4', why: 'only the 2 newest runs of job backup keep their output' },
    { run: 'r-5', why: 'only the 2 newest runs of commands keep their output' },
  ]);
});

test('by size: the newest that fit stay, and what goes anyway takes no room', () => {
  expect(names(leavingRuns(runs(5), { ...none, bytes: 300 }, now))).toEqual(['r-3', 'r-4']);
  const first = { ...runs(1)[0], keep: { runs: null, days: 1 }, finishedAt: now - 2 * day } as Keepable;
  expect(names(leavingRuns([first, ...runs(3)], { ...none, bytes: 300 }, now))).toEqual(['r-0']);
});

test('what is pinned never goes and takes no place, but its bytes count', () => {
  const some = runs(5).map((run, i) => ({ ...run, pinned: i === 0 || i === 4 }));
  expect(names(leavingRuns(some, { days: 1, runs: null, bytes: null }, now))).toEqual(['r-2', 'r-3']);
  expect(names(leavingRuns(some, { ...none, runs: 2 }, now))).toEqual(['r-3']);
  expect(names(leavingRuns(some, { ...none, bytes: 300 }, now))).toEqual(['r-2', 'r-3']);
});

test('what a job says goes before the settings, value by value', () => {
  const keep = { runs: null, days: 10 };
  expect(names(leavingRuns(runs(5, { keep }), { days: 1, runs: 4, bytes: null }, now))).toEqual(['r-4']);
});
