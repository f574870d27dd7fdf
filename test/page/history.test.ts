// What the history's page decides: words of its filter, and the bar of what there was over time.
import { describe, expect, test } from 'vitest';
import { cutBetween, cutOf, densityOf, moved, stretchOf, ticksOf } from '../../renderer/history/density.ts';
import {
  brushedFilter,
  brushOf,
  brushWord,
  chipsOf,
  filterOf,
  suggestionsFor,
  whyNoWord,
  withWord,
  withWords,
  wordsOf,
} from '../../renderer/history/words.ts';
import type { Tally } from '../../shared/contract/history.ts';

const now = Date.UTC(2026, 10, 24, 9);
const hourMs = 3_600_000;

describe('a typed word', () => {
  test.each([
    ['state:failed', {}, { state: 'failed' }],
    ['state:partial', { state: 'failed' }, { state: 'failed,partial' }],
    ['state:failed', { state: 'failed,partial' }, { state: 'failed,partial' }],
    ['host:web-*', { q: 'x' }, { q: 'x', host: 'web-*' }],
    ['exit:137', {}, { exit: '137' }],
    ['since:24h', { brush: 'a..b' }, { since: '24h' }],
    ['out of memory', {}, { q: 'out of memory' }],
    ['note:this', {}, { q: 'note:this' }],
    ['"state:failed"', {}, { q: 'state:failed' }],
  ])('%s joins the others', (word, search, next) => expect(JSON.parse(JSON.stringify(withWord(search, word)))).toEqual(next));

  test.each(['state:purple', 'exit:300', 'exit:x', 'since:teatime', 'pinned:perhaps', 'job:', '  '])('%s is none', (word) =>
    expect(withWord({}, word)).toBeNull(),
  );

  test('may be several, which are taken apart where one is a filter', () => {
    expect(wordsOf('state:failed, host:web-*, disk full')).toEqual(['state:failed', 'host:web-*', 'disk full']);
    expect(wordsOf('state:failed,partial')).toEqual(['state:failed,partial']);
    expect(wordsOf('since:2026-11-20 10:30 job:a')).toEqual(['since:2026-11-20 10:30', 'job:a']);
    expect(wordsOf('error: disk full')).toEqual(['error: disk full']);
    expect(withWords({ job: 'a' }, 'state:failed host:web-*')).toEqual({
      search: { job: 'a', state: 'failed', host: 'web-*' },
      wrong: null,
    });
    // all or nothing
    expect(withWords({ job: 'a' }, 'host:web-* state:purple')).toEqual({ search: { job: 'a' }, wrong: 'state:purple' });
  });

  test('that is none says why, and what to write', () => {
    expect(['state:purple', 'state:failed,purple', 'exit:300', 'since:teatime', 'job:', '  '].map(whyNoWord)).toEqual([
      'state: takes one of queued, running, succeeded, partial, failed, cancelled, not purple.',
      'state: takes one of queued, running, succeeded, partial, failed, cancelled, not purple.',
      'exit: takes a number from 0 to 255, not 300.',
      'since: takes an age as 2d or 12h, or a day as 2026-11-20, not teatime.',
      'job: takes name of a job.',
      'Write what to look for.',
    ]);
  });

  test('is suggested: fields first, then what they take, and what is typed itself', () => {
    const words = (typed: string) => suggestionsFor(typed, { job: ['backup-db', 'logrotate'] }).map(({ word }) => word);
    expect([words('st'), words('state:fa'), words('job:'), words('job:rot'), words('exit:13'), words('user:a')]).toEqual([
      ['st', 'state:'],
      ['state:failed'],
      ['job:backup-db', 'job:logrotate'],
      ['job:rot', 'job:logrotate'],
      ['exit:13'],
      ['user:a'],
    ]);
  });
});

