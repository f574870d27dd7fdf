// Against Debian's cron itself: which lines it runs at a midnight, above all those with both day fields, where a leading star
// decides between "and" and "or".
import { afterAll, describe, expect, test } from 'vitest';
import { parseCron } from '../../../shared/model/schedule/cron.ts';
import { firstOf, occurrencesOf } from '../../../shared/model/schedule/occurrences.ts';
import { zoneOf } from '../../../shared/model/schedule/zone.ts';
import { fetchDebianCron } from '../../support/debian-cron.ts';
import { createRandom } from '../../support/random.ts';

const seed = Number(process.env.DJCRON_SCHEDULE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const days = ['*', '*/2', '*/3', '*/10', '1-31/2', '1-31', '1,15', '5', '13', '29', '31'];
const weekdays = ['*', '*/2', '1', '1-5', 'mon', '0', '7', 'sat,sun', '5'];
const months = ['*', '*', '1', '*/2', '2-12/2', 'jan,feb'];
/** Mondays and Fridays, first and last days, odd and even ones, a 29 February. */
const midnights = ['2026-01-05', '2026-02-13', '2026-03-31', '2026-05-01', '2026-06-07', '2028-02-29'];

const cron = fetchDebianCron();
afterAll(() => cron?.remove());

describe.skipIf(cron === null)(`Debian's cron (DJCRON_SCHEDULE_SEED=${seed})`, () => {
  test.each(midnights)('runs the same lines at the midnight of %s', async (date) => {
    const random = createRandom(seed);
    const lines = days.flatMap((day) => weekdays.map((weekday) => `0 0 ${day} ${random.pick(months)} ${weekday}`));
    const minute = Date.parse(date);
    const ours = lines.filter((line) => firstOf(occurrencesOf(parseCron(line), zoneOf('UTC'), minute - 1), 1)[0] === minute);
    const theirs = (await cron?.firedAt(minute, lines)) ?? [];
    expect(ours.length).toBeGreaterThan(5);
    expect(ours).toEqual(theirs.map((i) => lines[i]));
  });
});
