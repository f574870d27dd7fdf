import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { calendarsOf } from '../../electron/export/calendar.ts';
import { proposeJobs } from '../../electron/import/crontab-proposals.ts';
import { parseJobFile } from '../../electron/import/job-file.ts';
import { readCalendar, readSpan } from '../../electron/import/timer/calendar.ts';
import { readCommands, specified } from '../../electron/import/timer/command.ts';
import { readTimers } from '../../electron/import/timer/timers.ts';
import { readUnit } from '../../electron/import/timer/unit-file.ts';
import { parseCron } from '../../shared/model/schedule/cron.ts';
import { firstOf, occurrencesOf } from '../../shared/model/schedule/occurrences.ts';
import { zoneOf } from '../../shared/model/schedule/zone.ts';
import { createRandom } from '../support/random.ts';

const analyze = spawnSync('systemd-analyze', ['--version']).error === undefined;

describe('OnCalendar', () => {
  test.for([
    ['*-*-* 06,18:00:00', '0 6,18 * * *'],
    ['Mon..Fri *-*-* 09..17:00/15:00', '*/15 9-17 * * 1-5'],
    ['Sat,Sun *-*-* 04:30:00', '30 4 * * 6,0'],
    ['Mon *-*-01..07 02:30:00', '30 2 * * 1#1'],
    ['Fri *-*-22..28 02:30:00', '30 2 * * 5#4'],
    ['*-*~01 23:55:00', '55 23 L * *'],
    ['Mon *-*~07/1 01:00:00', '0 1 * * 1L'],
    ['*-01,07-01 00:00:00', '0 0 1 1,7 *'],
    ['*-*-* 00/6:05:00', '5 */6 * * *'],
    ['*-*-* 02/6:05:00', '5 2-23/6 * * *'],
    ['*-*-01/2 00:00:00', '0 0 */2 * *'],
    ['Mon *-*-01/2 00:00:00', '0 0 */2 * 1'],
  ] as const)('%s is the line %s', ([calendar, cron]) => {
    expect(readCalendar(calendar)).toEqual({ cron });
  });

  test('keeps its zone, and one time is no cron line', () => {
    expect(readCalendar('*-*-* 09:00:00 Europe/Berlin')).toEqual({ cron: '0 9 * * *', timezone: 'Europe/Berlin' });
    expect(readCalendar('2027-01-05 09:00:00')).toEqual({ at: '2027-01-05T09:00' });
  });

  test.for([
    ['*-*-* *:*:00/30', /seconds/],
    ['Mon *-*-13 00:00:00', /day of the month and a day of the week at once/],
    ['2027..2030-*-* 00:00:00', /years/],
    ['nonsense', /not understood/],
  ] as const)('%s is refused with the reason', ([calendar, reason]) => {
    expect(readCalendar(calendar)).toEqual({ reason: expect.stringMatching(reason), remedy: expect.any(String) });
  });

  test.skipIf(!analyze)('of lines of chance, brought into the normal form by systemd itself, means what the lines mean', () => {
    const random = createRandom(20_261_129);
    const pick = <T>(values: readonly T[]) => random.pick(values);
    const drawn = Array.from({ length: 150 }, () => {
      const minute = pick(['0', '*/15', '5', '3,33', '10-20/5', '7-59/7', '1-5']);
      const hour = pick(['*', '2', '*/4', '9-17', '0,12', '22-23']);
      const [day, weekday] = pick([
        ['*', '*'],
        ['1', '*'],
        ['*/2', '*'],
        ['L', '*'],
        ['*', '1-5'],
        ['*', '0'],
        ['*', '6#2'],
        ['*', '5L'],
        ['*/3', '1'],
        ['1-7', '*'],
      ]);
      return `${minute} ${hour} ${day} ${pick(['*', '1,7', '*/3', '7'])} ${weekday}`;
    });
    const lines = drawn.filter((line) => calendarsOf(parseCron(line), null)?.length === 1);
    expect(lines.length).toBeGreaterThan(100);
    const calendars = lines.map((line) => calendarsOf(parseCron(line), null)?.[0] ?? '');
    const normal = execFileSync('systemd-analyze', ['calendar', '--iterations=1', ...calendars], { encoding: 'utf8' });
    const forms = [...normal.matchAll(/^ *Normalized form: (.*)$/gm)].map(([, form = '']) => form);
    expect(forms).toHaveLength(lines.length);
    const due = (line: string) => firstOf(occurrencesOf(parseCron(line), zoneOf('Europe/Berlin'), Date.UTC(2027, 0, 1)), 40);
    for (const [i, line] of lines.entries()) {
      const read = readCalendar(forms[i] ?? '');
      const cron = 'cron' in read ? read.cron : undefined;
      expect([line, cron === undefined ? read : due(cron)]).toEqual([line, due(line)]);
    }
  });

  test('spans are durations', () => {
    expect(['1d', '1h 30min', '1w', '15min', '1month', '0', '500ms', 'infinity'].map(readSpan)).toEqual([
      '1d',
      '1h30m',
      '7d',
      '15m',
      '30d10h30m',
      null,
      '500ms',
      null,
    ]);
  });
});

