// Lines compared: what stayed, went and came, and the places where that happened.
import { describe, expect, test } from 'vitest';
import { diffLines, hunksOf, type LineChange } from '../../../shared/model/fold/line-diff.ts';
import { createRandom } from '../../support/random.ts';

const sign = { same: ' ', removed: '-', added: '+' };
const shown = (before: readonly string[], after: readonly string[]) => (change: LineChange) =>
  sign[change.kind] + (change.after === null ? before[change.before ?? 0] : after[change.after]);

describe('two lists of lines', () => {
  test('give back both, whatever they are', () => {
    const random = createRandom(11);
    for (let round = 0; round < 300; round++) {
      const list = () => Array.from({ length: random.below(30) }, () => random.pick(['', 'a', 'b', 'c', 'd']));
      const [before, after] = [list(), list()];
      const changes = diffLines(before, after) ?? [];
      expect(changes.filter(({ kind }) => kind !== 'added').map((change) => before[change.before ?? -1])).toEqual(before);
      expect(changes.filter(({ kind }) => kind !== 'removed').map((change) => after[change.after ?? -1])).toEqual(after);
      for (const { kind, before: a, after: b } of changes) if (kind === 'same') expect(before[a ?? -1]).toBe(after[b ?? -1]);
    }
  });

  test('are too different when too many lines would change', () => {
    const list = (word: string) => Array.from({ length: 600 }, (_, i) => `${word} ${i}`);
    expect(diffLines(list('a'), list('b'), 1000)).toBeNull();
    expect(diffLines(list('a'), list('b'), 1200)).toHaveLength(1200);
    const turned = list('a').reverse();
    expect(diffLines(list('a'), turned, 1000)).toBeNull();
    expect(diffLines(list('a'), turned, 1198)).toHaveLength(1199);
  });
});

describe('places of change', () => {
  const before = Array.from({ length: 30 }, (_, i) => `${i}`);

  test('have lines about them, and are one where these meet', () => {
    const after = before.flatMap((line) => (line === '2' ? [] : line === '8' ? ['eight'] : line === '25' ? ['25', 'more'] : [line]));
    const changes = diffLines(before, after) ?? [];
    const texts = (context: number) => hunksOf(changes, context).map((hunk) => hunk.map(shown(before, after)).join(' '));
    expect(texts(1)).toEqual([' 1 -2  3', ' 7 -8 +eight  9', ' 25 +more  26']);
    expect(texts(3)).toEqual([' 0  1 -2  3  4  5  6  7 -8 +eight  9  10  11', ' 23  24  25 +more  26  27  28']);
    expect(texts(0)).toEqual(['-2', '-8 +eight', '+more']);
  });

  test('are none when nothing changed', () => expect(hunksOf(diffLines(before, before) ?? [])).toEqual([]));
});
