// Target expressions over a catalog: what nodeset cannot judge (groups, case, refusals), and folding.
import { describe, expect, test } from 'vitest';
import { AppError, refusalLine } from '../../shared/errors.ts';
import { expandNames } from '../../shared/model/target/expand.ts';
import { foldNames } from '../../shared/model/target/fold.ts';
import { editDistance, nearestOf } from '../../shared/model/target/nearest.ts';
import { resolveTarget } from '../../shared/model/target/resolve.ts';
import { wildcardMatcher } from '../../shared/model/target/wildcard.ts';
import { chanceOf, expressions } from './target-cases.ts';

const host = (name: string, clusters: string[] = [], tags: Record<string, string> = {}, facts: Record<string, string> = {}) => ({
  name,
  clusters,
  tags,
  facts,
});
const debian = { os: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.1.0-18-amd64' };
const alpine = { os: 'Alpine Linux v3.20', kernel: '6.12.1-lts' };
const catalog = {
  hosts: [
    host('web-02', ['web', 'rack1'], { role: 'front' }, debian),
    host('web-01', ['web', 'rack2'], { role: 'front', os: 'custom' }, debian),
    host('web-10', ['web', 'rack3'], { role: 'canary' }, alpine),
    host('Db-01', ['db', 'rack1'], { role: 'database', Env: 'prod' }, { os: 'Red Hat Enterprise Linux 9.4', kernel: '5.14.0' }),
    host('edge', ['all-edges'], { room: 'Room 5', empty: '' }),
  ],
};
const resolve = (expression: string) => resolveTarget(expression, catalog);

function refusalFor(expression: string): string {
  try {
    return `resolves to ${resolve(expression).join(' ')}`;
  } catch (error) {
    if (error instanceof AppError) return refusalLine(error.refusal);
    throw error;
  }
}

describe('names', () => {
  test('match without case, come out as the catalog spells them, and in order', () => {
    expect(resolve('WEB-10,edge,db-01,web-[01-02],web-01')).toEqual(['Db-01', 'edge', 'web-01', 'web-02', 'web-10']);
  });

  test('wildcards match any text or one character, also around ranges, and may match nothing', () => {
    expect(resolve('web-*')).toEqual(['web-01', 'web-02', 'web-10']);
    expect(resolve('web-?2')).toEqual(['web-02']);
    expect(resolve('*[1-2]')).toEqual(['Db-01', 'web-01', 'web-02']);
    expect(resolve('mail-*')).toEqual([]);
    expect(resolve('*')).toHaveLength(5);
  });

  test('operators go from left to right without precedence, blanks around them are free', () => {
    expect(resolve('@web ! web-02 , edge')).toEqual(['edge', 'web-01', 'web-10']);
    expect(resolve('edge,@web&@rack1')).toEqual(['web-02']);
    expect(resolve('@web\t^ @rack1 ')).toEqual(['Db-01', 'web-01', 'web-10']);
    expect(resolve('web-01!web-01')).toEqual([]);
  });
});

describe('groups', () => {
  test('@all and @* are every host; a cluster may carry a range; case does not count', () => {
    expect(resolve('@all')).toEqual(['Db-01', 'edge', 'web-01', 'web-02', 'web-10']);
    expect(resolve('@ALL ! @*')).toEqual([]);
    expect(resolve('@rack[1-2]')).toEqual(['Db-01', 'web-01', 'web-02']);
    expect(resolve('@DB')).toEqual(['Db-01']);
    expect(resolve('@rack*&@web')).toEqual(['web-01', 'web-02', 'web-10']);
  });

  test('a host has the tag before the fact of the same name', () => {
    expect(resolve('@os:debian')).toEqual(['web-02']);
    expect(resolve('@os:custom')).toEqual(['web-01']);
    expect(resolve('@fact.os:debian')).toEqual(['web-01', 'web-02']);
    expect(resolve('@tag.os:*')).toEqual(['web-01']);
    expect(resolve('@env:PROD,@role:front')).toEqual(['Db-01', 'web-01', 'web-02']);
  });

  test('a fact begins with the value as a word; with a wildcard the whole of it matches', () => {
    expect(resolve('@kernel:6.1')).toEqual(['web-01', 'web-02']);
    expect(resolve('@os:red')).toEqual(['Db-01']);
    expect(resolve('@os:*linux?12*')).toEqual(['web-02']);
    expect(refusalFor('@os:deb')).toContain('no host has the tag or fact os:deb');
    expect(resolve('@room:room?5')).toEqual(['edge']);
  });
});

describe('refusals', () => {
  test('an unknown host, cluster, tag or fact is named, anywhere, with the nearest known one', () => {
    expect(
      [
        'web-0l',
        'web-[10-12]',
        'web',
        '@wbe',
        '@web-01',
        '@nothing',
        '@all ! @rloe:front',
        '@role:fornt',
        '@fact.role:front',
        '@os:windows',
      ].map(refusalFor),
    ).toEqual([
      'there is no host "web-0l" (column 1 of "web-0l"): did you mean "web-02"? [DJ-TARGET-UNKNOWN]',
      'there is no host "web-[11-12]" (column 1 of "web-[10-12]"): did you mean "web-01"? [DJ-TARGET-UNKNOWN]',
      'there is no host "web" (column 1 of "web"): the cluster is written "@web" [DJ-TARGET-UNKNOWN]',
      'there is no cluster "wbe" (column 1 of "@wbe"): did you mean "@web"? [DJ-TARGET-UNKNOWN]',
      'there is no cluster "web-01" (column 1 of "@web-01"): the host "web-01" is written without "@" [DJ-TARGET-UNKNOWN]',
      'there is no cluster "nothing" (column 1 of "@nothing"): known clusters: all-edges, db, rack1, rack2, rack3, … [DJ-TARGET-UNKNOWN]',
      'no host has a tag or fact "rloe" (column 8 of "@all ! @rloe:front"): did you mean "@role:front"? [DJ-TARGET-UNKNOWN]',
      'no host has the tag or fact role:fornt (column 1 of "@role:fornt"): did you mean "@role:front"? [DJ-TARGET-UNKNOWN]',
      'no host has a fact "role" (column 1 of "@fact.role:front"): known facts: kernel, os [DJ-TARGET-UNKNOWN]',
      expect.stringContaining('no host has the tag or fact os:windows (column 1 of "@os:windows"): known values of "os": Alpine Linux'),
    ]);
  });

  test('wrong syntax is refused with the column and what to write', () => {
    const cases = [
      '',
      ' ',
      'web-01 web-02',
      'web-01,,edge',
      '!edge',
      'edge,',
      'edge & ',
      'web-[1-3',
      'web-]',
      'a/b',
      'röck',
      'user@host',
      '@',
      '@role:',
      '@:x',
      '@a@b',
    ];
    cases.push(
      'web-[5-1]',
      'web-[1-010]',
      'web-[1-9/0]',
      'web-[a]',
      'web-1[9-10]',
      'n[1-2][3-4]',
      'n[1-100001]',
      'n[1-99999999999999999999]',
    );
    expect(cases.map(refusalFor)).toMatchInlineSnapshot(`
      [
        "the target is empty (column 1 of ""): name a host, a cluster such as @web, or @all [DJ-TARGET-SYNTAX]",
        "the target is empty (column 1 of " "): name a host, a cluster such as @web, or @all [DJ-TARGET-SYNTAX]",
        "a blank between names joins nothing (column 8 of "web-01 web-02"): write "," (or "!", "&", "^") between them [DJ-TARGET-SYNTAX]",
        "nothing stands before "," (column 8 of "web-01,,edge"): name a host, a cluster such as @web, or @all [DJ-TARGET-SYNTAX]",
        "nothing stands before "!" (column 1 of "!edge"): name a host, a cluster such as @web, or @all [DJ-TARGET-SYNTAX]",
        "nothing follows "," (column 5 of "edge,"): name what it is to be joined with [DJ-TARGET-SYNTAX]",
        "nothing follows "&" (column 6 of "edge & "): name what it is to be joined with [DJ-TARGET-SYNTAX]",
        ""[" is not closed (column 5 of "web-[1-3"): close it with "]" [DJ-TARGET-SYNTAX]",
        ""]" closes nothing (column 5 of "web-]"): write ranges as web-[01-40,42] [DJ-TARGET-SYNTAX]",
        ""/" has no place in a name (column 2 of "a/b"): host names have letters, digits, ".", "-" and "_"; clusters, tags and facts begin with "@" [DJ-TARGET-SYNTAX]",
        ""ö" has no place in a name (column 2 of "röck"): host names have letters, digits, ".", "-" and "_"; clusters, tags and facts begin with "@" [DJ-TARGET-SYNTAX]",
        ""@" has no place in a name (column 5 of "user@host"): host names have letters, digits, ".", "-" and "_"; clusters, tags and facts begin with "@" [DJ-TARGET-SYNTAX]",
        ""@" names no cluster (column 1 of "@"): write @all or the name of a cluster [DJ-TARGET-SYNTAX]",
        ""@role:" lacks a value (column 1 of "@role:"): write @key:value, as in @role:front or @os:debian [DJ-TARGET-SYNTAX]",
        ""@:x" lacks a key (column 1 of "@:x"): write @key:value, as in @role:front or @os:debian [DJ-TARGET-SYNTAX]",
        ""@" inside a name (column 1 of "@a@b"): write an operator such as "," between names [DJ-TARGET-SYNTAX]",
        ""5-1" runs backwards (column 6 of "web-[5-1]"): write 1-5 [DJ-TARGET-SYNTAX]",
        "both ends of "1-010" must have the same number of digits (column 6 of "web-[1-010]"): write 001-010 [DJ-TARGET-SYNTAX]",
        ""1-9/0" has no usable step (column 6 of "web-[1-9/0]"): a step is 1 or more [DJ-TARGET-SYNTAX]",
        ""a" is not a range (column 6 of "web-[a]"): write 7, 01-40 or 1-20/5 [DJ-TARGET-SYNTAX]",
        "digits before a range that grows from 9 to 10 can be read in two ways (column 6 of "web-1[9-10]"): take the digits before the range into it, as in web[19,110] [DJ-TARGET-SYNTAX]",
        "two ranges without a letter between them (column 7 of "n[1-2][3-4]"): write them as one range [DJ-TARGET-SYNTAX]",
        "this is 100,001 names, more than 100,000 (column 1 of "n[1-100001]"): write a smaller range [DJ-TARGET-SYNTAX]",
        ""1-99999999999999999999" is too large (column 3 of "n[1-99999999999999999999]"): use indices of at most 15 digits [DJ-TARGET-SYNTAX]",
      ]
    `);
  });

  test('more than 100,000 names are refused before they are made', () => {
    expect(refusalFor('a[1-900]b[1-900]c[1-900]')).toBe(
      'this is 729,000,000 names, more than 100,000 (column 1 of "a[1-900]b[1-900]c[1-900]"): write a smaller range [DJ-TARGET-SYNTAX]',
    );
    expect(expandNames('n[1-100000]')).toHaveLength(100_000);
  });

  test('@ and wildcards need a catalog', () => {
    for (const text of ['@web', 'web-*', 'a,b?'])
      expect(() => expandNames(text)).toThrowError(expect.objectContaining({ code: 'DJ-TARGET-SYNTAX' }));
  });
});

describe('folding', () => {
  test('keeps padding, takes expressions as names, and prints nothing for nothing', () => {
    expect(foldNames(['web-03', 'web-01', 'web-07', 'web-02', 'web-01'])).toBe('web-[01-03,07]');
    expect(foldNames(['web-[1-3]', 'web-5,web-4!web-[2-4]'])).toBe('web-[1-3,5]');
    expect(foldNames([])).toBe('');
    expect(expandNames('  ')).toEqual([]);
  });

  test('what was folded expands to the same names in the same order', () => {
    for (const text of expressions(400, 3)) {
      const names = expandNames(text);
      expect(expandNames(foldNames(names))).toEqual(names);
      expect(foldNames([foldNames(names)].filter((folded) => folded !== ''))).toBe(foldNames(names));
    }
  });

  test('no order of the names changes the fold', () => {
    const chance = chanceOf(11);
    for (const text of expressions(200, 4)) {
      const names = expandNames(text);
      expect(foldNames([...names].sort(() => chance() - 0.5))).toBe(foldNames(names));
    }
  });

  test('large sets fold at once: 100,000 names of one row, 9,900 of a grid with holes', () => {
    expect(foldNames(expandNames('n[1-99999]x1').concat('n5x2'))).toBe('n[1-99999]x1,n5x2');
    const holed = expandNames('rack[001-100]node[001-100]').filter((_, i) => i % 100 !== Math.floor(i / 100));
    expect(expandNames(foldNames(holed)).sort()).toEqual(holed.sort());
  });
});

test('the nearest word is the one with the fewest edits; nothing is near to a word unlike all', () => {
  expect(['web-1', 'wbe', 'x'].map((word) => nearestOf(word, ['web', 'web-01', 'database']))).toEqual(['web-01', 'web', null]);
  expect([editDistance('', 'abc'), editDistance('abc', 'acb'), editDistance('kitten', 'sitting')]).toEqual([3, 1, 3]);
});

test('a wildcard with many stars does not run away', () => {
  expect(wildcardMatcher('*a*a*a*a*a*a*a*a*a*a*a*a*b')('a'.repeat(5000))).toBe(false);
  expect(['', 'ab', 'aXb', 'aXXb'].map(wildcardMatcher('a*b'))).toEqual([false, true, true, true]);
  expect(['', 'a', 'ab'].map(wildcardMatcher('?'))).toEqual([false, true, false]);
});
