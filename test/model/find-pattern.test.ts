// The way a pattern is looked for, and that an expression held against many lines at once finds the lines it finds in each alone.
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../shared/model/find/pattern.ts';
import { createRandom } from '../support/random.ts';

const regex = (text: string) => compilePattern({ text, regex: true, case: true, word: false });

describe('the way of a pattern', () => {
  test('is the fastest that is exact', () => {
    const way = (text: string, change = {}) => compilePattern({ text, regex: false, case: true, word: false, ...change }).way;
    expect([way('a.b'), way('a.b', { case: false }), way('größe', { case: false }), way('a', { word: true })]).toEqual([
      'bytes',
      'latin1',
      'text',
      'text',
    ]);
    expect(['a+b', 'a\\s+b', '[^,]*x', '[\\s,]x', '\\W', '(?:a|b)c', '(?<n>a)\\1'].map((text) => regex(text).way)).toEqual(
      Array(7).fill('text'),
    );
    expect(['a(?=b)', '(?<!a)b', '[^-a]', '[\\s-a]', '\\u000a', '\\p{Cc}', 'a\\nb', '[\\W]'].map((text) => regex(text).way)).toEqual(
      Array(8).fill('line'),
    );
  });

  test('makes no difference to the lines that are found', () => {
    const random = createRandom(7);
    const parts = [
      'a',
      'b',
      '\\s',
      '\\S',
      '\\W',
      '\\D',
      '[^a]',
      '[^b-]',
      '[\\s,]',
      '.',
      '\\b',
      '^',
      '$',
      '(a|,)',
      '\\d',
      ',',
      ' ',
      '[^]',
      '\\B',
    ];
    const counts = ['', '', '', '*', '+', '?', '{2}'];
    const letters = ['a', 'b', ',', ' ', '\t', '1', 'é', '\u00a0', '\u2028', '-', '\r'];
    for (let i = 0; i < 3000; i++) {
      const piece = () => {
        const part = random.pick(parts);
        return part + (/^(\\b|\\B|\^|\$)$/.test(part) ? '' : random.pick(counts));
      };
      const text = Array.from({ length: 1 + random.below(4) }, piece).join('');
      const lines = Array.from({ length: 6 }, () => Array.from({ length: random.below(5) }, () => random.pick(letters)).join(''));
      const { way, lines: bound } = regex(text);
      if (way !== 'text') continue;
      const alone = new RegExp(text, 'mu');
      const slab = lines.map((line) => `${line}\n`).join('');
      const found: number[] = [];
      for (let at = 0; at < slab.length; ) {
        bound.lastIndex = at;
        const match = bound.exec(slab);
        if (match === null || match.index >= slab.length) break;
        expect({ text, slab, match: match[0].includes('\n') }).toEqual({ text, slab, match: false });
        found.push(slab.slice(0, match.index).split('\n').length - 1);
        at = slab.indexOf('\n', match.index) + 1;
      }
      expect({ text, lines, found }).toEqual({ text, lines, found: lines.flatMap((line, n) => (alone.test(line) ? [n] : [])) });
    }
  });
});
