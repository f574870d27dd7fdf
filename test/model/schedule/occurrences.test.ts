// When a cron line fires: in steady times, at both changes of the clock, in every zone there is.
import { describe, expect, test } from 'vitest';
import { type CronRule, firesOn, parseCron } from '../../../shared/model/schedule/cron.ts';
import {
  type ClockPolicies,
  everyOf,
  firstOf,
  gapPolicies,
  occurrencesOf,
  overlapPolicies,
  usualPolicies,
} from '../../../shared/model/schedule/occurrences.ts';
import { type Zone, zoneOf } from '../../../shared/model/schedule/zone.ts';

function next(expression: string, timezone: string, from: string, many: number, policies: Partial<ClockPolicies> = {}): string[] {
  const zone = zoneOf(timezone);
  const all = occurrencesOf(parseCron(expression), zone, Date.parse(from), { ...usualPolicies, ...policies });
  return firstOf(all, many).map((instant) => new Date(instant).toISOString().slice(0, 16));
}

type Case = [expression: string, timezone: string, from: string, next: string[], policies?: Partial<ClockPolicies>];

const cases: Case[] = [
  // steady
  ['30 2 * * *', 'UTC', '2026-11-24T02:29:59Z', ['2026-11-24T02:30', '2026-11-25T02:30']],
  ['30 2 * * *', 'UTC', '2026-11-24T02:30:00Z', ['2026-11-25T02:30']],
  ['*/35 * * * *', 'UTC', '2026-01-01T00:00:00Z', ['2026-01-01T00:35', '2026-01-01T01:00', '2026-01-01T01:35']],
  ['0 0 L * *', 'UTC', '2028-02-01T00:00:00Z', ['2028-02-29T00:00', '2028-03-31T00:00']],
  ['0 9 * * 1#2', 'UTC', '2026-11-01T00:00:00Z', ['2026-11-09T09:00', '2026-12-14T09:00']],
  ['0 9 * * 5L', 'UTC', '2026-11-01T00:00:00Z', ['2026-11-27T09:00', '2026-12-25T09:00']],
  ['0 0 29 2 *', 'UTC', '2096-03-01T00:00:00Z', ['2104-02-29T00:00']],
  ['0 0 13 * 5', 'UTC', '2026-11-01T00:00:00Z', ['2026-11-06T00:00', '2026-11-13T00:00', '2026-11-20T00:00']], // either
  ['0 0 */2 * 1', 'UTC', '2026-11-01T00:00:00Z', ['2026-11-09T00:00', '2026-11-23T00:00', '2026-12-07T00:00']], // both: a star
  ['0 0 31 2 1', 'UTC', '2027-01-31T00:00:00Z', ['2027-02-01T00:00', '2027-02-08T00:00']],
  ['0 0 * * 7', 'UTC', '2026-11-24T00:00:00Z', ['2026-11-29T00:00']],
  ['@weekly', 'UTC', '2026-11-24T00:00:00Z', ['2026-11-29T00:00']],
  // Berlin: 02:00 to 03:00 is passed over on 29 March 2026, and comes twice on 25 October
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:30', '2026-03-30T00:30'], { gap: 'shift' }],
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-30T00:30'], { gap: 'skip' }],
  ['30 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-29T01:30', '2026-03-30T00:30']],
  ['30 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:30', '2026-03-30T00:30'], { gap: 'shift' }], // once
  ['0,30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:00']], // once
  ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
  ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', ['2026-10-25T01:30', '2026-10-26T01:30'], { overlap: 'second' }],
  [
    '30 2 * * *',
    'Europe/Berlin',
    '2026-10-24T12:00:00Z',
    ['2026-10-25T00:30', '2026-10-25T01:30', '2026-10-26T01:30'],
    { overlap: 'both' },
  ],
  ['0 * * * *', 'Europe/Berlin', '2026-10-24T23:30:00Z', ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00']],
  ['*/30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-30T00:00', '2026-03-30T00:30']], // keeps its pace: not shown
  ['0 */2 * * *', 'Europe/Berlin', '2026-03-28T23:30:00Z', ['2026-03-29T02:00', '2026-03-29T04:00']],
  // New York: 8 March and 1 November 2026
  ['30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', ['2026-03-08T07:00', '2026-03-09T06:30']],
  ['30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
  ['30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', ['2026-11-01T06:30', '2026-11-02T06:30'], { overlap: 'second' }],
  // Lord Howe: half an hour
  ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', ['2026-10-03T15:30', '2026-10-04T15:15']],
  ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', ['2026-10-03T15:45', '2026-10-04T15:15'], { gap: 'shift' }],
  [
    '45 1 * * *',
    'Australia/Lord_Howe',
    '2026-04-04T00:00:00Z',
    ['2026-04-04T14:45', '2026-04-04T15:15', '2026-04-05T15:15'],
    { overlap: 'both' },
  ],
  // midnight is passed over: Santiago, Cairo
  ['0 0 * * *', 'America/Santiago', '2026-09-05T12:00:00Z', ['2026-09-06T04:00', '2026-09-07T03:00']],
  ['30 0 * * *', 'America/Santiago', '2026-09-05T12:00:00Z', ['2026-09-06T04:30', '2026-09-07T03:30'], { gap: 'shift' }],
  [
    '30 23 * * *',
    'America/Santiago',
    '2026-04-04T12:00:00Z',
    ['2026-04-05T02:30', '2026-04-05T03:30', '2026-04-06T03:30'],
    { overlap: 'both' },
  ],
  ['0 0 * * *', 'Africa/Cairo', '2026-04-23T12:00:00Z', ['2026-04-23T22:00', '2026-04-24T21:00']],
  ['30 23 * * *', 'Africa/Cairo', '2026-10-29T00:00:00Z', ['2026-10-29T20:30', '2026-10-30T21:30']],
  // Apia had no 30 December 2011
  ['30 2 * * *', 'Pacific/Apia', '2011-12-29T00:00:00Z', ['2011-12-29T12:30', '2011-12-30T10:00', '2011-12-30T12:30']],
  ['30 2 * * *', 'Pacific/Apia', '2011-12-29T00:00:00Z', ['2011-12-29T12:30', '2011-12-30T12:30'], { gap: 'skip' }],
];

