// There and back: what is imported, exported as a crontab and read again means the same.
import { describe, expect, test } from 'vitest';
import { calendarsOf } from '../../electron/export/calendar.ts';
import { crontabOf } from '../../electron/export/crontab-text.ts';
import type { ExportedJob } from '../../electron/export/exported.ts';
import { type FoundCrontab, proposeJobs } from '../../electron/import/crontab-proposals.ts';
import { parseJobFile } from '../../electron/import/job-file.ts';
import type { JobDefinition } from '../../shared/model/job.ts';
import { parseCron } from '../../shared/model/schedule/cron.ts';
import { scheduleOf } from '../../shared/model/schedule/schedule.ts';
import { createRandom, type Random } from '../support/random.ts';
import { debianCrontabs } from './debian-crontabs.ts';

const now = Date.UTC(2026, 10, 24);
const year = 366 * 86_400_000;
const tab = (text: string | Uint8Array, more: Partial<FoundCrontab> = {}): FoundCrontab => ({
  name: 'tab',
  bytes: typeof text === 'string' ? Buffer.from(text) : text,
  isSystem: false,
  host: null,
  zone: null,
  ...more,
});
const propose = (crontabs: readonly FoundCrontab[]) =>
  proposeJobs({ crontabs, timers: [] }, { existing: [], targets: 'a', now, hereZone: 'UTC' });

function jobsOf(crontabs: readonly FoundCrontab[]): ExportedJob[] {
  return propose(crontabs).jobs.map(({ name, yaml }) => {
    const { definition, problems } = parseJobFile(yaml);
    if (definition === null) throw new Error(`${name}: ${JSON.stringify(problems)}\n${yaml}`);
    return { name, enabled: false, definition };
  });
}

/** Instants over a year from `now` (`most` of them), script, user and variables. SHELL=/bin/sh is what cron sets by itself. */
function meaningOf({ script, schedules }: JobDefinition, most: number) {
  const due = schedules.map((entry, i) => {
    const { dueAfter, jitterMs } = scheduleOf(entry, i, 'UTC');
    let digest = 17;
    let many = 0;
    for (const instant of dueAfter(now)) {
      if (instant > now + year || many === most) break;
      digest = (digest * 31 + instant / 60_000) % 2 ** 31;
      many += 1;
    }
    return { many, digest, jitterMs };
  });
  const env = Object.entries(script.env).filter(([name, value]) => name !== 'SHELL' || value !== '/bin/sh');
  return { text: script.text, runAs: script.runAs, workingDirectory: script.workingDirectory, env: env.map(String).sort(), due };
}

const sorted = (jobs: readonly ExportedJob[], most = Number.POSITIVE_INFINITY) =>
  jobs.map(({ definition }) => JSON.stringify(meaningOf(definition, most))).sort();
const textOf = (jobs: readonly ExportedJob[]) => crontabOf(jobs)[0]?.text ?? '';

const shipped = debianCrontabs();

describe.skipIf(shipped === null)('crontabs of Debian packages (needs apt and its network)', () => {
  const crontabs = (shipped ?? []).map(({ name, bytes }) => tab(bytes, { name, isSystem: true }));

  test('lose no line, and every entry becomes a job', () => {
    const { rows, jobs } = propose(crontabs);
    const lines = crontabs.reduce((sum, { bytes }) => sum + bytes.filter((byte) => byte === 0x0a).length, 0);
    const kinds = rows.map(({ kind }) => kind);
    expect({ lines: rows.length, jobs: jobs.length, refused: rows.filter(({ kind }) => kind === 'refused') }).toEqual({
      lines,
      jobs: kinds.filter((kind) => kind === 'job').length,
      refused: [],
    });
    expect(jobs.length).toBeGreaterThanOrEqual(7);
  });

  test('come back from djcron with the same instants, commands, users and variables', () => {
    const jobs = jobsOf(crontabs);
    expect(sorted(jobsOf([tab(textOf(jobs), { isSystem: true })]))).toEqual(sorted(jobs));
  });
});

