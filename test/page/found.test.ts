// What the page makes of a search: events gathered, ways from match to match, lines around matches.
import { describe, expect, it } from 'vitest';
import { type FoundHit, hitFrom, nothingFound, rangesAround, withEvent } from '../../renderer/find/found.ts';
import { matchesOf, piecesOf, shownRanges } from '../../renderer/find/matches.ts';
import { ansiSpans } from '../../renderer/output/ansi-spans.ts';
import { screenLine } from '../../renderer/output/screen-line.ts';

const hit = (host: string, n: number, attempt = 1): FoundHit => ({
  host,
  n,
  attempt,
  at: '2026-01-01T00:00:00.000Z',
  text: `${host} ${n}`,
  ranges: [],
  before: 0,
});

it('hits, exact counts and progress are gathered as they are told', () => {
  const progress = { type: 'progress', searched: 5, total: 10, lines: 3, told: 2, complete: false } as const;
  const found = [
    { type: 'hits' as const, host: 'a', attempt: 1, hits: [{ n: 4, at: '', stream: 'stdout' as const, text: 'x', ranges: [] }] },
    { type: 'counts' as const, hosts: [{ host: 'a', attempt: 1, lines: 1 }] },
    { type: 'counts' as const, hosts: [{ host: 'a', attempt: 1, lines: 3 }] },
    progress,
  ].reduce(withEvent, nothingFound);
  expect([found.hits, [...found.counts], found.progress]).toEqual([
    [{ host: 'a', attempt: 1, n: 4, at: '', text: 'x', ranges: [], before: 0 }],
    [['a', 3]],
    progress,
  ]);
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

describe('what is marked in a line', () => {
  /** the marked parts of a line as a host wrote it, when the engine found these in the text without sequences */
  const marked = (raw: string, text: string, ...ranges: [number, number][]) => {
    const shown = ansiSpans(screenLine(raw).text)
      .map((span) => span.text)
      .join('');
    return shownRanges(shown, { text, ranges, before: 0 }).map(([from, to]) => [from, shown.slice(from, to)]);
  };

  it('is where it was found, also among colours', () => {
    expect(marked('an error, an error', 'an error, an error', [3, 8], [13, 18])).toEqual([
      [3, 'error'],
      [13, 'error'],
    ]);
    expect(marked('an \u001b[31mer\u001b[1mror\u001b[0m here', 'an error here', [3, 8])).toEqual([[3, 'error']]);
  });

  it('is looked for where a terminal shows it: after tabs, and in what a line left when it overwrote itself', () => {
    expect(marked('\u001b[1ma\tb', 'a\tb', [2, 3])).toEqual([[8, 'b']]);
    expect(marked(' 10% of 10\r100% of 10', ' 10% of 10\r100% of 10', [1, 3], [8, 10])).toEqual([
      [0, '10'],
      [8, '10'],
    ]);
    expect(marked('old\rnew', 'old\rnew', [0, 3])).toEqual([]);
  });

  it('does not reach what is hidden of a mark of a script', () => {
    const hit = { text: '::error::an error', ranges: [[2, 7] as [number, number], [12, 17] as [number, number]], before: 0 };
    expect(shownRanges('an error', hit, '::error::'.length)).toEqual([[3, 8]]);
  });

  it('lies behind what comes before the part of a long line that was told', () => {
    expect(shownRanges('xxxx a b a', { text: 'b a', ranges: [[2, 3]], before: 7 })).toEqual([[9, 10]]);
  });

  it('is cut where colours change', () => {
    const ranges = [[3, 8]] as const;
    expect([...piecesOf('an er', 0, ranges), ...piecesOf('ror here', 5, ranges)]).toEqual([
      { at: 0, text: 'an ', found: false },
      { at: 3, text: 'er', found: true },
      { at: 5, text: 'ror', found: true },
      { at: 8, text: ' here', found: false },
    ]);
  });

  it('is of the attempt that is shown', () => {
    const matches = matchesOf(
      [hit('a', 4), hit('b', 5, 2), hit('b', 6)],
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      null,
    );
    expect([matches.of('a', 4)?.n, matches.of('b', 5)?.n, matches.of('b', 6), matches.of('c', 1)]).toEqual([4, 5, null, null]);
  });
});