test.for(cases)('%s in %s after %s', ([expression, timezone, from, expected, policies]) => {
  expect(next(expression, timezone, from, expected.length, policies)).toEqual(expected);
});

const shown = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks show there, asked of the runtime for each minute once. */
function shownIn(timezone: string, instant: number): number {
  const known = shown.get(`${timezone} ${instant}`);
  if (known !== undefined) return known;
  const format = formats.get(timezone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(timezone, format);
  const wall = Date.parse(`${format.format(instant).replace(' ', 'T')}Z`);
  shown.set(`${timezone} ${instant}`, wall);
  return wall;
}

/** Every minute of the span is looked at: what clocks show, and what they pass over. Shares nothing with what it judges but the fields. */
function oracle(rule: CronRule, zone: Zone, from: number, to: number, { gap, overlap }: ClockPolicies): number[] {
  const shows = (instant: number) => shownIn(zone.name, instant);
  const matches = (wall: number) => {
    const date = new Date(wall);
    return (
      rule.hours.includes(date.getUTCHours()) &&
      rule.minutes.includes(date.getUTCMinutes()) &&
      firesOn(rule, { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() })
    );
  };
  const step = 60_000;
  const seen = new Map<number, number[]>();
  const found = new Set<number>();
  let before = shows(from - step);
  for (let instant = from; instant <= to; instant += step) {
    const wall = shows(instant);
    for (let passed = before + step; passed < wall; passed += step)
      if (!rule.isPaced && matches(passed)) {
        if (gap === 'first-valid') found.add(instant);
        if (gap === 'shift') found.add(instant + (passed - before - step));
      }
    if (matches(wall)) seen.set(wall, [...(seen.get(wall) ?? []), instant]);
    before = wall;
  }
  for (const instants of seen.values()) {
    const counted = rule.isPaced || overlap === 'both' ? instants : overlap === 'first' ? instants.slice(0, 1) : instants.slice(-1);
    for (const instant of counted) found.add(instant);
  }
  return [...found].sort((a, b) => a - b);
}

describe('around changes of the clock, as an oracle that looks at every minute', () => {
  const changes: [string, string][] = [
    ['Europe/Berlin', '2026-03-29'],
    ['Europe/Berlin', '2026-10-25'],
    ['America/New_York', '2026-03-08'],
    ['America/New_York', '2026-11-01'],
    ['Australia/Lord_Howe', '2026-10-04'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['America/Santiago', '2026-09-06'],
    ['America/Santiago', '2026-04-05'],
    ['Africa/Cairo', '2026-04-24'],
    ['Africa/Cairo', '2026-10-30'],
    ['Pacific/Apia', '2011-12-30'],
    ['Africa/Casablanca', '2026-02-15'],
    ['America/St_Johns', '2026-03-08'],
    ['Asia/Gaza', '2026-10-24'],
  ];
  const expressions = [
    '30 2 * * *',
    '0 0 * * *',
    '15,45 1-3 * * *',
    '5 23,0,1,2,3 * * *',
    '*/20 * * * *',
    '0 */2 * * *',
    '10 2 * * 0',
    '59 23 L * *',
  ];
  const policies = gapPolicies.flatMap((gap) => overlapPolicies.map((overlap) => ({ gap, overlap })));

  test.for(changes.flatMap(([timezone, day]) => expressions.map((expression) => [expression, timezone, day] as const)))(
    '%s in %s around %s',
    ([expression, timezone, day]) => {
      const rule = parseCron(expression);
      const zone = zoneOf(timezone);
      const from = Date.parse(`${day}T00:00:00Z`) - 3 * 86_400_000;
      const to = from + 6 * 86_400_000;
      for (const policy of policies) {
        const got = firstOf(occurrencesOf(rule, zone, from, policy), 800).filter((instant) => instant < to - 86_400_000);
        const wanted = oracle(rule, zone, from + 60_000, to, policy).filter((instant) => instant < to - 86_400_000);
        expect([policy, got.map((instant) => new Date(instant).toISOString())]).toEqual([
          policy,
          wanted.map((instant) => new Date(instant).toISOString()),
        ]);
      }
    },
  );
});

test('every zone has 02:30 once a day, whatever its clocks do, for a year and a half', () => {
  const from = Date.parse('2025-12-31T12:00:00Z');
  const days = 548;
  const rule = parseCron('30 2 * * *');
  for (const timezone of Intl.supportedValuesOf('timeZone')) {
    const all = firstOf(occurrencesOf(rule, zoneOf(timezone), from), days);
    const spans = all.slice(1).map((instant, i) => (instant - (all[i] ?? 0)) / 3_600_000);
    expect([timezone, spans.filter((hours) => hours < 22 || hours > 26)]).toEqual([timezone, []]);
    expect(new Set(all).size).toBe(days);
  }
});

test('an interval is counted from its epoch, strictly after', () => {
  expect(firstOf(everyOf(90, 1000, 1000), 2)).toEqual([1090, 1180]);
  expect(firstOf(everyOf(90, 1000, 500), 1)).toEqual([1000]);
  expect(firstOf(everyOf(90, 1000, 1089), 1)).toEqual([1090]);
});
