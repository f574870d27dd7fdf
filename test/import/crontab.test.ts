// Crontabs as cron reads them: what was seen of Debian's cron (3.0pl1-162) stands here as cases.
import { describe, expect, test } from 'vitest';
import { type CrontabLine, readCrontab } from '../../electron/import/crontab.ts';
import { readCommand, writeCommand } from '../../electron/import/crontab-command.ts';
import { readScript, writeScript } from '../../electron/import/crontab-script.ts';
import { readSetting, writeSetting } from '../../electron/import/crontab-setting.ts';

const read = (text: string | Uint8Array, isSystem = false) =>
  readCrontab({ name: 'tab', bytes: typeof text === 'string' ? Buffer.from(text) : text, isSystem });
/** A line in short: its kind, with what cron would carry out. */
const told = ({ read: it }: CrontabLine) => {
  if (it.kind === 'refused') return `refused: ${it.reason}`;
  if (it.kind === 'setting') return `${it.setting.name}=${it.setting.value}`;
  if (it.kind !== 'entry') return it.kind;
  const { schedule, timezone, user, command, input } = it.entry;
  return [schedule, timezone, user, command, input];
};

describe('settings', () => {
  test.for<[string, string, string]>([
    ['A = "a b"  ', 'A', 'a b'],
    ["B\t=\t'x\"y'  ", 'B', 'x"y'],
    ['C=  lead trail   ', 'C', 'lead trail'],
    ['"D D"=1', 'D D', '1'],
    ['PATH=$PATH:/opt', 'PATH', '$PATH:/opt'],
    ['MAILTO=""', 'MAILTO', ''],
    ['MAILTO=', 'MAILTO', ''],
    ['E=a=b # no comment', 'E', 'a=b # no comment'],
  ])('%j sets', ([line, name, value]) => {
    const setting = readSetting(line);
    expect([setting?.name, setting?.value]).toEqual([name, value]);
  });

  test.for(['A="x" y', 'A="x', "A='it''s'", '0 5 * * * A=b c', '=x', '* * * * * a'])('%j sets nothing', (line) => {
    expect(readSetting(line)).toBeNull();
  });

  test('are written so that they read the same, or not at all', () => {
    const values = ['', 'a', ' a', 'a ', '"', "'a", `'"`, ` '"`, 'a\nb', '%$\\', 'ü'];
    expect(values.map((value) => readSetting(writeSetting('A', value) ?? 'A=""')?.value)).toEqual([
      ...values.slice(0, 5),
      "'a",
      '',
      '',
      '',
      '%$\\',
      'ü',
    ]);
  });
});

describe('commands', () => {
  test.for<[string, string, string | null]>([
    [String.raw`echo 'a\\b' 'x\y' 'c\%d'`, String.raw`echo 'a\b' 'x\y' 'c%d'`, null],
    [String.raw`echo \\%X%Y`, 'echo \\', 'X\nY\n'],
    ['cat%', 'cat', null],
    ['cat%%', 'cat', '\n'],
    ['cat%a%%', 'cat', 'a\n\n'],
    [String.raw`cat%in1%in2 \% x \\% y\\z \n`, 'cat', `${String.raw`in1↵in2 % x \% y\\z \n`.replace('↵', '\n')}\n`],
  ])('%j is a command and its input, and is written back', ([text, command, input]) => {
    const back = writeCommand({ command, input });
    expect([readCommand(text), readCommand(back ?? '')]).toEqual([
      { command, input },
      { command, input },
    ]);
  });

  test('get their input within the script, whatever it holds', () => {
    const scripts = ['hi\n', 'INPUT\nINPUT_END\n', '\n', '$HOME `x`\n'].map((input) => ({ shell: '/bin/bash', command: 'cat', input }));
    expect(scripts.map((script) => readScript(writeScript(script) ?? ''))).toEqual(scripts);
    expect(writeScript({ shell: '/bin/tcsh', command: 'cat', input: 'x\n' })).toBeNull();
  });
});

