import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProposalRow } from '../../electron/import/crontab-proposals.ts';
import type { Outcome } from '../../shared/model/run.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { sshdMissing, startSshd } from '../support/sshd.ts';
import { withApp } from '../support/with-app.ts';
import { command, start } from './terminal.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'cron-import-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const place = path.join(dir, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
}

const crontab = `MAILTO=ops@example.org
# Nightly dump
30 2 * * *\tpg_dumpall > /backup/$(date +\\%F)

@reboot /opt/watch
`;

async function withHosts(names: readonly string[], work: (core: CoreUnderTest) => Promise<void>) {
  await withCore(async (core) => {
    for (const name of names) await core.client.hosts.add({ name, address: '192.0.2.7' });
    await work(core);
  });
}

describe('crontabs in files', () => {
  test('are shown line by line, and with --dry-run nothing is saved', () =>
    withHosts(['db'], async ({ client }) => {
      const args = ['cron', 'import', file('tab', crontab), '-t', 'db', '--timezone', 'Europe/Berlin', '--dry-run', '-o', 'json'];
      const { code, stdout } = await command(args, { client });
      const rows: ProposalRow[] = JSON.parse(stdout);
      expect([code, rows.map(({ line, kind, job, words, timezone, reason }) => [line, kind, job, words, timezone, reason])]).toEqual([
        0,
        [
          [1, 'setting', null, null, null, null],
          [2, 'comment', null, null, null, null],
          [3, 'job', 'nightly-dump', 'At 02:30', 'Europe/Berlin', null],
          [4, 'blank', null, null, null, null],
          [5, 'refused', null, null, null, '@reboot needs a program that waits on the host'],
        ],
      ]);
      expect(await client.jobs.list()).toEqual([]);
    }));

  test('become jobs that are disabled, readable, and say where they come from', () =>
    withHosts(['db'], async ({ client }) => {
      const place = file('etc/cron.d/dump', crontab.replaceAll('*\t', '*\tpostgres '));
      const said = await command(['cron', 'import', place, '-t', 'db', '--yes'], { client });
      expect(said).toMatchObject({ code: 0, stdout: 'created nightly-dump, disabled\n' });
      expect((await client.jobs.get({ name: 'nightly-dump' })).enabled).toBe(false);
      expect(
        (await client.jobs.source({ name: 'nightly-dump' })).yaml.replace(dir, ''),
      ).toBe(`# /etc/cron.d/dump:3: 30 2 * * *\tpostgres pg_dumpall > /backup/$(date +\\%F)
# note: runs as postgres: by sudo -n where the login is another
# note: its output is not mailed to ops@example.org: djcron sends no mail yet

apiVersion: djcron/v1
kind: Job
name: nightly-dump
description: Nightly dump
script:
  text: |
    #!/bin/sh
    pg_dumpall > /backup/$(date +%F)
  runAs: postgres
  env:
    PATH: /usr/bin:/bin
    MAILTO: ops@example.org
targets: db
schedules:
  - cron: "30 2 * * *"
`);
    }));

  test('imported again make no second job, and names in use are passed over', () =>
    withHosts(['db'], async ({ client }) => {
      const args = [
        'cron',
        'import',
        file('a', crontab),
        file('b', '# Nightly dump\n0 3 * * * other\n'),
        '-t',
        'db',
        '--yes',
        '-o',
        'json',
      ];
      const jobs = ({ stdout }: { stdout: string }) =>
        (JSON.parse(stdout) as ProposalRow[]).flatMap(({ kind, job }) => (job === null ? [] : [`${kind} ${job}`]));
      expect(jobs(await command(args, { client }))).toEqual(['job nightly-dump', 'job nightly-dump-2']);
      expect(jobs(await command(args, { client }))).toEqual(['same nightly-dump', 'same nightly-dump-2']);
      expect((await client.jobs.list()).map(({ name }) => name)).toEqual(['nightly-dump', 'nightly-dump-2']);
    }));

  test('come from stdin, and are asked about at a terminal', () =>
    withHosts(['db'], async ({ client }) => {
      const piped = await command(['cron', 'import', '-', '-t', 'db', '--dry-run', '-o', 'name'], { client, input: '@daily /opt/x\n' });
      expect(piped).toMatchObject({ code: 0, stdout: 'x\n' });
      const no = start(['cron', 'import', file('tab', crontab), '-t', 'db'], { client, columns: 200 });
      await expect.poll(no.stderr).toContain('save 1 job, disabled? [y/N]');
      no.type('n\r');
      expect((await no.ended).code).toBe(2);
      expect(await client.jobs.list()).toEqual([]);
    }));

  test.for<[string[], RegExp]>([
    [['tab'], /does not say on which hosts.*-t.*\[DJ-INPUT-INVALID\]\n$/],
    [['tab', '-t', 'nobody', '--yes'], /nobody.*\[DJ-TARGET-UNKNOWN\]\n$/],
    [['tab', '-t', 'db', '--host', 'db'], /exclude each other.*\[DJ-INPUT-INVALID\]\n$/],
    [['anacrontab', '-t', 'db'], /anacron.*\(anacrontab\).*\[DJ-IMPORT-INVALID\]\n$/],
    [['none', '-t', 'db'], /none cannot be read.*\[DJ-FILE-UNREADABLE\]\n$/],
    [['tab', '-t', 'db', '--timezone', 'Mars'], /Mars is no time zone.*\[DJ-SCHEDULE-INVALID\]\n$/],
    [[], /nothing to import.*\[DJ-INPUT-INVALID\]\n$/],
    [['tab', '-t', 'db'], /--yes.*\[DJ-CONFIRM-NEEDED\]\n$/],
  ])('with %j are refused in one line, and nothing is saved', ([args, said]) =>
    withHosts(['db'], async ({ client }) => {
      file('tab', crontab);
      const answer = await command(['cron', 'import', ...args, '-q'], { client, cwd: dir });
      expect(answer).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(said) });
      expect(answer.stderr.trim().split('\n')).toHaveLength(1);
      expect(await client.jobs.list()).toEqual([]);
    }),
  );
});

