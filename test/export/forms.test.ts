// Jobs outside djcron: what comes out is read and run by the programs it is for.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ansibleOf } from '../../electron/export/ansible-tasks.ts';
import { calendarsOf } from '../../electron/export/calendar.ts';
import { crontabOf } from '../../electron/export/crontab-text.ts';
import type { ExportedFile, ExportedJob } from '../../electron/export/exported.ts';
import { timerOf } from '../../electron/export/timer-units.ts';
import { readCrontab } from '../../electron/import/crontab.ts';
import { jobDefinition } from '../../shared/model/job.ts';
import { parseCron } from '../../shared/model/schedule/cron.ts';
import { firstOf, occurrencesOf } from '../../shared/model/schedule/occurrences.ts';
import { zoneOf } from '../../shared/model/schedule/zone.ts';

function job(more: { text?: string; schedules?: object[]; script?: object; [key: string]: unknown } = {}): ExportedJob {
  const { text = '#!/bin/sh\nuptime\n', schedules = [{ cron: '30 2 * * *' }], script, ...rest } = more;
  const definition = jobDefinition.parse({
    apiVersion: 'djcron/v1',
    kind: 'Job',
    name: 'tidy',
    targets: '@web',
    script: { text, ...script },
    schedules,
    ...rest,
  });
  return { name: definition.name, enabled: true, definition };
}

const textOf = (files: readonly ExportedFile[]) => files.map(({ text }) => text).join('');
const remarks = (text: string) => text.split('\n').filter((line) => line.startsWith('# djcron:'));

const script = String.raw`#!/bin/bash
set -euo pipefail
for i in 1 "2  3" 'it'"'"'s' ü; do
  printf '%s|%d%%\n' "$i \\ \t" 7 \
    | sed 's/1/\\1/'
done
echo "$0" > /dev/null
cat <<'END'
`.concat('tab\there\nEND\n');