function randomField(random: Random, least: number, most: number): string {
  const value = () => least + random.below(most - least + 1);
  const part = () => {
    const [from, to] = [value(), value()].sort((a, b) => a - b) as [number, number];
    return random.pick(['*', `*/${1 + random.below(most)}`, `${from}`, `${from}-${to}`, `${from}-${to}/${1 + random.below(5)}`]);
  };
  return random.number() < 0.4 ? '*' : Array.from({ length: 1 + random.below(2) }, part).join(',');
}

const randomSchedule = (random: Random) =>
  random.number() < 0.15
    ? random.pick(['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'])
    : [
        randomField(random, 0, 59),
        randomField(random, 0, 23),
        randomField(random, 1, 31),
        randomField(random, 1, 12),
        randomField(random, 0, 7),
      ].join(random.pick([' ', '\t', '  ']));

const pieces = ['a', ' ', '\\', '%', '\\%', "'", '"', '$x', 'ü', '#', '\\\\', '=', '\t', 'INPUT', '|', '@'];
const randomText = (random: Random, most: number) => Array.from({ length: random.below(most) }, () => random.pick(pieces)).join('');
const randomCrontab = (random: Random, isSystem: boolean) =>
  Array.from({ length: 1 + random.below(8) }, () => {
    const kind = random.number();
    if (kind < 0.2)
      return `${random.pick(['A', 'B', 'PATH', 'SHELL'])}${random.pick(['=', ' = '])}"${random.pick(['/bin/bash', '/bin/sh'])}"`;
    if (kind < 0.3) return random.pick(['# a comment', '', 'RANDOM_DELAY=7']);
    return `${randomSchedule(random)} ${isSystem ? random.pick(['root ', 'www-data\t']) : ''}x${randomText(random, 12)}`;
  }).join('\n');

test('any crontab means the same after import and export, or says why it cannot be written', () => {
  const random = createRandom(20261124);
  const differing: string[] = [];
  for (let i = 0; i < 250; i++) {
    const isSystem = random.number() < 0.5;
    const text = `${randomCrontab(random, isSystem)}\n`;
    const jobs = jobsOf([tab(text, { isSystem })]);
    for (const job of jobs) {
      const back = textOf([job]);
      const again = jobsOf([tab(back, { isSystem })]);
      if (JSON.stringify(sorted(again, 3000)) !== JSON.stringify(sorted([job], 3000))) differing.push(`${text}\n->\n${back}`);
    }
  }
  expect(differing).toEqual([]);
}, 120_000);

test('jobs that share a crontab see none of the variables of the others', () => {
  const text = 'A=1\n* * * * * one\nB=2\n* * * * * two\n';
  const other = 'C=3\nRANDOM_DELAY=5\nSHELL=/bin/bash\n* * * * * three\n';
  const jobs = jobsOf([tab(text), tab(other, { name: 'other' })]);
  const lines = textOf(jobs)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines).toEqual([
    'PATH=/usr/bin:/bin',
    'A=1',
    '* * * * * one',
    'B=2',
    '* * * * * two',
    'SHELL=/bin/bash',
    'C=3',
    'RANDOM_DELAY=5',
    '* * * * * unset A B; three',
  ]);
});

test('days of a month and of a week are one line of cron and two of a timer', () => {
  const calendars = ['0 0 13 * 5', '*/35 5-23/7 * 1-3 1#2', '0 0 L * 5L', '5-55/10 * */2 * 1', '30 2 * * 1-5'];
  expect(calendars.map((line) => calendarsOf(parseCron(line), 'UTC'))).toEqual([
    ['*-*-13 00:00:00 UTC', 'Fri *-*-* 00:00:00 UTC'],
    ['Mon *-01..03-08..14 05/7:00,35:00 UTC'],
    ['*-*~01 00:00:00 UTC', 'Fri *-*~07/1 00:00:00 UTC'],
    ['Mon *-*-01/2 *:05/10:00 UTC'],
    ['Mon,Tue,Wed,Thu,Fri *-*-* 02:30:00 UTC'],
  ]);
});
