// What is read on a host, by the shells hosts have: with a crontab and a systemctl of the test in front of the real ones.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostScript, readAnswer } from '../../electron/import/host-crontabs.ts';

let programs: string;

function program(name: string, text: string): void {
  writeFileSync(path.join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

const timers = `Id=apt-daily.timer
Unit=apt-daily.service
TimersCalendar={ OnCalendar=*-*-* 06,18:00:00 ; next_elapse=Wed 2026-11-25 06:00:00 UTC }

Id=clean.timer
Unit=clean.service
TimersMonotonic={ OnBootUSec=15min ; next_elapse=15min }
TimersMonotonic={ OnUnitActiveUSec=1d ; next_elapse=0 }`;

beforeAll(() => {
  programs = mkdtempSync(path.join(tmpdir(), 'host-programs-'));
  program('crontab', `printf '%s\\n' '# ünïcode' '*/5 * * * * date +\\%s' ''; printf '0 1 * * * last'`);
  program(
    'systemctl',
    `case "$*" in\n*--value*) printf 'apt-daily.service\\n\\nclean.service\\n' ;;\ncat*) printf '[Service]\\nExecStart=/bin/%s a\\n' "$4" ;;\n*) cat <<'END'\n${timers}\nEND\nesac`,
  );
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

const shells = [['dash'], ['bash'], ['mksh'], ['busybox', 'sh']].filter(
  ([shell = '']) => spawnSync(shell, ['-c', ':']).error === undefined,
);

function answerOf(shell: readonly string[], isSystem: boolean) {
  const [name = '', ...words] = shell;
  const env = { PATH: `${programs}:/usr/bin:/bin`, HOME: '/' };
  const { stdout, stderr } = spawnSync(name, [...words, '-c', hostScript({ isSystem })], { env });
  expect(stderr.toString()).toBe('');
  return readAnswer(stdout, { host: 'web-01', zone: 'Asia/Tokyo' });
}

describe.for(shells)('read by %s', (shell) => {
  test('the crontab of the login comes byte for byte', () => {
    const answer = answerOf(shell, false);
    expect(answer?.crontabs.map(({ bytes, ...rest }) => [rest, Buffer.from(bytes).toString()])).toEqual([
      [
        { name: expect.stringMatching(/^crontab of \w+$/), isSystem: false, host: 'web-01', zone: 'Asia/Tokyo' },
        '# ünïcode\n*/5 * * * * date +\\%s\n\n0 1 * * * last',
      ],
    ]);
  });

  test('timers of systemd come with what their services do', () => {
    expect(answerOf(shell, true)?.timers.map(({ unit, text, job }) => [unit, text, job])).toEqual([
      [
        'apt-daily.timer',
        'OnCalendar=*-*-* 06,18:00:00',
        expect.objectContaining({ schedules: [{ timezone: 'Asia/Tokyo', cron: '0 6,18 * * *' }] }),
      ],
      [
        'clean.timer',
        'OnBootUSec=15min, OnUnitActiveUSec=1d',
        expect.objectContaining({ script: expect.objectContaining({ text: '#!/bin/sh\n/bin/clean.service a\n' }) }),
      ],
    ]);
  });
});

test('a user who may not have a crontab is told with what crontab says', () => {
  program('crontab', `echo 'You (deploy) are not allowed to use this program (crontab)' >&2; exit 1`);
  expect(answerOf(['sh'], false)?.rows.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['refused', 'You (deploy) are not allowed to use this program (crontab)'],
  ]);
});

test('an answer that broke off is none', () => {
  const whole = Buffer.from('DJ zone 3 -\nUTC\nDJ own 4 crontab of me\n# a\n\n');
  const broken = Array.from({ length: whole.length }, (_, i) => readAnswer(whole.subarray(0, i), { host: 'a', zone: null })).filter(
    (answer) => answer !== null && answer.crontabs.length > 0,
  );
  expect([readAnswer(whole, { host: 'a', zone: null })?.crontabs, broken]).toEqual([
    [{ name: 'crontab of me', bytes: Buffer.from('# a\n'), isSystem: false, host: 'a', zone: 'UTC' }],
    [],
  ]);
});
