// Against another reader of cron lines, croner, wherever both promise the same: lines without a star beside the other day
// field, under the policies it has (a passed time right after the change, a repeated one at its first coming).
import { Cron } from 'croner';
import { expect, test } from 'vitest';
import { parseCron } from '../../../shared/model/schedule/cron.ts';
import { firstOf, occurrencesOf } from '../../../shared/model/schedule/occurrences.ts';
import { zoneOf } from '../../../shared/model/schedule/zone.ts';
import { createRandom, type Random } from '../../support/random.ts';

const seed = Number(process.env.DJCRON_SCHEDULE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Asia/Tokyo',
];
/** of the clock, in one of them */
const changes = [
  '2026-03-29',
  '2026-10-25',
  '2026-03-08',
  '2026-11-01',
  '2026-09-06',
  '2026-04-05',
  '2026-04-24',
  '2026-10-30',
  '2026-10-04',
];
const weekdays = ['1-5', '0', 'MON,THU', '6', '1#2', '5L'];

function field(random: Random, least: number, most: number): string {
  const one = () => least + random.below(most - least + 1);
  const [a, b] = [one(), one()].sort((x, y) => x - y) as [number, number];
  return random.pick([
    '*',
    String(a),
    String(a),
    `${a},${b}`,
    `${a}-${b}`,
    `*/${1 + random.below(most)}`,
    `${a}-${b}/${1 + random.below(5)}`,
  ]);
}

function expression(random: Random): string {
  const [day, weekday] = random.pick([
    ['*', '*'],
    [String(1 + random.below(28)), '*'],
    ['L', '*'],
    ['1,15', '*'],
    ['*', random.pick(weekdays)],
    [String(1 + random.below(28)), random.pick(['1-5', '0', 'MON,THU'])],
  ]);
  return [field(random, 0, 59), field(random, 0, 23), day, random.pick(['*', '*', field(random, 1, 12)]), weekday].join(' ');
}

test(`500 lines fire as croner says, half of them around changes of the clock (DJCRON_SCHEDULE_SEED=${seed})`, () => {
  const random = createRandom(seed);
  for (let i = 0; i < 500; i++) {
    const line = expression(random);
    const timezone = random.pick(zones);
    const day = random.number() < 0.5 ? Date.parse(random.pick(changes)) - 2 * 86_400_000 : Date.UTC(2026, 0, 1 + random.below(3 * 365));
    const from = day + random.below(3 * 1440) * 60_000;
    const croner = new Cron(line, { timezone, mode: '5-part', paused: true, fixedTimeRule: 'no-wildcard' });
    const theirs = croner.nextRuns(4, new Date(from)).map((date) => date.toISOString());
    const ours = firstOf(occurrencesOf(parseCron(line), zoneOf(timezone), from), 4).map((instant) => new Date(instant).toISOString());
    expect([line, timezone, new Date(from).toISOString(), ours]).toEqual([line, timezone, new Date(from).toISOString(), theirs]);
  }
});