describe('a crontab', () => {
  test('runs a script of several lines in one line, byte for byte as it was', () => {
    const text = textOf(crontabOf([job({ text: script, script: { workingDirectory: '/tmp' } })]));
    const [entry] = readCrontab({ name: '-', bytes: Buffer.from(text), isSystem: false }).flatMap(({ read }) =>
      read.kind === 'entry' ? [read.entry] : [],
    );
    const run = spawnSync('/bin/sh', ['-c', entry?.command ?? ''], { encoding: 'utf8' });
    const straight = spawnSync('/bin/bash', ['-c', script], { encoding: 'utf8' });
    expect([run.stdout, run.stderr, run.status]).toEqual([straight.stdout, straight.stderr, straight.status]);
    expect(run.stdout).toContain('tab\there');
  });

  test('says how to save a script that no line can hold, and the command for it works', () => {
    const long = `#!/usr/bin/awk -f\nBEGIN { print "long" }\n${'# line\n'.repeat(200)}`;
    const text = textOf(crontabOf([job({ text: long })]));
    const dir = mkdtempSync(path.join(tmpdir(), 'crontab-'));
    try {
      writeFileSync(path.join(dir, 'FILE'), text);
      const [save = ''] = /sed -n .* && chmod .*$/m.exec(text) ?? [];
      execFileSync('/bin/sh', ['-c', save.replaceAll('/usr/local/bin/', './')], { cwd: dir });
      expect(execFileSync('cat', ['djcron-tidy'], { cwd: dir, encoding: 'utf8' })).toBe(long);
      expect(text).toMatch(/^30 2 \* \* \* \/usr\/local\/bin\/djcron-tidy$/m);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  test('says in comments what cron cannot', () => {
    const text = textOf(
      crontabOf([
        job({
          tags: ['nightly'],
          mode: 'one',
          parameters: [{ name: 'label', required: false }],
          text: 'echo $DJCRON_HOST\n',
          schedules: [
            { cron: '0 0 L * *', misfire: 'all' },
            { at: '2027-01-05T09:00' },
            { cron: '5/20 * * * *', maxLate: '1h', misfire: 'skip' },
          ],
          policies: { timeout: '1h', concurrency: 'forbid' },
          onFailure: [{ job: 'mend' }],
        }),
      ]),
    );
    const own = [
      '# djcron: tidy, for @web, on one of them',
      '# djcron: tags: nightly',
      '# djcron: not kept here: concurrency forbid; timeout 1h; onFailure [{"job":"mend"}]',
      '# djcron: parameters without a value: label',
      '# djcron: only djcron sets DJCRON_HOST, which the script reads',
    ];
    expect(text.split('\n')).toEqual([
      '# djcron: for: crontab -, as the user djcron logs in as; cron catches up nothing that was missed',
      '# djcron: lines without CRON_TZ fire in the zone of the host; in djcron it was that of its computer',
      ...own,
      '# djcron: no line: cron has no way to say 0 0 L * *',
      '# djcron: no line: cron has no way to say at 2027-01-05T09:00',
      '',
      ...own,
      '# djcron: not kept here: maxLate 1h',
      '5,25,45 * * * * echo $DJCRON_HOST',
      '',
    ]);
  });

  test('is not shared by jobs with a user and jobs without', () => {
    expect(() => crontabOf([job(), job({ script: { runAs: 'root' } })])).toThrow(/runAs.*cannot share a crontab/);
  });
});

const isSystemdHere = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.skipIf(!isSystemdHere)('a timer (needs systemd-analyze)', () => {
  test('is taken by systemd, and says what it cannot keep', () => {
    const jobs = [
      job({ text: script, description: '100% tidy', script: { runAs: 'root', env: { A: 'a "b" %h $x \\', B: '' } } }),
      job({
        name: 'snake',
        text: '#!/usr/bin/env python3\nprint("%d" % 3)\n',
        schedules: [
          { cron: '0 0 13 * 5', timezone: 'Europe/Berlin', jitter: '5m', maxLate: '1h' },
          { every: '90m' },
          { at: '2027-01-05T09:00:00+01:00' },
        ],
        policies: { timeout: '90s', successCodes: [0, 3], concurrency: 'queue' },
      }),
    ];
    const files = jobs.flatMap(timerOf);
    const dir = mkdtempSync(path.join(tmpdir(), 'units-'));
    try {
      const places = files.map(({ path: place, text }) => {
        const file = path.join(dir, path.basename(place));
        writeFileSync(file, text);
        return file;
      });
      const verified = spawnSync('systemd-analyze', ['verify', '--man=no', ...places], { encoding: 'utf8' });
      expect([verified.status, verified.stderr]).toEqual([0, '']);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
    expect(remarks(textOf(timerOf(jobs[1] as ExportedJob)))).toEqual([
      '# djcron: snake, for @web',
      '# djcron: not kept here: concurrency queue',
      '# djcron: no runAs: as a system unit it runs as root, in ~/.config/systemd/user as yourself',
      '# djcron: not kept here: maxLate 1h',
      '# djcron: every 90m, counted from the start before',
    ]);
  });

  test.for([
    '*/35 5-23/7 * 1-3 1#2',
    '5-55/10 * */2 * 1',
    '0 0 L * *',
    '30 4 * * 5L',
    '0 12 1-7,15 * *',
    '59 23 31 */3 0-6/2',
    '7,8,9,20 0 * feb mon-fri',
  ])('%j fires when cron would', (line) => {
    const rule = parseCron(line);
    const from = Date.UTC(2027, 0, 1);
    const calendar = calendarsOf(rule, 'UTC') ?? [];
    const { stdout } = spawnSync('systemd-analyze', ['calendar', '--iterations=40', '--base-time=2027-01-01 00:00:00 UTC', ...calendar], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC' },
    });
    const listed = [...stdout.matchAll(/(?:Next elapse|Iter\. #\d+): \w+ (\S+) (\S+) UTC/g)].map(([, day, time]) =>
      Date.parse(`${day}T${time}Z`),
    );
    // each of two lines is listed for itself
    const times = [...new Set(listed)].sort((a, b) => a - b).slice(0, 40);
    expect(times).toEqual(firstOf(occurrencesOf(rule, zoneOf('UTC'), from), 40));
  });
});

test('tasks of Ansible are YAML, keep templates of the script apart, and say what cron cannot', () => {
  const { text } = ansibleOf([
    job({ text: '#!/bin/sh\necho "{{ x }}" %\n', script: { env: { A: '50% x' }, runAs: 'www-data' }, policies: { retries: { limit: 2 } } }),
  ])[0] as ExportedFile;
  expect(parse(text, { customTags: [{ tag: '!unsafe', resolve: (value: string) => `unsafe: ${value}` }] })).toEqual([
    {
      name: 'script of tidy',
      'ansible.builtin.copy': { dest: '/usr/local/bin/djcron-tidy', mode: '0755', content: 'unsafe: #!/bin/sh\necho "{{ x }}" %\n' },
    },
    {
      name: 'tidy',
      'ansible.builtin.cron': {
        name: 'tidy',
        minute: '30',
        hour: '2',
        day: '*',
        month: '*',
        weekday: '*',
        user: 'www-data',
        job: "env A='50\\% x' /usr/local/bin/djcron-tidy",
      },
    },
  ]);
  expect(remarks(text)).toContain(
    '# djcron: not kept here: retries {"limit":2,"delay":"30s","backoff":"fixed","on":["unreachable","failed","timed-out"]}',
  );
});
