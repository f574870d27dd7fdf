// What the schedule screen makes of ledger and plan: lanes, marks, days, and words for pauses and absences.
import { describe, expect, it } from 'vitest';
import { filterSchedules } from '../../renderer/pages/schedule/schedule-filter.ts';
import { absenceCounts, absenceTitle } from '../../renderer/schedule/absence-words.ts';
import { pauseChoices, pauseWords } from '../../renderer/schedule/pause-choices.ts';
import { medianOf, othersAt } from '../../renderer/schedule/together.ts';
import { byDay, dayAfterKey, monthAfter, parseMonth, weeksOf } from '../../renderer/timeline/calendar-days.ts';
import { markWords } from '../../renderer/timeline/mark-words.ts';
import { lanesOf, type Moment, marksOf } from '../../renderer/timeline/moments.ts';
import { spanAround, ticksIn, xIn } from '../../renderer/timeline/time-span.ts';
import type { Absence, Occurrence, Planned, Schedule } from '../../shared/contract/schedules.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.parse('2026-11-25T03:00:00Z');
const iso = (at: number) => new Date(at).toISOString();

const schedule: Schedule = {
  job: 'backup-db',
  name: 'nightly',
  text: '30 2 * * *',
  words: 'At 02:30',
  timezone: 'UTC',
  jitterMs: 0,
  misfire: 'once',
  maxLateMs: null,
  enabled: true,
  paused: null,
  allPaused: null,
  nextAt: iso(now + 23.5 * hour),
  last: null,
};
const row = (dueAt: number, outcome: Occurrence['outcome'], run: string | null = null): Occurrence => ({
  job: 'backup-db',
  schedule: 'nightly',
  dueAt: iso(dueAt),
  outcome,
  reason: outcome === 'missed' ? 'djcron was closed' : null,
  run,
  decidedAt: iso(dueAt),
  count: 1,
  lastDueAt: iso(dueAt),
});
const plan = (job: string, dueAt: number[], more = false): Planned => ({
  job,
  schedule: 'nightly',
  timezone: 'UTC',
  dueAt: dueAt.map(iso),
  more,
  usualMs: null,
  paused: false,
  blackouts: [],
});
const moment = (at: number, state: string): Moment => ({ at, state, count: 1, run: null, reason: null });

describe('lanes', () => {
  it('join ledger and plan by schedule, oldest first, and say how known runs ended', () => {
    const [lane] = lanesOf({
      schedules: [schedule],
      ledger: [row(now - hour, 'ran', 'r-2'), row(now - 2 * hour, 'missed'), row(now - 3 * hour, 'ran', 'r-1')],
      planned: [plan('backup-db', [now + hour], true)],
      runStates: new Map([['r-2', 'failed']]),
    });
    expect(lane?.past.map(({ state }) => state)).toEqual(['ran', 'missed', 'failed']);
    expect([lane?.coming.map(({ at }) => at), lane?.moreFrom]).toEqual([[now + hour], now + hour]);
  });
});

describe('marks', () => {
  const x = xIn({ from: now - hour, until: now + hour }, 1200); // ten px a minute

  it('of one place are one, which shows what matters most', () => {
    const marks = marksOf([moment(now, 'ran'), moment(now + 10_000, 'missed'), moment(now + 10 * minute, 'succeeded')], x, 14);
    expect(marks.map(({ state, count, states }) => [state, count, states])).toEqual([
      [
        'missed',
        2,
        [
          ['missed', 1],
          ['ran', 1],
        ],
      ],
      ['succeeded', 1, [['succeeded', 1]]],
    ]);
  });

  it('say when and what in words', () => {
    const [both] = marksOf([moment(now, 'ran'), moment(now + minute, 'missed')], x, 60);
    expect(both && markWords(both, 'utc', now)).toBe('Wed 25 Nov 03:00 to 03:01 UTC: 1 missed, 1 ran');
    const [one] = marksOf([{ ...moment(now, 'skipped'), reason: 'blackout' }], x, 14);
    expect(one && markWords(one, 'utc', now)).toBe('Wed 25 Nov 03:00 UTC: skipped (blackout)');
  });
});

describe('the span of the timeline', () => {
  it('reaches as far back as ahead and moves in steps', () => {
    const span = spanAround(now + 1, '24h');
    expect(span).toEqual({ from: now - 24 * hour, until: now + 24 * hour });
    expect(spanAround(now + 2 * minute, '24h')).toEqual(span);
  });

  it('has ticks at round hours, days in words, and no more than there is room for', () => {
    const ticks = ticksIn(spanAround(now, '24h'), 'utc', 800);
    expect(ticks.map(({ text }) => text)).toEqual(['06:00', '12:00', '18:00', 'Wed 25 Nov', '06:00', '12:00', '18:00', 'Thu 26 Nov']);
    for (const span of ['6h', '24h', '7d', '30d'] as const)
      expect(ticksIn(spanAround(now, span), 'utc', 800).length).toBeLessThanOrEqual(11);
  });
});

