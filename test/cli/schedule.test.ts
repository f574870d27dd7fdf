// Schedules on the command line, fired by a real engine: nothing of it needs the hosts to answer.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Run } from '../../shared/contract/run.ts';
import type { Occurrence, Schedule } from '../../shared/contract/schedules.ts';
import { askCli, runCli } from '../support/cli.ts';
import { createHome, type TestHome } from '../support/home.ts';
import { type Served, serve } from '../support/serve.ts';

let home: TestHome;
let served: Served | null = null;
const cli = (...args: string[]) => runCli(home, args);

const jobFile = (name: string, schedules: string) =>
  `apiVersion: djcron/v1\nkind: Job\nname: ${name}\ntargets: web-01\nscript: { text: "true" }\nschedules: [ ${schedules} ]\npolicies: { concurrency: forbid }\n`;

async function apply(name: string, schedules: string) {
  return runCli(home, ['job', 'apply', '-f', '-'], { input: jobFile(name, schedules) });
}

const ledger = (...args: string[]) => askCli<Occurrence[]>(home, ['schedule', 'ledger', ...args]);

beforeEach(async () => {
  home = createHome();
  await cli('host', 'add', 'web-01', '--address', '127.0.0.1', '--port', '1');
});

afterEach(async () => {
  await served?.stop();
  served = null;
  home.remove();
});

describe('djcron schedule', () => {
  test('lists what is due when; a home that nobody keeps open is told that nothing fires', async () => {
    const applied = await apply('nightly', '{ name: night, cron: "30 2 * * *", timezone: Europe/Berlin }, { every: 90m }');
    expect(applied).toMatchObject({ code: 0, stderr: expect.stringContaining('schedules fire while the window or djcron serve is open') });
    const rows = await askCli<Schedule[]>(home, ['schedule', 'list']);
    expect(rows.map(({ job, name, text, timezone, words }) => [job, name, text, timezone, words].join(' | ')).toSorted()).toEqual([
      expect.stringMatching(/^nightly \| 2 \| every 90m \| .+ \| Every 90m$/),
      'nightly | night | 30 2 * * * | Europe/Berlin | At 02:30',
    ]);
    expect((await cli('schedule', 'list', '-o', 'name')).stdout.split('\n').toSorted()).toEqual(['', 'nightly/2', 'nightly/night']);
  });

  test('fires while serve is open, and the ledger leads to the run', async () => {
    served = await serve(home);
    await apply('tick', '{ every: 1s }');
    await expect.poll(async () => (await ledger('--job', 'tick')).length, { timeout: 20_000 }).toBeGreaterThan(1);
    const first = (await ledger('--job', 'tick')).at(-1);
    const run = await askCli<Run>(home, ['run', 'show', first?.run ?? '']);
    expect([first?.outcome, run.trigger, run.scheduledAt, run.schedule]).toEqual(['ran', 'schedule', first?.dueAt, '1']);
  });

  test('pauses and resumes all, a job, and one of its schedules', async () => {
    await apply('tick', '{ name: often, every: 1s }, { name: seldom, cron: "@yearly" }');
    const paused = async () =>
      (await askCli<Schedule[]>(home, ['schedule', 'list'])).filter((row) => row.paused !== null).map(({ name }) => name);
    expect(await cli('schedule', 'pause', 'tick/often')).toMatchObject({ code: 0, stderr: 'paused tick/often until resumed\n' });
    expect(await paused()).toEqual(['often']);
    expect(await cli('schedule', 'pause', '--for', '1h')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^paused all schedules until 20/),
    });
    const list = await cli('schedule', 'list');
    expect(list.stdout).toMatch(/ often +\S+ \S+ +- +until resumed, all until 20/);
    expect(list.stdout).toMatch(/ seldom +\S+ \S+ +- +all until 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d /);
    expect(list.stderr).toMatch(/^all schedules are paused until 20/);
    served = await serve(home);
    expect((await cli('schedule', 'resume')).stderr).toBe('resumed all schedules\npaused by themselves: tick/often\n');
    expect(await ledger()).toEqual([]);
    expect((await cli('schedule', 'resume', 'tick')).stderr).toBe('resumed tick\n');
    await expect.poll(async () => (await ledger()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  });

  test.for<[string[], number, RegExp]>([
    [['schedule', 'pause', 'tock'], 3, /no job "tock".*\[DJ-JOB-UNKNOWN\]\n$/],
    [['schedule', 'pause', 'tick/ofen'], 3, /did you mean tick\/often\? \[DJ-SCHEDULE-UNKNOWN\]\n$/],
    [['schedule', 'pause', '--for', 'soon'], 2, /'--for <duration>' argument 'soon' is invalid.*\[DJ-INPUT-INVALID\]\n$/],
    [['schedule', 'pause', '--until', '2020-01-01'], 2, /over already.*\[DJ-INPUT-INVALID\]\n$/],
    [['schedule', 'pause', '--for', '1h', '--until', '2090-01-01'], 2, /give one of them.*\n$/],
    [['schedule', 'ledger', '--since', 'once'], 2, /'--since <time>' argument 'once' is invalid.*\[DJ-INPUT-INVALID\]\n$/],
    [['schedule', 'ledger', '--job', 'tock'], 3, /\[DJ-JOB-UNKNOWN\]\n$/],
  ])('%j is refused in one line', async ([line, code, said]) => {
    await apply('tick', '{ name: often, every: 1h }');
    expect(await cli(...line)).toEqual({ code, signal: null, stdout: '', stderr: expect.stringMatching(said) });
  });

  test('does not fire a disabled job, and by hand it still runs', async () => {
    served = await serve(home);
    await apply('tick', '{ every: 1h }');
    expect((await cli('job', 'disable', 'tick')).stderr).toBe('tick is disabled\n');
    expect((await cli('job', 'list')).stdout).toMatch(/tick .* disabled /);
    const [row] = await askCli<Schedule[]>(home, ['schedule', 'list']);
    expect([row?.enabled, row?.nextAt]).toEqual([false, null]);
    expect((await cli('job', 'run', 'tick')).code).toBe(4);
    expect((await cli('job', 'enable', 'tick', 'tick')).stderr).toBe('tick is enabled\ntick was already enabled\n');
  });

  test('what came due while serve was killed is decided at its next start', async () => {
    served = await serve(home);
    await apply('tick', '{ every: 2s, misfire: skip }');
    await expect.poll(async () => (await ledger()).length, { timeout: 20_000 }).toBeGreaterThan(0);
    await served.kill();
    const last = Date.parse((await ledger())[0]?.dueAt ?? '');
    await expect.poll(() => Date.now() - last, { timeout: 20_000 }).toBeGreaterThan(7000);
    served = await serve(home);
    await expect
      .poll(async () => (await ledger()).filter(({ outcome }) => outcome === 'missed').length, { timeout: 20_000 })
      .toBeGreaterThan(1);
    const rows = await ledger();
    const moments = rows.map(({ dueAt }) => Date.parse(dueAt)).toReversed();
    expect(moments.every((at, i) => i === 0 || at - (moments[i - 1] ?? 0) === 2000)).toBe(true);
    expect(rows.find(({ outcome }) => outcome === 'missed')?.reason).toBe('djcron was closed');
  });
});
