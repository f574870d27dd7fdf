import { expect, test } from 'vitest';
import { countedAtMost, createLoad } from '../../../shared/model/schedule/load.ts';

function* every(ms: number): Generator<number> {
  for (let at = 0; ; at += ms) yield at;
}

test('what is due is counted by pieces of time, as often as its weight', () => {
  const load = createLoad({ from: 0, until: 40, sizeMs: 10 });
  expect(load.count([1, 2, 15, 39, 40, 99], 3)).toBe(4);
  expect(load.points()).toEqual([
    { at: 0, due: 6 },
    { at: 10, due: 3 },
    { at: 20, due: 0 },
    { at: 30, due: 3 },
  ]);
});

test('what comes too often to be counted goes on by its pace to the end', () => {
  const until = 10 * countedAtMost;
  const load = createLoad({ from: 0, until, sizeMs: until / 10 });
  expect(load.count(every(1), 1)).toBeGreaterThan(until * 0.999);
  for (const { due } of load.points()) expect(Math.abs(due - until / 10)).toBeLessThan(3);
});
