// The script that changes crontabs on hosts, by the shells hosts have.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checksum } from '../../electron/import/change/checksum.ts';
import { planLines } from '../../electron/import/change/plan.ts';
import { changeScript } from '../../electron/import/change/script.ts';
import type { CronLineAct } from '../../shared/model/cron-line.ts';

const shells = [['dash'], ['bash'], ['mksh'], ['busybox', 'sh']].filter(
  ([shell = '']) => spawnSync(shell, ['-c', ':']).error === undefined,
);
const text = "A=1\r\n0 1 * * * it's $HOME \\ `x` & /a/b\n\xff\xfe\n0 2 * * * last without end";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'cron-script-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function scriptOf(file: string, act: CronLineAct): string {
  const line = (id: number, number: number) => ({
    id,
    job: `job-${id}`,
    host: 'h',
    file,
    line: number,
    text: text.split('\n')[number - 1] ?? '',
  });
  const plan = planLines([line(1, 2), line(2, 4)], [{ host: 'h', file, bytes: readFileSync(file), problem: null }], act);
  expect(plan.files).toHaveLength(1);
  return changeScript(plan.files, act);
}

describe.each(shells)('in %s %s', (...shell) => {
  const run = (script: string) => {
    const [name = '', ...words] = shell.filter((word) => word !== undefined);
    return spawnSync(name, [...words, '-c', script], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/', DJCRON_HOST: 'h' },
      encoding: 'utf8',
    });
  };

  test('lines are commented out and put back, and every other byte stays', () => {
    const file = path.join(dir, "it's a file");
    writeFileSync(file, text, 'latin1');
    expect(run(scriptOf(file, 'take-over'))).toMatchObject({ status: 0, stderr: '', stdout: `changed ${file}\n` });
    expect(readFileSync(file, 'latin1')).toBe(text.replace('0 1', '# djcron:job-1 0 1').replace('0 2', '# djcron:job-2 0 2'));
    expect(run(scriptOf(file, 'give-back'))).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(file, 'latin1')).toBe(text);
    expect(readdirSync(dir)).toEqual(["it's a file"]);
  });

  test('a file that is not what was read stays as it is', () => {
    const file = path.join(dir, 'tab');
    writeFileSync(file, text, 'latin1');
    const script = scriptOf(file, 'take-over');
    writeFileSync(file, `${text}\n`, 'latin1');
    expect(run(script)).toMatchObject({ status: 1, stderr: `${file}: it was changed since it was read: nothing was done to it\n` });
    expect(readFileSync(file, 'latin1')).toBe(`${text}\n`);
    expect(readdirSync(dir)).toEqual(['tab']);
  });
});

test('the checksum is that of cksum', () => {
  for (const input of ['', 'a', '123456789', 'x'.repeat(100_000)])
    expect(checksum(Buffer.from(input))).toBe(spawnSync('cksum', { input }).stdout.toString().trim());
});
