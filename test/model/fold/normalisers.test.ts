// Each rule by what it must mask, and by what it must leave alone; on text, and on the same text as bytes.
import { describe, expect, test } from 'vitest';
import { defaultNormalisers, type Normaliser, normalise, normalisers } from '../../../shared/model/fold/normalisers.ts';
import { ownNames } from '../../../shared/model/fold/own-names.ts';

const own = ownNames({ name: 'web-01', address: '10.0.0.17' });

function by(...rules: Normaliser[]) {
  return (text: string) => normalise(text, own, new Set(rules));
}

const asBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('the name of the host', () => {
  test.each([
    ['web-01', '«host»'],
    ['Linux web-01 6.1.0', 'Linux «host» 6.1.0'],
    ['root@web-01:~# ', 'root@«host»:~# '],
    ['web-01.example.org.', '«host».example.org.'],
    ['http://10.0.0.17:80/', 'http://«host»:80/'],
    ['inet 10.0.0.17/24 brd', 'inet «host»/24 brd'],
    ['up on web-01.', 'up on «host».'],
  ])('is masked in %j', (text, expected) => expect(by('host')(text)).toBe(expected));

  test.each([
    'web-010',
    'old-web-01',
    'web-01-old',
    'web-01_x',
    'xweb-01',
    '10.0.0.170',
    '110.0.0.17',
    '10.0.0.17.5',
    'web-02',
    '10.0.0.18',
    '10x0.0.17',
  ])('is not in %j', (text) => expect(by('host')(text)).toBe(text));

  test('is its short name and its long one, and in small letters', () => {
    expect(ownNames({ name: 'DB-1.example.org', address: 'fd00::7' })).toEqual([
      'DB-1.example.org',
      'db-1.example.org',
      'fd00::7',
      'DB-1',
      'db-1',
    ]);
    const text = normalise(
      'db-1 DB-1 db-1.example.org fd00::7 fd00::71 fd00::7:1 1:fd00::7 [fd00::7]:22',
      ownNames({ name: 'DB-1.example.org', address: 'fd00::7' }),
      new Set(['host']),
    );
    expect(text).toBe('«host» «host» «host» «host» fd00::71 fd00::7:1 1:fd00::7 [«host»]:22');
  });

  test('is what it calls itself too', () => {
    expect(ownNames({ name: 'alias', address: '10.0.0.1', hostname: 'ip-10-0-0-1.internal' })).toEqual([
      'ip-10-0-0-1.internal',
      'ip-10-0-0-1',
      '10.0.0.1',
      'alias',
    ]);
  });

  test('may be any address that is taken in', () => {
    expect(normalise('on x(1)+[2]$ now', ownNames({ name: 'a', address: 'x(1)+[2]$' }), new Set(['host']))).toBe('on «host» now');
  });

  test.each([
    ['a', '127.0.0.1'],
    ['7', 'localhost'],
    ['12', '127.0.1.1'],
    ['localhost', '::1'],
  ])('is none where any host may say it: %j at %j', (name, address) => expect(ownNames({ name, address })).toEqual([]));
});

