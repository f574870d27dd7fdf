import { describe, expect, test } from 'vitest';
import type { FoundCrontab } from '../../electron/import/crontab-proposals.ts';
import { entriesOf } from '../../electron/import/fleet/entries.ts';
import { findingsOf } from '../../electron/import/fleet/findings.ts';
import { readTimers } from '../../electron/import/timer/timers.ts';

const monday = Date.UTC(2027, 0, 4);

function tab(host: string, text: string, more: Partial<FoundCrontab> = {}): FoundCrontab {
  return { host, name: '/etc/crontab', bytes: Buffer.from(text), isSystem: false, zone: 'UTC', ...more };
}

function findingsIn(...crontabs: FoundCrontab[]) {
  const entries = entriesOf({ crontabs, timers: [] }, 'UTC');
  return findingsOf(entries, monday, 7).map(({ kind, what, entries: ids, at, times }) => ({
    kind,
    what,
    commands: ids.map((id) => entries[id]?.command),
    ...(at === null ? {} : { at: new Date(at).toISOString(), times }),
  }));
}

const hosts = (count: number) => Array.from({ length: count }, (_, i) => `web-${i + 1}`);

describe('entries', () => {
  test('are lines and timers with all hosts that have them alike; what is not understood has the reason', () => {
    const timers = ['a', 'b'].flatMap((host) =>
      readTimers(
        'Id=x.timer\nUnit=x.service\nActiveState=active\nTimersCalendar={ OnCalendar=*-*-* 03:00:00 ; next_elapse=x }',
        new Map([['x.service', '[Service]\nUser=u\nExecStart=/bin/x y\n']]),
        { host, zone: null },
      ),
    );
    const text = '# no entry\nA=1\n0 3 * * * /bin/x\n@reboot /bin/y\n0 3 * * * /bin/x\n';
    const entries = entriesOf({ crontabs: [tab('a', text), tab('b', text), tab('c', text, { zone: 'Asia/Tokyo' })], timers }, 'UTC');
    expect(entries.map(({ kind, hosts: names, command, user, reason }) => [kind, names.join(), command, user, reason])).toEqual([
      ['cron', 'a,b', '/bin/x', null, null],
      ['cron', 'a,b', '@reboot /bin/y', null, expect.stringContaining('@reboot')],
      ['cron', 'a', '/bin/x', null, null],
      ['cron', 'b', '/bin/x', null, null],
      ['cron', 'c', '/bin/x', null, null],
      ['cron', 'c', '@reboot /bin/y', null, expect.stringContaining('@reboot')],
      ['cron', 'c', '/bin/x', null, null],
      ['timer', 'a,b', '/bin/x y', 'u', null],
    ]);
  });
});

describe('findings', () => {
  test('many starts in one minute, over hosts, zones and lines, told once with how often', () => {
    const crontabs = [
      ...hosts(4).map((host) => tab(host, '0 3 * * * backup\n')),
      tab('tokyo', '0 12 * * * report\n', { zone: 'Asia/Tokyo' }),
      tab('web-1', '0 4 * * * alone\n'),
    ];
    expect(findingsIn(...crontabs)).toEqual([
      {
        kind: 'pile-up',
        what: '5 starts in the same minute on 5 hosts',
        commands: ['backup', 'report'],
        at: '2027-01-04T03:00:00.000Z',
        times: 7,
      },
    ]);
  });

  test('no pile-up is what comes all the time', () => {
    expect(findingsIn(...hosts(50).map((host) => tab(host, '*/5 * * * * poll\n')))).toEqual([]);
  });

  test('lines of dates that never come, and files that cron passes over', () => {
    expect(
      findingsIn(
        tab('a', '0 0 30 2 * never\n0 5 29 2 * leap\n'),
        tab('b', '0 1 * * * x\n', { name: '/etc/cron.d/back.up' }),
        tab('c', '0 1 * * * y\n0 2 * * * z'),
      ).map(({ kind, what }) => [kind, what]),
    ).toEqual([
      ['never', 'never fires: no such month has that day (a:/etc/crontab)'],
      ['never', "never fires: Debian's cron takes no notice of a file of this name (b:/etc/cron.d/back.up)"],
      ['never', "never fires: no newline ends the file, and Debian's cron takes no notice of such a one (c:/etc/crontab)"],
      ['never', "never fires: no newline ends the file, and Debian's cron takes no notice of such a one (c:/etc/crontab)"],
    ]);
  });

  test('a command twice on a host, and one at different times on different hosts', () => {
    expect(findingsIn(tab('a', '0 1 * * * /bin/x  --all\n'), tab('a', '0 2 * * * /bin/x --all\n', { name: 'crontab of a' }))).toMatchObject(
      [{ kind: 'twice', what: 'the same command more than once on a' }],
    );
    expect(findingsIn(tab('a', '0 1 * * * x\n'), tab('b', '0 1 * * * x\n'), tab('c', '0 2 * * * x\n'))).toMatchObject([
      { kind: 'differs', what: 'the same command at different times: At 01:00 (UTC) on a,b; At 02:00 (UTC) on c' },
    ]);
    expect(findingsIn(tab('a', '0 1 * * * x\n'), tab('b', '0 1 * * * x\n', { name: '/etc/cron.d/x' }))).toEqual([]);
  });

  test('output that goes nowhere', () => {
    const text = [
      '0 1 * * * loud',
      '0 2 * * * quiet > /dev/null 2>&1',
      '0 3 * * * half > /dev/null',
      '0 4 * * * bash &>/dev/null',
      'MAILTO=""',
      '0 5 * * * unmailed',
      '0 6 * * * logged >> /var/log/x',
      '',
    ].join('\n');
    expect(findingsIn(tab('a', text))).toEqual([
      {
        kind: 'silent',
        what: 'what 3 lines write goes nowhere: a failure leaves no trace',
        commands: ['quiet > /dev/null 2>&1', 'bash &>/dev/null', 'unmailed'],
      },
    ]);
  });
});