describe('ExecStart', () => {
  const argvOf = (value: string) => {
    const script = readCommands(value, 'backup@var-lib.service')
      .map(({ text, splits }) => `${splits ? 'set -f; ' : ''}${text}`)
      .join('\n');
    const shown = script.replace(/(^|\n)(set -f; )?\S+/g, `$1$2printf '[%s]'`);
    return spawnSync('sh', ['-c', shown], { encoding: 'utf8', env: { A: 'a  b *', PATH: '/usr/bin:/bin' } }).stdout;
  };

  test.for([
    ['/bin/x a "b c" \'d"e\'', '[a][b c][d"e]'],
    ['/bin/x "a\\tb" c\\x20d \\$ it\\\'s', "[a\tb][c d][$][it's]"],
    [`/bin/x $A "$${'{A}'}" p$${'{A}'}q $${'{A}'}`, '[a][b][*][a  b *][pa  b *q][a  b *]'],
    ['/bin/x $$A a$A', '[$A][a$A]'],
    ['/bin/x `id` $(id) a;b * > /nowhere', '[`id`][$(id)][a;b][*][>][/nowhere]'],
    ['/bin/x %p %i %I %n %%', '[backup][var-lib][var/lib][backup@var-lib.service][%]'],
    ['/bin/x ""', '[]'],
  ] as const)('%s has the words systemd would give', ([value, argv]) => {
    expect(argvOf(value)).toBe(argv);
  });

  test('knows its signs and several commands, and says what it cannot take', () => {
    expect(readCommands('-/bin/a ; /bin/b x', 'u.service')).toEqual([
      { text: '/bin/a', mayFail: true, splits: false, asRoot: false },
      { text: '/bin/b x', mayFail: true, splits: false, asRoot: false },
    ]);
    expect(readCommands('+/bin/a', 'u.service')[0]?.asRoot).toBe(true);
    expect(() => readCommands('@/bin/a b', 'u.service')).toThrow('a name of its own');
    expect(() => specified('%H', 'u.service')).toThrow('%H');
  });
});

test('files of units: lines that go on, comments, sections, values taken back', () => {
  const text =
    '# /lib/systemd/system/a.service\n[Service]\nExecStart=/bin/a \\\n# between\n  b\n;c\nUser=x\n\n# drop-in\n[Service]\nExecStart=\nExecStart=/bin/c\n';
  expect(readUnit(text)).toEqual([
    { section: 'Service', key: 'User', value: 'x' },
    { section: 'Service', key: 'ExecStart', value: '/bin/c' },
  ]);
});