describe('moments', () => {
  test.each([
    ['2027-01-05T09:00:00Z ok', '«time»Z ok'],
    ['2027-01-05T09:00:00.123456+01:00', '«time»+01:00'],
    ['2027-01-05 09:00:00,123 INFO', '«time» INFO'],
    ['2027/01/05 09:00:00 [error]', '«time» [error]'],
    ['-rw-r--r-- 1 root 5 2027-01-05 09:00 x', '-rw-r--r-- 1 root 5 «time» x'],
    ['20270105T090000Z', '«time»Z'],
    ['Jan  5 09:00:00 kernel: x', '«time» kernel: x'],
    ['Jan 15 09:00 file', '«time» file'],
    ['Tue Jan  5 09:00:00 UTC 2027', '«time» UTC 2027'],
    ['Tue Jan  5 09:00:00 AM CET 2027', '«time» CET 2027'],
    ['Tue Jan  5 09:00:00 2027', '«time» 2027'],
    ['Tue, 05 Jan 2027 09:00:00 +0100', '«time» +0100'],
    ['Tue 05 Jan 2027 09:00:00 AM CET', '«time» CET'],
    ['since Tue 2027-01-05 09:00:00 CET;', 'since «time» CET;'],
    ['[05/Jan/2027:09:00:00 +0100] "GET', '[«time» +0100] "GET'],
    [' 09:00:07 up', ' «time» up'],
    ['9:00:07.25 x', '«time» x'],
    ['at 9:05 PM', 'at «time»'],
    ['[   12.345678] usb', '[«time»] usb'],
    ['{"ts":1767600000.123,"x":1}', '{"ts":«time»,"x":1}'],
    ['time=1767600000123', 'time=«time»'],
    ['1767600000.123456789', '«time»'],
    ['audit(1767600000.123:456): x', 'audit(«time»): x'],
  ])('are masked in %j', (text, expected) => expect(by('times')(text)).toBe(expected));

  test.each([
    'nginx 1.26.3 (built 2027-01-05)',
    'notAfter 2027-01-05',
    'Jan  5 2027',
    'version 1.2.3',
    '1767600000 bytes',
    'size=1767600000',
    '1767600000',
    'ports 22:22 80:80',
    '00:1f.2 SATA controller',
    'link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff',
    'inet6 fe80::5054:ff:fe12:3456/64',
    '10.20.30.40:50',
    'ratio 12:34',
    'UTC+01:00',
    'may 10 12 jobs',
    'chmod 2027-01-05x09',
    '1:2:3',
    'exit 12:99:99',
  ])('are not in %j', (text) => expect(by('times')(text)).toBe(text));

  test('leave a date without a time alone, unless that is asked for', () => {
    const text = 'backup 2027-01-05 of 2027/01/04, v2027-01-05, 2027-13-05, 12027-01-05';
    expect(by(...defaultNormalisers)(text)).toBe(text);
    expect(by('dates')(text)).toBe('backup «date» of «date», v2027-01-05, 2027-13-05, 12027-01-05');
  });
});

describe('pids', () => {
  test.each([
    ['sshd[1234]: x', 'sshd[«pid»]: x'],
    ['systemd(1)[4321]: x', 'systemd(1)[«pid»]: x'],
    ['pid 1234', 'pid «pid»'],
    ['pid=12,fd=3', 'pid=«pid»,fd=3'],
    ['(PID: 99)', '(PID: «pid»)'],
    ['"pid": 77', '"pid": «pid»'],
    ['   Main PID: 812 (nginx)', '   Main PID: «pid» (nginx)'],
    ['ppid=1', 'ppid=«pid»'],
    ['/proc/812/status', '/proc/«pid»/status'],
    ['├─812 nginx: master', '├─«pid» nginx: master'],
    ['           └─ 813 nginx', '           └─ «pid» nginx'],
  ])('are masked in %j', (text, expected) => expect(by('pids')(text)).toBe(expected));

  test.each([
    'exit code 1234',
    'error 13: permission denied',
    'items[3]: bad',
    'list[1234] = x',
    '[1234]: x',
    'rapid 12',
    'pids 12',
    'pid file 7',
    '1234 root',
    '/proc/cpuinfo',
    'port 1234',
  ])('are not in %j', (text) => expect(by('pids')(text)).toBe(text));
});