describe('crontabs of hosts', () => {
  const answer = (zone: string, ...lines: string[]) => {
    const text = lines.join('\n');
    return Buffer.from(`DJ zone ${zone.length} -\n${zone}\nDJ own ${Buffer.byteLength(text)} crontab of ops\n${text}\n`);
  };

  test('make one job of what several hosts have alike, and go on without those that do not answer', () =>
    withHosts(['web-1', 'web-2', 'web-3', 'web-4'], async (core) => {
      const { client, runner, clock } = core;
      const ran = start(['cron', 'import', '--host', 'web-[1-4]', '--yes', '-o', 'json'], { client });
      await expect.poll(() => runner.starts().length).toBe(4);
      const answers = [
        answer('UTC', '0 5 * * * both', '0 6 * * * one'),
        answer('UTC', '# mine', '', '0 5 * * * both'),
        answer('Asia/Tokyo', '0 5 * * * both'),
      ];
      for (const [index, bytes] of answers.entries()) {
        const execution = runner.starts()[index]?.execution ?? '';
        await runner.tell({ type: 'started', execution, at: clock.now(), pid: 7, hostKey: 'SHA256:abc' });
        await runner.tell({ type: 'output', execution, at: clock.now(), stream: 'stdout', offset: 0, bytes });
        const outcome: Outcome = { type: 'exited', exitCode: 0, leftovers: [] };
        await runner.tell({ type: 'finished', execution, at: clock.now(), hostKey: null, outcome });
        clock.advance(200);
      }
      const away = { type: 'unreachable', cause: 'connection refused', remedy: '', attempts: 1 } as const;
      await runner.tell({
        type: 'finished',
        execution: runner.starts()[3]?.execution ?? '',
        at: clock.now(),
        hostKey: null,
        outcome: away,
      });
      clock.advance(200);
      const { code, stdout, stderr } = await ran.ended;
      expect((JSON.parse(stdout) as ProposalRow[]).map(({ host, line, kind, job }) => [host, line, kind, job])).toEqual([
        ['web-1', 1, 'job', 'both'],
        ['web-1', 2, 'job', 'one'],
        ['web-2', 1, 'comment', null],
        ['web-2', 2, 'blank', null],
        ['web-2', 3, 'job', 'both'],
        ['web-3', 1, 'job', 'both-2'],
      ]);
      expect([code, stderr]).toEqual([4, expect.stringMatching(/^web-4: unreachable/)]);
      const jobs = (await client.jobs.list()).map(({ name, targets, enabled, definition }) => [
        name,
        targets,
        enabled,
        definition.schedules[0]?.timezone,
      ]);
      expect(jobs).toEqual([
        ['both', 'web-[1-2]', false, 'UTC'],
        ['both-2', 'web-3', false, 'Asia/Tokyo'],
        ['one', 'web-1', false, 'UTC'],
      ]);
    }));

  test.skipIf(sshdMissing !== null)('are read over SSH as they are there', async () => {
    const crontabProgram = file('bin/crontab', `#!/bin/sh\nprintf '# Über\\nA="b  c"\\n*/10 * * * * cat; echo "$A"%%ünd%%mehr\\n'\n`);
    chmodSync(crontabProgram, 0o755);
    chmodSync(dir, 0o755); // another user may log in
    const sshd = await startSshd({ config: `SetEnv PATH=${path.dirname(crontabProgram)}:/usr/bin:/bin` });
    try {
      await withApp(async ({ client }) => {
        await client.hosts.add({ name: 'a', address: sshd.address, port: sshd.port, user: sshd.user, identity: sshd.identity });
        expect(await command(['key', 'accept', 'a'], { client })).toMatchObject({ code: 0 });
        const said = await command(['cron', 'import', '--host', 'a', '--yes'], { client });
        expect(said).toMatchObject({ code: 0, stdout: 'created cat, disabled\n' });
        expect((await command(['job', 'run', 'cat'], { client })).stdout).toBe('a: ünd\na: mehr\na: b  c\n');
      });
    } finally {
      await sshd.close();
    }
  });
});

describe('cron export', () => {
  test('gives jobs back as they came, in every form', () =>
    withHosts(['db'], async ({ client }) => {
      await command(['cron', 'import', file('tab', crontab), '-t', 'db', '--yes'], { client });
      const crontabText = (await command(['cron', 'export', 'nightly-dump', '--as', 'crontab'], { client })).stdout;
      expect(crontabText).toContain('\nMAILTO=ops@example.org\n# Nightly dump\n30 2 * * * pg_dumpall > /backup/$(date +\\%F)\n');
      const timer = await command(['cron', 'export', 'nightly-dump', '--as', 'timer', '-o', 'name'], { client });
      expect(timer.stdout).toBe('/etc/systemd/system/nightly-dump.service\n/etc/systemd/system/nightly-dump.timer\n');
      const tasks = await command(['cron', 'export', 'nightly-dump', '--as', 'ansible'], { client });
      expect(tasks).toMatchObject({ code: 0, stdout: expect.stringContaining('ansible.builtin.cron:') });
    }));

  test('of a job that is not there ends with 3, and of no form with 2', () =>
    withHosts([], async ({ client }) => {
      expect((await command(['cron', 'export', 'x', '--as', 'crontab'], { client })).code).toBe(3);
      expect((await command(['cron', 'export', 'x'], { client })).code).toBe(2);
    }));
});
