// ClusterShell as the judge of the target language: the same names, the same order, the same fold, the same refusals.
import { describe, expect, test } from 'vitest';
import { expandNames } from '../../shared/model/target/expand.ts';
import { foldNames } from '../../shared/model/target/fold.ts';
import { resolveTarget } from '../../shared/model/target/resolve.ts';
import { askNodeset, nodesetInterpreter } from './nodeset.ts';
import { chanceOf, expressions } from './target-cases.ts';

const interpreter = nodesetInterpreter();

function ours(expression: string): { expanded: string[]; folded: string } {
  const expanded = expandNames(expression);
  return { expanded, folded: foldNames(expanded) };
}

describe.skipIf(interpreter === null)('against nodeset (package clustershell)', () => {
  const ask = (cases: readonly string[]) => askNodeset(interpreter ?? '', cases);

  test('600 expressions expand and fold to the same names in the same order', () => {
    const cases = expressions(600, 20_261_124);
    const answers = ask(cases);
    expect(answers.filter((answer) => answer.error !== null)).toEqual([]);
    expect(answers.filter((answer) => answer.expanded.length > 0).length).toBeGreaterThan(300);
    cases.forEach((text, i) => {
      expect({ text, ...ours(text) }).toEqual({ text, expanded: answers[i]?.expanded, folded: answers[i]?.folded });
    });
  });

  test('any 300 subsets of a grid fold to the same boxes', () => {
    const chance = chanceOf(7);
    const cases = Array.from({ length: 300 }, (_, i) => {
      const [width, height] = [2 + (i % 11), 2 + (i % 7)];
      const names: string[] = [];
      for (let x = 1; x <= width; x += 1)
        for (let y = 8; y < 8 + height; y += 1)
          if (chance() < 0.7) names.push(`r${x}n${i % 3 === 0 ? y : String(y).padStart(2, '0')}${i % 5 === 0 ? '-0' : ''}`);
      return names.sort(() => chance() - 0.5).join(',') || 'none';
    });
    const answers = ask(cases);
    expect(cases.map(ours)).toEqual(answers.map(({ expanded, folded }) => ({ expanded, folded })));
  });

  test('what nodeset objects to is refused here too', () => {
    const cases = ['a,,b', ',a', 'a,', '!a', 'a!', 'a]', 'a[1-3', 'a[]', 'a[1,]', 'a[5-3]', 'a[01-100]', 'a[1-010]', 'a[00-2]', 'a[3/2]'];
    cases.push('a[1-3/]', 'a[1-3/0]', 'a[1--3]', 'a[1 2]', 'a[x]', 'a[1-2][3-4]', 'a[1-2]5[3-4]', 'a[[1-2]]', 'web0[9-10]');
    expect(ask(cases).filter((answer) => answer.error === null)).toEqual([]);
    for (const text of cases) expect(() => expandNames(text), text).toThrowError(expect.objectContaining({ code: 'DJ-TARGET-SYNTAX' }));
  });

  test('a target over a catalog of all names resolves as nodeset expands it', () => {
    const cases = expressions(200, 42);
    const catalog = {
      hosts: [...new Set(cases.flatMap((text) => expandNames(text.replaceAll(/[!&^]/g, ','))))].map((name) => ({
        name,
        clusters: [],
        tags: {},
        facts: {},
      })),
    };
    const answers = ask(cases);
    cases.forEach((text, i) => {
      expect({ text, hosts: resolveTarget(text, catalog) }).toEqual({ text, hosts: answers[i]?.expanded });
    });
  });
});