describe('durations', () => {
  test.each([
    ['done in 0.123s', 'done in «duration»'],
    ['took 12ms', 'took «duration»'],
    ['took 12 ms.', 'took «duration».'],
    ['time=0.045 ms', 'time=«duration»'],
    ['3m12s', '«duration»'],
    ['real\t0m0.003s', 'real\t«duration»'],
    ['1h30m', '«duration»'],
    ['2d 4h', '«duration»'],
    ['1h 2m 3s', '«duration»'],
    ['waited 3 minutes', 'waited «duration»'],
    ['1.5 seconds elapsed', '«duration» elapsed'],
    ['copied, 0.52 s, 2.0 GB/s', 'copied, «duration», 2.0 GB/s'],
    ['5µs', '«duration»'],
    ['2-03:04:05', '«duration»'],
    ['CET; 3 days ago', 'CET; «duration» ago'],
    ['1h 2min ago', '«duration» ago'],
    ['up 3 weeks, 2 days, 4 hours, 5 minutes', 'up «duration»'],
    [' 09:00 up 10 days,  3:02,  2 users,  load average: 0.00, 0.01, 0.05', ' 09:00 up «duration»'],
    ['up 1 min,  0 users,  load averages: 0.50 0.21 0.10', 'up «duration»'],
    ['up 12:01, 1 user, load average: 1.00, 1.00, 1.00', 'up «duration»'],
  ])('are masked in %j', (text, expected) => expect(by('durations')(text)).toBe(expected));

  test.each([
    'openssl 3.0.15',
    '1.2.3s',
    'Mem: 512m',
    '12M',
    '5 MB',
    '4d',
    '2h',
    'expires in 30 days',
    'load 12',
    '100 Mbit/s',
    '12 s/page',
    '3 msgs',
    '2 hosts',
    'build-10s',
    'id 0x12s4',
    'up to date',
    'upload 5',
    '7 seconds/op',
    '1 mine',
  ])('are not in %j', (text) => expect(by('durations')(text)).toBe(text));
});

describe('the place of the script', () => {
  test.each([
    ['/home/ana/.local/state/djcron/r-01M8ABC.5.1/script.312aec755efde90a: 1: nosuchcmd: not found', '«script»: 1: nosuchcmd: not found'],
    ['in /var/tmp/djcron-1000/r-01M8ABC.0.2/script.0a1b2c line 7', 'in «script» line 7'],
    ["a '/tmp/djcron-0/e1/script.ff' b /tmp/djcron-0/e2/script.ee", "a '«script»' b «script»"],
  ])('is masked in %j', (text, expected) => expect(by('script')(text)).toBe(expected));

  test.each([
    '/usr/lib/script.py',
    '/opt/djcron/script.sh',
    'script.312aec',
    '/srv/mydjcron/x/script.ab',
    `${'/a'.repeat(500_000)}/script.ab`,
  ])('is not in %.40j', (text) => expect(by('script')(text)).toBe(text));
});

describe('colours and blanks', () => {
  test('go where they are only for the eye', () => {
    expect(by('ansi')('\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u001b\\ \u001b(Bend')).toBe('red link end');
    expect(by('space')('a  \nb\t\r\n  c \n\nd ')).toBe('a\nb\n  c\n\nd');
  });

  test('stay when that is switched off', () => {
    const text = '\u001b[31ma \n';
    expect(by(...normalisers.filter((name) => name !== 'ansi' && name !== 'space'))(text)).toBe(text);
  });
});

describe('all rules together', () => {
  test('give as many lines as they took, whatever came', () => {
    const text = '\u001b]0;title\nJan  5 09:00:00 web-01 x[12]: 3s \n\u001bPx\n\n\u0000\u00ff\n';
    expect(by(...normalisers)(text).split('\n')).toHaveLength(text.split('\n').length);
  });

  test('do the same to bytes as to text', () => {
    const text = 'Jan  5 09:00:00 web-01 größe[12]: 5µs ├─812 nginx é \nà web-01\n';
    const rules = new Set<Normaliser>(normalisers);
    const marks = (normalised: string) => normalised.match(/«\w+»/g);
    expect(marks(normalise(asBytes(text), own, rules))).toEqual(marks(normalise(text, own, rules)));
    expect(marks(normalise(text, own, rules))).toEqual(['«time»', '«host»', '«pid»', '«duration»', '«pid»', '«host»']);
  });

  test.each([' ', '1', '1 h ', '1h', '\u001b]', '[', 'up 1 h, ', '1.', '2027-', ':12'])(
    'are through a megabyte of %j in no time',
    (part) => {
      const text = `${part.repeat(Math.ceil(1_000_000 / part.length))}x ago\n`;
      expect(by(...normalisers)(text)).toMatch(/x ago\n$|«duration» ago/);
    },
  );

  test('leave a text alone when none is chosen', () => {
    const text = 'Jan  5 09:00:00 web-01 sshd[12]: \u001b[1m3s \n';
    expect(normalise(text, own, new Set())).toBe(text);
  });
});
