// How much two outputs have in common, and what is nearly the same as what.
import { describe, expect, test } from 'vitest';
import { likenessOf, similarOf, sketchOf } from '../../../shared/model/fold/likeness.ts';
import { createRandom } from '../../support/random.ts';

const lines = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `line ${from + i}`);

describe('likeness', () => {
  test('is exact for a few lines, whatever their order', () => {
    const twenty = lines(20);
    expect(likenessOf(sketchOf(twenty), sketchOf([...twenty].reverse()))).toBe(1);
    expect(likenessOf(sketchOf(twenty), sketchOf([...lines(19), 'other']))).toBe(0.95);
    expect(likenessOf(sketchOf(lines(3)), sketchOf(lines(3, 100)))).toBe(0);
    expect(likenessOf(sketchOf([]), sketchOf([]))).toBe(0);
  });

  test('counts how often a line comes, and in which stream', () => {
    expect(likenessOf(sketchOf(['a', 'a', 'a', 'b']), sketchOf(['a', 'b', 'b', 'b']))).toBe(0.5);
    expect(likenessOf(sketchOf(['a'], []), sketchOf([], ['a']))).toBe(0);
  });

  test.each([0.5, 0.9, 0.95, 0.99])('of ten thousand lines is near %f', (share) => {
    const random = createRandom(7);
    const before = Array.from({ length: 10_000 }, () => `${random.number()}`);
    const after = before.map((line, i) => (i < share * before.length ? line : `new ${line}`));
    expect(Math.abs(likenessOf(sketchOf(before), sketchOf(after)) - share)).toBeLessThan(0.03);
  });
});

describe('groups that are nearly the same', () => {
  const group = (key: string, texts: readonly string[], end = 'ok') => ({ key, end, sketch: sketchOf(texts) });

  test('belong to the first that they are like, if they ended like it', () => {
    const similar = similarOf([
      group('big', lines(100)),
      group('near', [...lines(98), 'x', 'y']),
      group('failed', lines(100), 'exit 1'),
      group('other', lines(100, 1000)),
      group('near other', lines(99, 1000)),
      group('half', lines(50)),
    ]);
    expect([...similar].map(([key, { to, likeness }]) => [key, to, likeness.toFixed(3)])).toEqual([
      ['near', 'big', '0.980'],
      ['near other', 'other', '0.995'],
    ]);
  });
});
