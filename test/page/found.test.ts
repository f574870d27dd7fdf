// What the page makes of a search: events gathered, ways from match to match, lines around matches.
import { describe, expect, it } from 'vitest';
import { type FoundHit, hitFrom, nothingFound, rangesAround, withEvent } from '../../renderer/find/found.ts';

const hit = (host: string, n: number, attempt = 1): FoundHit => ({ host, n, attempt, text: `${host} ${n}` });

it('hits, exact counts and progress are gathered as they are told', () => {
  const progress = { type: 'progress', searched: 5, total: 10, lines: 3, told: 2, complete: false } as const;
  const found = [
    { type: 'hits' as const, host: 'a', attempt: 1, hits: [{ n: 4, at: '', stream: 'stdout' as const, text: 'x', ranges: [] }] },
    { type: 'counts' as const, hosts: [{ host: 'a', attempt: 1, lines: 1 }] },
    { type: 'counts' as const, hosts: [{ host: 'a', attempt: 1, lines: 3 }] },
    progress,
  ].reduce(withEvent, nothingFound);
  expect([found.hits, [...found.counts], found.progress]).toEqual([[{ host: 'a', attempt: 1, n: 4, text: 'x' }], [['a', 3]], progress]);
});

describe('the way on', () => {
  const hits = [hit('b', 3), hit('a', 9), hit('a', 2)];
  const hosts = ['a', 'b'];
  const from = (host: string, line: number, step: 1 | -1) => {
    const found = hitFrom(hits, hosts, { host, line }, step);
    return found === null ? null : `${found.host} ${found.n}`;
  };

  it('goes by hosts and lines, and round', () => {
    expect([from('a', 0, 1), from('a', 2, 1), from('a', 9, 1), from('b', 3, 1)]).toEqual(['a 2', 'a 9', 'b 3', 'a 2']);
    expect([from('a', 2, -1), from('b', 3, -1), from('b', 99, -1)]).toEqual(['b 3', 'a 9', 'b 3']);
  });

  it('leads nowhere when nothing is found', () => {
    expect(hitFrom([], hosts, { host: 'a', line: 1 }, 1)).toBeNull();
  });
});

it('lines around matches of this attempt are joined where they touch', () => {
  const hits = [hit('a', 2), hit('a', 6), hit('a', 20), hit('b', 10), hit('a', 40, 2)];
  expect(rangesAround(hits, { host: 'a', attempt: 1 }, 2)).toEqual([
    { from: 1, to: 8 },
    { from: 18, to: 22 },
  ]);
});
