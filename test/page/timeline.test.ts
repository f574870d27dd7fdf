// The timeline by keyboard, its hatches, and what a scan puts on it.
import { describe, expect, test } from 'vitest';
import { filterEntries, hostLanes, shortCommand } from '../../renderer/crontab/host-lanes.ts';
import { linkWords } from '../../renderer/job/chain-words.ts';
import { cursorAfter } from '../../renderer/timeline/cursor.ts';
import { hatchesOf } from '../../renderer/timeline/hatches.ts';
import { loadOf, type Mark, type TimelineLane } from '../../renderer/timeline/moments.ts';
import type { HostEntry } from '../../shared/contract/fleet.ts';

const hour = 3_600_000;
const now = Date.parse('2026-10-24T12:00:00Z');

const mark = (from: number): Mark => ({ x: 0, from, until: from, state: 'due', count: 1, states: [], run: null, reason: null });

describe('the cursor', () => {
  const lanes = [[mark(1), mark(5), mark(9)], [], [mark(4), mark(8)]];
  const moved = (key: string, from: Parameters<typeof cursorAfter>[1]) =>
    cursorAfter(key, from, (lane) => lanes[lane] ?? [], lanes.length, 6);

  test('begins at the mark nearest to now, and moves from mark to mark and to the nearest of another lane', () => {
    expect(moved('ArrowDown', null)).toEqual({ lane: 0, mark: 1 });
    expect(moved('ArrowRight', { lane: 0, mark: 1 })).toEqual({ lane: 0, mark: 2 });
    expect(moved('ArrowRight', { lane: 0, mark: 2 })).toEqual({ lane: 0, mark: 2 });
    expect(moved('Home', { lane: 0, mark: 2 })).toEqual({ lane: 0, mark: 0 });
    expect(moved('ArrowDown', { lane: 0, mark: 2 })).toEqual({ lane: 1, mark: -1 });
    expect(moved('ArrowRight', { lane: 1, mark: -1 })).toEqual({ lane: 1, mark: -1 });
    expect(moved('ArrowDown', { lane: 1, mark: -1 })).toEqual({ lane: 2, mark: 0 });
    expect(moved('PageUp', { lane: 2, mark: 1 })).toEqual({ lane: 0, mark: 2 });
    expect(moved('End', { lane: 1, mark: -1 })).toEqual({ lane: 1, mark: -1 });
  });

  test('leaves other keys to others', () => {
    expect(moved('x', { lane: 0, mark: 0 })).toBeNull();
    expect(cursorAfter('ArrowDown', null, () => [], 0, 6)).toBeNull();
  });
});

describe('hatches', () => {
  const lane: TimelineLane = {
    key: 'a',
    title: 'a',
    detail: '',
    hint: '',
    job: 'a',
    timezone: 'Europe/Berlin',
    enabled: true,
    paused: null,
    blackouts: [{ from: now + hour, until: now + 2 * hour }],
    past: [],
    coming: [],
    moreFrom: null,
  };
  const context = { span: { from: now - 24 * hour, until: now + 24 * hour }, now, paused: null, zone: 'utc' as const };

  test('lie over blackouts, and over the hour that comes twice', () => {
    expect(hatchesOf(lane, context)).toEqual([
      {
        kind: 'blackout',
        from: now + hour,
        until: now + 2 * hour,
        word: 'blackout',
        hint: expect.stringMatching(/^blackout from .*13:00 to .*14:00 UTC$/),
      },
      {
        kind: 'clocks',
        from: Date.parse('2026-10-25T00:00:00Z'),
        until: Date.parse('2026-10-25T02:00:00Z'),
        word: 'clocks',
        hint: expect.stringMatching(/^Europe\/Berlin: clocks go from 03:00 to 02:00, Sun 25 Oct/),
      },
    ]);
  });

  test('lie over pauses until they end, and over what is disabled', () => {
    const pause = { since: '', until: new Date(now + hour).toISOString(), by: 'ana' };
    const held = { ...lane, blackouts: [], timezone: null };
    expect(hatchesOf({ ...held, paused: pause }, context)).toEqual([
      expect.objectContaining({ word: 'paused', from: now, until: now + hour }),
    ]);
    expect(hatchesOf({ ...held, enabled: false }, context)).toEqual([
      expect.objectContaining({ word: 'disabled', until: now + 24 * hour }),
    ]);
  });
});

describe('entries of a scan', () => {
  const entry = (id: number, more: Partial<HostEntry>): HostEntry => ({
    id,
    kind: 'cron',
    hosts: 'web-[1-3]',
    hostCount: 3,
    file: '/etc/crontab',
    text: '',
    command: '/usr/bin/backup --all',
    user: 'root',
    words: 'At 03:00',
    timezone: 'UTC',
    dueAt: [new Date(now + hour).toISOString()],
    more: false,
    nextAt: null,
    reason: null,
    job: null,
    ...more,
  });

  test('are lanes that weigh as many starts as they have hosts', () => {
    const lanes = hostLanes([entry(0, {}), entry(1, { dueAt: [] }), entry(2, { hostCount: 1, hosts: 'db' })]);
    expect(lanes.map(({ key, title, detail }) => [key, title, detail])).toEqual([
      ['0', 'backup --all', '3 hosts'],
      ['2', 'backup --all', 'db'],
    ]);
    expect(loadOf(lanes, now, now + 2 * hour).reduce((sum, { due }) => sum + due, 0)).toBe(4);
    expect(shortCommand('  [ -x /bin/x ] && /bin/x')).toBe('[ -x /bin/x ] && /bin/x');
  });

  test('are narrowed by words and by a finding', () => {
    const entries = [entry(0, {}), entry(1, { command: 'poll' }), entry(2, { user: 'ana' })];
    const finding = { kind: 'twice' as const, what: '', entries: [0, 1], at: null, times: null };
    const ids = (query: string, one: typeof finding | null = null) => filterEntries(entries, query, one).map(({ id }) => id);
    expect([ids(''), ids('BACKUP root'), ids('-poll'), ids('', finding), ids('poll', finding)]).toEqual([
      [0, 1, 2],
      [0],
      [0, 2],
      [0, 1],
      [1],
    ]);
  });
});

test('what follows a run is told in words', () => {
  expect(linkWords([{ job: 'verify', params: { label: 'nightly' } }, { script: 'logger a\nlogger b\n' }, { notify: 'desktop' }])).toBe(
    'the job verify (label=nightly), then a script here: logger a …, then a notice: desktop',
  );
});
