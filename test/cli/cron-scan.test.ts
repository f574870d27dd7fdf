// A scan over the demo fleet, whose hosts have crontabs and timers of their own.
import { describe, expect, test } from 'vitest';
import { withApp } from '../support/with-app.ts';
import { command } from './terminal.ts';

interface Scanned {
  run: string;
  hosts: { host: string; state: string }[];
  entries: { hosts: string; kind: string; file: string; command: string; words: string | null; job: string | null; dueAt: string[] }[];
  findings: { kind: string; what: string; times: number | null }[];
}

describe.skipIf(process.platform === 'win32')('cron scan', () => {
  test('tells what hosts do by themselves, alike ones together, and what is worth a look; nothing is changed there', () =>
    withApp(async ({ client }) => {
      await client.system.demoStart({ hosts: 8 });
      const { code, stdout } = await command(['cron', 'scan', '@all', '-o', 'json'], { client });
      const { run, hosts, entries, findings } = JSON.parse(stdout) as Scanned;
      expect([code, hosts.length, hosts.every(({ state }) => state === 'succeeded')]).toEqual([0, 8, true]);
      const own = entries.filter(({ file }) => /^crontab of|\.timer$/.test(file));
      expect(own.map(({ hosts: where, kind, words, command: what }) => [where, kind, words, what])).toEqual(
        expect.arrayContaining([
          ['build-01,cache-01,db-01,edge-01,web-[01-02]', 'cron', 'At 03:00', 'tar -czf "$HOME/etc.tar.gz" /etc/hostname'],
          ['db-02,web-03', 'cron', 'At 03:30', 'tar -czf "$HOME/etc.tar.gz" /etc/hostname'],
          ['build-01,cache-01,db-[01-02],edge-01,web-[01-03]', 'timer', 'At 00:00', '/bin/echo rotated'],
        ]),
      );
      expect(findings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['pile-up', 'never', 'differs', 'silent']));
      expect(findings.filter(({ kind }) => kind === 'pile-up').map(({ times }) => times)).toContain(7);
      const again = await client.crontabs.found({ scan: run });
      expect(again?.entries.length).toBe(entries.length);
      expect((await client.crontabs.found())?.scan.id).toBe(run);
    }));

  test('reads as a table, names the job a line became, and refuses a run that is no scan', () =>
    withApp(async ({ client }) => {
      await client.system.demoStart({ hosts: 2 });
      expect(await client.crontabs.found()).toBeNull();
      await command(['cron', 'import', '--host', 'web-01', '--yes'], { client });
      const { code, stdout, stderr } = await command(['cron', 'scan', 'web-[01-02]'], { client });
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^2 hosts: \d+ entries, \d+ findings?; nothing was changed \(run r-\w+\)\n$/m),
      ]);
      expect(stdout).toMatch(/^NEXT +HOSTS +WHEN +TIMEZONE +USER +FILE +JOB +COMMAND\n/);
      expect(stdout).toMatch(/At 03:00 .* backup-of-the-configuration +tar -czf/);
      expect(stdout).toMatch(/worth a look:\n(.*\n)* {2}silent: /);
      const run = await client.runs.exec({ target: 'web-01', script: 'true' });
      await expect(client.crontabs.found({ scan: run.id })).rejects.toMatchObject({ data: { code: 'DJ-INPUT-INVALID' } });
    }));

  test('is a run by its name, as every look at crontabs is, and never the last one', () =>
    withApp(async ({ client }) => {
      await client.system.demoStart({ hosts: 1 });
      const last = async () => (await command(['run', 'show', 'last', '-o', 'name'], { client })).stdout.trim();
      const before = await client.runs.list();
      await command(['cron', 'import', '--host', 'web-01', '--yes'], { client });
      await command(['cron', 'import', '--host', 'web-01', '--system', '--dry-run'], { client });
      await command(['cron', 'scan', 'web-01'], { client });
      expect(await last()).toBe(before[0]?.id);
      await command(['cron', 'take-over', 'backup-of-the-configuration', '--yes'], { client });
      const list = await client.runs.list();
      const made = list.slice(0, list.length - before.length).map(({ job, purpose }) => job ?? purpose);
      expect(made).toEqual(['change-crontabs', 'read-crontabs', 'read-crontabs', 'read-crontabs', 'read-crontabs']);
      expect(await last()).toBe(list[0]?.id);
      const { stdout } = await command(['run', 'list'], { client });
      expect(stdout.split('\n').slice(1, 3)).toEqual([
        expect.stringMatching(/^r-\S+ +change crontabs /),
        expect.stringMatching(/ read crontabs /),
      ]);
      expect((await command(['run', 'show', list[1]?.id ?? ''], { client })).stdout).toMatch(/^job: +\(read crontabs\)$/m);
    }));

  test('goes on without hosts that do not answer, with their exit code', () =>
    withApp(async ({ client }) => {
      await client.system.demoStart({ hosts: 1 });
      await client.hosts.add({ name: 'away', address: '127.0.0.1', port: 1 });
      const { code, stdout, stderr } = await command(['cron', 'scan', 'web-01,away', '-o', 'json'], { client });
      expect([code, JSON.parse(stdout).hosts.map(({ state }: { state: string }) => state)]).toEqual([4, ['unreachable', 'succeeded']]);
      expect(stderr).toMatch(/^away: unreachable/m);
    }));
});
