// `30 2 * * *` in every zone the runtime knows, day by day through two changes of the clock, judged by what the runtime's own clock
// shows there.
import { expect, test } from 'vitest';
import { parseCron } from '../../../shared/model/schedule/cron.ts';
import { firstOf, occurrencesOf, usualPolicies } from '../../../shared/model/schedule/occurrences.ts';
import { zoneOf } from '../../../shared/model/schedule/zone.ts';

const from = Date.parse('2026-01-01T12:00:00Z');
const days = 400;
const minuteMs = 60_000;

test.for(Intl.supportedValuesOf('timeZone'))('30 2 * * * in %s', (timezone) => {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' });
  const shown = (instant: number) => clock.format(instant);
  const due = firstOf(occurrencesOf(parseCron('30 2 * * *'), zoneOf(timezone), from, usualPolicies), days);
  const dates = due.map((instant) => shown(instant).slice(0, 10));
  expect(new Set(dates).size).toBe(days); // once a day
  const last = Date.parse(`${dates.at(-1)}T00:00Z`) - Date.parse(`${dates[0]}T00:00Z`);
  expect(last).toBe((days - 1) * 86_400_000); // and on every day
  for (const instant of due) {
    const time = shown(instant).slice(11);
    if (time === '02:30') continue;
    // passed over: the first minute that is shown again, and the one before is earlier than 02:30
    expect([timezone, shown(instant - minuteMs).slice(11) < '02:30', time > '02:30']).toEqual([timezone, true, true]);
  }
});