describe('a crontab', () => {
  test('nasty in every way gives a line for each line, and says what is wrong with some', () => {
    const text = [
      '\t # a comment, ünïcode ☂',
      '   \t',
      'PATH=/opt/bin',
      'MAILTO=""',
      '\t5\t4  *\t* *\t  tabs   here ',
      '@reboot /bin/x',
      '@daily daily',
      '@fortnightly x',
      '-*/5 * * * * quiet',
      '0~30 1 * * * random',
      '0 5 * * *',
      '61 5 * * * x',
      'nonsense',
      'CRON_TZ=Asia/Tokyo',
      '0 9 * * 1-5 backup --day $(date +\\%F)%in%put\r',
      'CRON_TZ=Mars/Phobos',
      '0 9 * * * x',
      'CRON_TZ=""',
      `0 0 * * * ${'x'.repeat(1000)}`,
      '0 0 * * * a\0b',
      '0 0 31 2 * never',
      '0 1 * * * last',
    ].join('\n');
    const lines = read(text);
    expect(lines.map(told)).toEqual([
      'comment',
      'blank',
      'PATH=/opt/bin',
      'MAILTO=',
      ['5 4 * * *', null, null, 'tabs   here ', null],
      'refused: @reboot needs a program that waits on the host',
      ['@daily', null, null, 'daily', null],
      'refused: @fortnightly is not known',
      ['*/5 * * * *', null, null, 'quiet', null],
      'refused: ~ in minute is a random value, chosen anew at each start',
      'refused: it has no command',
      expect.stringMatching(/^refused: /),
      'refused: it is neither a setting nor a schedule with a command',
      'CRON_TZ=Asia/Tokyo',
      ['0 9 * * 1-5', 'Asia/Tokyo', null, 'backup --day $(date +%F)', 'in\nput\n'],
      'CRON_TZ=Mars/Phobos',
      'refused: Mars/Phobos is no time zone',
      'CRON_TZ=',
      ['0 0 * * *', null, null, 'x'.repeat(1000), null],
      'refused: it holds a NUL byte, where cron ends the line',
      expect.stringMatching(/^refused: it never fires/),
      ['0 1 * * *', null, null, 'last', null],
    ]);
    expect(lines.flatMap(({ number, notes }) => notes.map((note) => `${number}: ${note}`))).toEqual([
      '9: "-" before it keeps it out of the log of cron; djcron logs it all the same',
      '15: a CR ended the line and was taken off: cron takes it for a part of the command',
      "15: CRON_TZ: Debian's cron takes no notice of it, there the line fires in the zone of the host",
      "19: longer than Debian's cron takes, which refuses the file",
      "22: no newline ends the file: Debian's cron takes no notice of such a file",
    ]);
  });

  test('with users names one before each command', () => {
    expect(read('0 5 * * *  root\tcmd x\n* * * * * 12:3 cmd\n* * * * * root\n@daily www-data  y\n', true).map(told)).toEqual([
      ['0 5 * * *', null, 'root', 'cmd x', null],
      'refused: "12:3" is no user name',
      'refused: it has no command',
      ['@daily', null, 'www-data', 'y', null],
    ]);
  });

  test('settings hold for the lines below them only', () => {
    const settings = read('* * * * * a\nA=1\n* * * * * b\nA=2\nB=3\n* * * * * c\n').flatMap(({ read: it }) =>
      it.kind === 'entry' ? [Object.fromEntries(it.entry.settings)] : [],
    );
    expect(settings).toEqual([{}, { A: '1' }, { A: '2', B: '3' }]);
  });

  test('comments directly above a line are its own, apart from rulers and remarks of djcron', () => {
    const comments = read('# one\n# ----\n#two\n* * * * * a\n* * * * * b\n# far\n\n* * * * * c\n# djcron: x\n* * * * * d\n').flatMap(
      ({ read: it }) => (it.kind === 'entry' ? [it.entry.comment.filter((line) => line !== '')] : []),
    );
    expect(comments).toEqual([['one', 'two'], [], [], []]);
  });

  test('in another encoding loses no line: its comments stay, its entries are refused', () => {
    const latin = Buffer.from('# Sicherung f\xfcr alle\n0 5 * * * b\xe4ckup\n0 6 * * * ok\n', 'latin1');
    expect(read(latin).map(told)).toEqual(['comment', 'refused: it is not UTF-8 text', ['0 6 * * *', null, null, 'ok', null]]);
  });

  test('that is empty has no lines', () => {
    expect([read(''), read('\n').map(told)]).toEqual([[], ['blank']]);
  });
});