describe('the calendar', () => {
  it('shows whole weeks from Monday on', () => {
    const weeks = weeksOf('2027-03');
    expect([weeks.length, weeks[0]?.[0], weeks.at(-1)?.at(-1)?.key]).toEqual([
      5,
      { key: '2027-03-01', day: 1, inMonth: true },
      '2027-04-04',
    ]);
    expect(weeksOf('2027-02').length).toBe(4);
    expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1), parseMonth('2026-13'), parseMonth('2026-12')]).toEqual([
      '2027-01',
      '2025-12',
      null,
      '2026-12',
    ]);
  });

  it('puts moments on the day of the zone shown', () => {
    const days = byDay([{ at: Date.parse('2026-11-25T23:59:59Z') }, { at: Date.parse('2026-11-26T00:00:00Z') }], 'utc');
    expect([...days.keys()]).toEqual(['2026-11-25', '2026-11-26']);
  });

  it('is walked by arrows, Home and End', () => {
    const from = '2027-03-03'; // a Wednesday
    expect(['ArrowLeft', 'ArrowDown', 'Home', 'End', 'x'].map((key) => dayAfterKey(key, from))).toEqual([
      '2027-03-02',
      '2027-03-10',
      '2027-03-01',
      '2027-03-07',
      null,
    ]);
  });
});

describe('a pause', () => {
  const morning = (at: number) => new Date(at).setUTCHours(8, 0, 0, 0);

  it('may last until the morning, today’s only while it is to come', () => {
    expect(pauseChoices(now, morning).map(({ key }) => key)).toEqual(['hour', 'today', 'tomorrow', 'open']);
    expect(pauseChoices(now + 6 * hour, morning).map(({ key }) => key)).toEqual(['hour', 'tomorrow', 'open']);
    expect(pauseChoices(now, morning)[2]?.until).toBe(Date.parse('2026-11-26T08:00:00Z'));
  });

  it('is told with its end and by whom', () => {
    const words = (until: string | null) => pauseWords({ since: iso(now), until, by: 'root' }, now, 'utc');
    expect([words(null), words(iso(now + hour)), words('2026-11-26T08:00:00Z'), words('2026-12-01T08:00:00Z')]).toEqual([
      'until somebody resumes them, by root',
      'until 04:00 UTC, by root',
      'until tomorrow 08:00 UTC, by root',
      'until Tue 1 Dec 08:00 UTC, by root',
    ]);
  });
});

describe('an absence', () => {
  const absence: Absence = {
    from: '2026-11-24T23:10:00Z',
    until: '2026-11-25T07:42:00Z',
    why: 'asleep',
    occurrences: [row(now, 'missed'), row(now - hour, 'missed'), row(now - 2 * hour, 'ran late', 'r-1')],
    total: 3,
  };

  it('is told with its reason, its time and what became of what was due', () => {
    expect(absenceTitle(absence, 'utc', now)).toBe('This computer was asleep, Tue 24 Nov 23:10 to Wed 25 Nov 07:42 UTC');
    expect(absenceCounts(absence)).toBe('3 occurrences came due: 2 missed, 1 ran late');
    expect(absenceCounts({ ...absence, total: 900 })).toBe('900 occurrences came due: 2 missed, 1 ran late, of the newest 3');
  });
});

describe('together', () => {
  it('are other jobs due at the very moment, each once', () => {
    const planned = [plan('a', [now]), plan('b', [now, now + hour]), plan('b', [now]), plan('c', [now + 1000]), plan('me', [now])];
    expect(othersAt(planned, 'me', now)).toEqual(['a', 'b']);
    expect(othersAt([{ ...plan('a', [now]), paused: true }], null, now)).toEqual([]);
  });

  it('is no median of nothing', () => {
    expect([medianOf([]), medianOf([3, 1, 2]), medianOf([4, 1])]).toEqual([null, 2, 2.5]);
  });
});

it('schedules are filtered by words and by whether they fire', () => {
  const paused: Schedule = { ...schedule, name: 'full', paused: { since: iso(now), until: null, by: 'root' } };
  const disabled: Schedule = { ...schedule, job: 'verify', enabled: false };
  const found = (query: string) => filterSchedules([schedule, paused, disabled], query).map(({ job, name }) => `${job}/${name}`);
  expect([found('is:paused'), found('is:disabled'), found('backup -full'), found('02:30 utc').length]).toEqual([
    ['backup-db/full'],
    ['verify/nightly'],
    ['backup-db/nightly'],
    3,
  ]);
});