describe('timers', () => {
  const timersOf = (show: string, service: string) =>
    readTimers(show, new Map([['a.service', service]]), { host: 'h', zone: 'Asia/Tokyo' })[0];
  const show = (more: string) => `Id=a.timer\nUnit=a.service\nActiveState=active\n${more}`;

  test('are jobs with when, what, as whom, and what is left out', () => {
    const timer = timersOf(
      show(
        'TimersCalendar={ OnCalendar=*-*-* 03:00:00 ; next_elapse=x }\nTimersCalendar={ OnCalendar=Sun *-*-* 06:00:00 UTC ; next_elapse=x }\nRandomizedDelayUSec=5min\nPersistent=no',
      ),
      '[Unit]\nDescription=Back up\nConditionACPower=true\n[Service]\nType=oneshot\nUser=backup\nNice=19\nPrivateTmp=yes\nEnvironment=A=1 "B=two words"\nEnvironmentFile=-/etc/default/a\nExecStartPre=-/bin/pre\nExecStart=/bin/a $A\nExecStart=/bin/b\n',
    );
    expect(timer).toEqual({
      host: 'h',
      zone: 'Asia/Tokyo',
      unit: 'a.timer',
      service: 'a.service',
      text: 'OnCalendar=*-*-* 03:00:00, OnCalendar=Sun *-*-* 06:00:00 UTC',
      description: 'Back up',
      notes: ['without its Nice, PrivateTmp', 'ConditionACPower is not looked at', 'runs as backup: by sudo -n where the login is another'],
      job: {
        script: {
          text: '#!/bin/sh\nset -e\nset -f\nset -a\nif [ -r /etc/default/a ]; then . /etc/default/a; fi\nset +a\n/bin/pre || :\n/bin/a $A\n/bin/b\n',
          runAs: 'backup',
          workingDirectory: '/',
          env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', A: '1', B: 'two words' },
        },
        schedules: [
          { timezone: 'Asia/Tokyo', jitter: '5m', misfire: 'skip', cron: '0 3 * * *' },
          { timezone: 'UTC', jitter: '5m', misfire: 'skip', cron: '0 6 * * 0' },
        ],
      },
    });
  });

  test('that repeat count from 1970 on, and say so', () => {
    const timer = timersOf(
      show('TimersMonotonic={ OnBootUSec=15min ; next_elapse=0 }\nTimersMonotonic={ OnUnitActiveUSec=1d ; next_elapse=0 }\nPersistent=yes'),
      '[Service]\nExecStart=/bin/a\n',
    );
    expect([timer?.job, timer?.notes]).toEqual([
      expect.objectContaining({ schedules: [{ every: '1d' }] }),
      expect.arrayContaining(['it starts after boot too, which djcron does not', expect.stringContaining('counts its interval from 1970')]),
    ]);
  });

  const calendar = 'TimersCalendar={ OnCalendar=*-*-* 03:00:00 ; next_elapse=x }';
  test.for([
    ['TimersMonotonic={ OnBootUSec=15min ; next_elapse=0 }', '[Service]\nExecStart=/bin/a', /once after boot/],
    ['TimersMonotonic={ OnUnitInactiveUSec=1h ; next_elapse=0 }', '[Service]\nExecStart=/bin/a', /end of the last run/],
    [calendar, '[Service]\nType=notify\nExecStart=/bin/a', /type is notify/],
    [calendar, '[Service]\nDynamicUser=yes\nExecStart=/bin/a', /user is made for it/],
    [calendar, '[Service]\nExecStart=/bin/a %H', /specifier %H/],
    [calendar, '[Service]\n', /cannot be read|no command/],
    [calendar, '', /cannot be read/],
  ] as const)('with %s and %j stay, with the reason', ([when, service, reason]) => {
    expect(timersOf(show(when), service)?.job).toEqual({ reason: expect.stringMatching(reason), remedy: expect.any(String) });
  });

  test('that are not active stay', () => {
    expect(timersOf(`Id=a.timer\nUnit=a.service\nActiveState=inactive\n${calendar}`, '[Service]\nExecStart=/bin/a')?.job).toMatchObject({
      reason: 'the timer is inactive: it starts nothing',
    });
  });
});

test('proposed as jobs their files are whole, and hosts with the same timer share one', () => {
  const show = 'Id=back-up.timer\nUnit=a.service\nActiveState=active\nTimersCalendar={ OnCalendar=*-*-* 03:00:00 ; next_elapse=x }';
  const services = new Map([['a.service', '[Unit]\nDescription=Back up\n[Service]\nExecStart=/bin/a\n']]);
  const timers = ['web-1', 'web-2'].flatMap((host) => readTimers(show, services, { host, zone: null }));
  const { rows, jobs } = proposeJobs({ crontabs: [], timers }, { existing: [], targets: null, now: Date.UTC(2027, 0, 1), hereZone: 'UTC' });
  const row = {
    file: 'back-up.timer',
    line: 0,
    kind: 'job',
    job: 'back-up',
    cron: '0 3 * * *',
    nextAt: '2027-01-01T03:00:00.000Z',
    user: 'root',
  };
  expect(rows).toEqual(['web-1', 'web-2'].map((host) => expect.objectContaining({ host, ...row })));
  expect(jobs.map(({ yaml }) => parseJobFile(yaml))).toEqual([
    expect.objectContaining({ problems: [], definition: expect.objectContaining({ targets: 'web-[1-2]', description: 'Back up' }) }),
  ]);
});