test('the address says what the engine is asked, and what cannot be is not asked', () => {
  const search = { q: 'x', state: 'failed,purple,partial', trigger: 'api', exit: '137', pinned: 'yes', since: '24h', user: 'ana' };
  expect(filterOf(search, now)).toMatchObject({
    text: 'x',
    state: ['partial', 'failed'],
    trigger: ['api'],
    exitCode: 137,
    pinned: true,
    since: '2026-11-23T09:00:00.000Z',
    actor: 'ana',
  });
  expect(filterOf({ state: 'purple', exit: 'x', since: 'teatime' }, now)).toMatchObject({
    state: undefined,
    exitCode: undefined,
    since: undefined,
  });
});

test('a brushed stretch is kept in the address and narrows what is listed', () => {
  const stretch = { from: now - 3 * hourMs, until: now - hourMs };
  const search = { job: 'x', brush: brushWord(stretch) };
  expect([brushOf(search), brushOf({ brush: 'x..y' }), brushedFilter({ job: 'x' }, stretch)]).toEqual([
    stretch,
    null,
    { job: 'x', since: '2026-11-24T06:00:00.000Z', before: '2026-11-24T08:00:00.000Z' },
  ]);
  expect(chipsOf({ ...search, since: '7d' }, 'utc', now).map(({ text }) => text)).toEqual([
    'job:x',
    'since:7d ago',
    'Tue 24 Nov 06:00 – 08:00',
  ]);
});

const tally: Tally = {
  total: 5,
  newest: 'r-1',
  from: '2026-11-24T00:20:00.000Z',
  until: '2026-11-24T09:00:00.000Z',
  bucketMs: hourMs,
  buckets: [
    { at: '2026-11-24T00:00:00.000Z', counts: { succeeded: 3, failed: 1 } },
    { at: '2026-11-24T08:00:00.000Z', counts: { partial: 1 } },
  ],
  pinned: 0,
  removed: [],
};

describe('the bar', () => {
  const density = densityOf(tally);
  if (density === null) throw new Error('the tally has runs');

  test('has a place for every bucket, and what needs somebody at the bottom', () => {
    expect(density).toMatchObject({
      count: 10,
      most: 4,
      pieces: [
        {
          index: 0,
          total: 4,
          parts: [
            { state: 'failed', count: 1 },
            { state: 'succeeded', count: 3 },
          ],
        },
        { index: 8, total: 1 },
      ],
    });
    expect(ticksOf(density, 'utc', 4)).toEqual([
      { bucket: 0, text: '24 Nov 00:00' },
      { bucket: 3, text: '03:00' },
      { bucket: 6, text: '06:00' },
    ]);
  });

  test('is cut where the pointer went, in whole buckets, in either direction', () => {
    expect([cutBetween(density, 0.25, 0.61), cutBetween(density, 0.61, 0.25), cutBetween(density, -1, 2)]).toEqual([
      { first: 2, end: 7 },
      { first: 2, end: 7 },
      { first: 0, end: 10 },
    ]);
    const stretch = stretchOf(density, { first: 2, end: 7 });
    expect([cutOf(density, stretch), cutOf(density, null), cutOf(density, stretchOf(density, { first: 0, end: 10 }))]).toEqual([
      { first: 2, end: 7 },
      null,
      null,
    ]);
  });

  test('is cut by keys too, and never to nothing', () => {
    const keys = (end: 'first' | 'end', ...pressed: string[]) =>
      pressed.reduce((cut, key) => moved(cut, end, key, 10) ?? cut, { first: 2, end: 5 });
    expect([
      keys('first', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'),
      keys('first', 'Home'),
      keys('end', 'PageUp', 'ArrowLeft'),
      keys('end', 'Home'),
      keys('end', 'End', 'x'),
    ]).toEqual([
      { first: 4, end: 5 },
      { first: 0, end: 5 },
      { first: 2, end: 6 },
      { first: 2, end: 3 },
      { first: 2, end: 10 },
    ]);
  });
});
