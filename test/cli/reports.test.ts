// djcron run report, report period, report schedule and report verify, as a person and as another computer would call them.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportFormats } from '../../shared/model/report/report.ts';
import { runCli, runCliRaw } from '../support/cli.ts';
import { createHome, type TestHome } from '../support/home.ts';

let home: TestHome;
let elsewhere: TestHome;
const file = (name: string) => path.join(home.userDir, name);

beforeAll(async () => {
  home = createHome();
  elsewhere = createHome();
  // an address that answers nothing: the run ends unreachable, which is a run to report on
  await runCli(home, ['host', 'add', 'web-01', '--address', '127.0.0.1', '--port', '1', '--user', 'nobody']);
  await runCli(home, ['exec', '-t', 'web-01', '--', 'true']);
});
afterAll(() => {
  home.remove();
  elsewhere.remove();
});

describe('djcron run report', () => {
  it.each(reportFormats)('writes %s that verifies here, elsewhere by the key, and not when it was changed', async (format) => {
    const name = `run.${format}`;
    const made = await runCli(home, ['run', 'report', 'last', '-O', name]);
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining(`wrote ${file(name)}`) });
    expect(await runCli(home, ['report', 'verify', name])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(`^valid: ${name}: as it was made at .* whose audit entry \\d+ says so\n$`),
    });

    const key = (await runCli(home, ['report', 'key'])).stdout.trim();
    const verifyElsewhere = (...more: string[]) => runCli(elsewhere, ['report', 'verify', file(name), ...more]);
    expect(await verifyElsewhere('--key', key)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^valid: /) });
    expect(await verifyElsewhere()).toMatchObject({ code: 2, stdout: expect.stringMatching(/^unknown key: .*this home has no key yet/) });

    const bytes = readFileSync(file(name));
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(file(name), bytes);
    expect(await verifyElsewhere('--key', key)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^changed: /) });
  });

  it('gives the very bytes to stdout, and says when their signature is not in them', async () => {
    const pdf = await runCliRaw(home, ['run', 'report', 'last', '--format', 'pdf', '-O', '-']);
    expect([pdf.code, pdf.stdout.subarray(0, 5).toString(), pdf.stderr]).toEqual([0, '%PDF-', '']);
    const csv = await runCli(home, ['run', 'report', 'last', '--format', 'csv', '--bom', '-O', '-']);
    expect(csv).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\ufeffrun,job,host,state/),
      stderr: expect.stringContaining('not signed'),
    });
  });

  it('refuses what it cannot do in one line, leaving what was there', async () => {
    writeFileSync(file('kept.html'), 'kept');
    expect(await runCli(home, ['run', 'report', 'r-9', '-O', 'kept.html'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[DJ-RUN-UNKNOWN]'),
    });
    expect(readFileSync(file('kept.html'), 'utf8')).toBe('kept');
    const { stdout: head } = await runCli(home, ['audit', 'verify', '-o', 'name']);
    expect(await runCli(home, ['run', 'report', 'last', '-O', 'not/there.html'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ENOENT'),
    });
    expect(await runCli(home, ['run', 'report', 'last', '--format', 'doc'])).toMatchObject({ code: 2 });
    expect(await runCli(home, ['run', 'report', 'last', '--format', 'pdf', '--bom'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--bom is for CSV'),
    });
    expect((await runCli(home, ['audit', 'verify', '-o', 'name'])).stdout).toBe(head);
  });
});

describe('djcron report', () => {
  it('period writes under a name of its own, and list tells of it', async () => {
    const { code, stdout } = await runCli(home, ['report', 'period', '--since', '-1d', '--format', 'json', '-o', 'json']);
    const told: { file: string; audit: { seq: number } } = JSON.parse(stdout);
    expect([code, path.basename(told.file)]).toEqual([0, expect.stringMatching(/^djcron-fleet-\d{4}-\d\d-\d\d.*\.json$/)]);
    expect(JSON.parse(readFileSync(told.file, 'utf8'))).toMatchObject({ kind: 'fleet', period: { runs: 1, succeeded: 0 } });
    const list = await runCli(home, ['report', 'list', '-n', '1', '-o', 'name']);
    expect(list.stdout).toBe(`${told.audit.seq}\n`);
    expect(await runCli(home, ['report', 'period', '--since', 'soon'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'--since <time>' argument 'soon' is invalid"),
    });
  });

  it('verify tells files without a signature, with a lost one, and keys that are none', async () => {
    writeFileSync(file('notes.txt'), 'no report');
    expect(await runCli(home, ['report', 'verify', 'notes.txt'])).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^no signature: /),
    });
    await runCli(home, ['run', 'report', 'last', '-O', 'whole.html']);
    copyFileSync(file('whole.html'), file('cut.html'));
    writeFileSync(file('cut.html'), readFileSync(file('whole.html')).subarray(0, 4000));
    expect(await runCli(home, ['report', 'verify', 'cut.html'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^changed: .*cut off or taken out/),
    });
    expect(await runCli(home, ['report', 'verify', 'whole.html', '--key', 'abc'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('neither a public key nor a file'),
    });
    rmSync(file('whole.html'));
    expect(await runCli(home, ['report', 'verify', 'whole.html'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[DJ-FILE-UNREADABLE]'),
    });
  });
});

describe('djcron report schedule', () => {
  const schedule = (...words: string[]) => runCli(home, ['report', 'schedule', ...words]);

  it('plans a report of the newest run of a job only with its job, and says what is wrong with an address', async () => {
    const plan = ['set', 'nightly', '--cron', '0 6 * * *', '--period', 'run', '--to', home.userDir];
    expect(await schedule(...plan)).toMatchObject({ code: 2, stderr: expect.stringContaining('a report of a run needs a job') });
    expect(await schedule('set', 'daily', '--cron', '0 6 * * *', '--period', 'day', '--mail', 'ops@')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"ops@" is no mail address'),
    });
    expect(await schedule('send', 'daily')).toMatchObject({ code: 3, stderr: expect.stringContaining('[DJ-SCHEDULE-UNKNOWN]') });
  });

  it('sends one at once, or says that nobody is there to make it', async () => {
    await schedule('set', 'daily', '--cron', '0 6 * * *', '--period', 'day', '--to', home.userDir);
    expect(await schedule('send', 'daily')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('daily: made once the window or djcron serve is open'),
    });
    expect((await schedule('list')).stdout).toMatch(/daily .*waiting/);
    expect(await schedule('rm', 'daily')).toMatchObject({ code: 0 });
  });
});
