import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CronPlace } from '../../shared/model/cron-line.ts';
import { fetchCrontab } from '../support/crontab.ts';
import { isRoot, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';
import { createUser } from '../support/user.ts';
import { type OpenedApp, withApp } from '../support/with-app.ts';
import { command, start } from './terminal.ts';

const crontabProgram = fetchCrontab();
afterAll(() => crontabProgram?.remove());

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'cron-lines-'));
  chmodSync(dir, 0o755);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

type Client = OpenedApp['client'];

async function withHost(sshd: Sshd, work: (app: OpenedApp) => Promise<void>): Promise<void> {
  try {
    await withApp(async (app) => {
      const { address, port, user, identity } = sshd;
      await app.client.hosts.add({ name: 'web-01', address, port, user, identity });
      await command(['key', 'accept', 'web-01'], { client: app.client });
      await work(app);
    });
  } finally {
    await sshd.close();
  }
}

const jobFile = (name: string) => `apiVersion: djcron/v1
kind: Job
name: ${name}
script: { text: "true" }
targets: web-01
schedules: [ { cron: "30 2 * * *" } ]
`;

/** A job as import would make it of a line of a file on web-01. */
async function importLine(client: Client, name: string, place: Omit<CronPlace, 'host'>): Promise<void> {
  await client.jobs.apply({ yaml: jobFile(name), origin: name, enabled: false, cronLines: [{ host: 'web-01', ...place }] });
}

const states = async (client: Client) => (await client.crontabs.lines()).map(({ job, state }) => `${job} ${state}`);

describe.skipIf(sshdMissing !== null || crontabProgram === null)("lines of a login's own crontab", () => {
  const tab = '# of the team\nMAILTO=""\n\n30 2 * * *\techo "a \\% b" > /tmp/x\n@daily true\n';

  async function withCrontab(work: (own: { app: OpenedApp; list: () => string; write: (text: string) => void }) => Promise<void>) {
    const user = createUser();
    const bin = crontabProgram?.bin ?? '';
    const run = (args: string[], input = '') => execFileSync(path.join(bin, 'crontab'), ['-u', user.name, ...args], { input }).toString();
    run(['-'], tab);
    try {
      await withHost(await startSshd({ user, config: `SetEnv PATH=${bin}:/usr/bin:/bin` }), (app) =>
        work({ app, list: () => run(['-l']), write: (text) => void run(['-'], text) }),
      );
    } finally {
      run(['-r']);
      user.remove();
    }
  }

  test('are commented out byte for byte after the diff was shown, and put back as they were', () =>
    withCrontab(async ({ app: { client }, list }) => {
      await command(['cron', 'import', '--host', 'web-01', '--yes'], { client });
      expect(await states(client)).toEqual(['echo active', 'job-2 active'].map((text) => text.replace('job-2', 'true')));
      const file = (await client.crontabs.lines())[0]?.file;
      const taken = await command(['cron', 'take-over', 'echo'], { client });
      expect(taken).toEqual({
        code: 0,
        stdout: `--- web-01:${file}
+++ web-01:${file}
@@ -4 +4 @@
-30 2 * * *␉echo "a \\% b" > /tmp/x
+# djcron:echo 30 2 * * *␉echo "a \\% b" > /tmp/x
`,
        stderr: `echo: web-01:${file}:4: taken over\ncron runs them no more, and djcron not yet: djcron job enable echo\n`,
      });
      expect(list()).toBe(tab.replace('30 2', '# djcron:echo 30 2'));
      expect(await states(client)).toEqual(['echo taken-over', 'true active']);
      expect((await command(['cron', 'take-over', 'echo'], { client })).stderr).toMatch(/: already\n/);
      const again = await command(['cron', 'import', '--host', 'web-01', '--yes', '-o', 'json'], { client });
      expect(JSON.parse(again.stdout)[3]).toMatchObject({
        kind: 'comment',
        notes: [expect.stringContaining('taken over by the job echo')],
      });
      expect(await states(client)).toEqual(['echo taken-over', 'true active']);
      expect(await command(['cron', 'give-back', 'echo'], { client })).toMatchObject({ code: 0 });
      expect(list()).toBe(tab);
      expect(await states(client)).toEqual(['echo active', 'true active']);
    }));

  test('are refused when somebody has changed them, and what was there stays', () =>
    withCrontab(async ({ app: { client }, list, write }) => {
      await command(['cron', 'import', '--host', 'web-01', '--yes'], { client });
      write(tab.replace('30 2', '45 2'));
      const said = await command(['cron', 'take-over', 'echo'], { client });
      expect(said).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/not there any more as it was read.*import it again/),
      });
      expect(list()).toBe(tab.replace('30 2', '45 2'));
    }));

  test('are left alone when the crontab changes between the diff and the yes', () =>
    withCrontab(async ({ app: { client }, list, write }) => {
      await command(['cron', 'import', '--host', 'web-01', '--yes'], { client });
      const asked = start(['cron', 'take-over', 'echo'], { client, columns: 200 });
      await expect.poll(asked.stderr, { timeout: 20_000 }).toContain('comment out 1 line? [y/N]');
      write(`${tab}# mine\n`);
      asked.type('y\r');
      const { code, stderr } = await asked.ended;
      expect([code, stderr]).toEqual([1, expect.stringMatching(/changed since it was read: nothing was done/)]);
      expect(list()).toBe(`${tab}# mine\n`);
      expect(await states(client)).toEqual(['echo active', 'true active']);
    }));

  test('of other users are reached by root, found by import, and run as them', () =>
    withCrontab(async ({ app: { client, home }, list }) => {
      const root = await startSshd({ config: `SetEnv PATH=${crontabProgram?.bin}:/usr/bin:/bin` });
      try {
        const { address, port, user, identity } = root;
        await client.hosts.add({ name: 'root-01', address, port, user, identity });
        await command(['key', 'accept', 'root-01'], { client });
        await command(['cron', 'import', '--host', 'root-01', '--system', '--yes'], { client });
        const job = await client.jobs.get({ name: 'echo' });
        expect(job.definition.script.runAs).toMatch(/^djt/);
        expect(await command(['cron', 'take-over', 'echo'], { client })).toMatchObject({ code: 0 });
        expect(list()).toBe(tab.replace('30 2', '# djcron:echo 30 2'));
        expect(home.dir).not.toBe('');
      } finally {
        await root.close();
      }
    }));
});

describe.skipIf(sshdMissing !== null)('lines of a file', () => {
  const text = '# latin1: \xe9\nPATH=/bin\n30 2 * * * root /opt/backup --all\n0 3 * * * root /opt/backup --all\n5 5 * * * root tail';
  const place = () => path.join(dir, 'cron.d/backup');
  const line = (file: string, number: number) => ({ file, line: number, text: text.split('\n')[number - 1] ?? '' });

  function writeFile(): string {
    mkdirSync(path.join(dir, 'cron.d'));
    chmodSync(path.join(dir, 'cron.d'), 0o755);
    writeFileSync(place(), text, 'latin1');
    chmodSync(place(), 0o640);
    return place();
  }

  test('are exchanged by a rename, with owner and mode as before; the audit log keeps what was there', async () => {
    const file = writeFile();
    if (isRoot) chownSync(file, 12, 34);
    const before = statSync(file);
    await withHost(await startSshd(), async ({ client }) => {
      await importLine(client, 'first', line(file, 3));
      await importLine(client, 'last', line(file, 5));
      expect(await command(['cron', 'take-over', 'first', 'last'], { client })).toMatchObject({ code: 0 });
      const now = readFileSync(file, 'latin1');
      expect(now).toBe(text.replace('30 2', '# djcron:first 30 2').replace('5 5', '# djcron:last 5 5'));
      const after = statSync(file);
      expect([after.uid, after.gid, after.mode]).toEqual([before.uid, before.gid, before.mode]);
      expect(after.ino).not.toBe(before.ino);
      expect(readdirSync(path.dirname(file))).toEqual(['backup']);
      const [entry] = await client.audit.list({ action: 'crontab.take-over' });
      expect(entry).toMatchObject({
        object: `web-01:${file}`,
        before: { base64: Buffer.from(text, 'latin1').toString('base64') },
        after: {
          lines: [
            { job: 'first', line: 3 },
            { job: 'last', line: 5 },
          ],
        },
      });
      expect(await command(['cron', 'give-back', '*', '--yes'], { client })).toMatchObject({ code: 0 });
      expect(readFileSync(file, 'latin1')).toBe(text);
      expect(await states(client)).toEqual(['first active', 'last active']);
    });
  });

  test('are found where they moved to, and refused where they stand twice or not at all', async () => {
    const file = writeFile();
    await withHost(await startSshd(), async ({ client }) => {
      for (const [name, number] of [
        ['moved', 3],
        ['twice', 4],
        ['gone', 5],
      ] as const)
        await importLine(client, name, line(file, number));
      const [head = '', path_ = '', moved = '', twice = ''] = text.split('\n');
      const changed = [head, path_, '# new', moved, twice, twice, '5 5 * * * root tail -1', ''].join('\n');
      writeFileSync(file, changed, 'latin1');
      const said = await command(['cron', 'take-over', 'moved', 'twice', 'gone', '-o', 'json'], { client });
      expect([said.code, JSON.parse(said.stdout)]).toEqual([
        1,
        [
          expect.objectContaining({ job: 'moved', outcome: 'taken over' }),
          expect.objectContaining({ job: 'twice', outcome: 'refused' }),
          expect.objectContaining({ job: 'gone', outcome: 'refused' }),
        ],
      ]);
      expect(readFileSync(file, 'latin1')).toBe(changed.replace(moved, `# djcron:moved ${moved}`));
    });
  });

  test('need --yes for a pattern, change nothing with --dry-run, and show at a terminal what they ask about', async () => {
    const file = writeFile();
    await withHost(await startSshd(), async ({ client }) => {
      await importLine(client, 'first', line(file, 3));
      expect(await command(['cron', 'take-over', 'fir*'], { client })).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/comment out 1 line.*--yes.*\[DJ-CONFIRM-NEEDED\]/),
      });
      expect(await command(['cron', 'take-over', 'first', '--dry-run'], { client })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('+# djcron:first 30 2 * * *'),
      });
      const no = start(['cron', 'take-over', 'first'], { client, columns: 200 });
      await expect.poll(no.stderr, { timeout: 20_000 }).toContain('comment out 1 line? [y/N]');
      expect(no.stdout()).toContain('+# djcron:first 30 2 * * *');
      no.type('n\r');
      expect((await no.ended).code).toBe(2);
      expect(readFileSync(file, 'latin1')).toBe(text);
      expect(await client.audit.list({ action: 'crontab.take-over' })).toEqual([]);
    });
  });

  test.skipIf(!isRoot).for(['without password', 'with password'] as const)(
    'of root are changed by sudo where it needs no password, else left alone: sudo %s',
    async (sudo) => {
      const file = writeFile();
      const user = createUser({ sudo });
      try {
        await withHost(await startSshd({ user }), async ({ client }) => {
          await importLine(client, 'first', line(file, 3));
          const { code, stderr } = await command(['cron', 'take-over', 'first'], { client });
          const changed = readFileSync(file, 'latin1') !== text;
          const { uid, mode } = statSync(file);
          expect([code, changed, uid, mode & 0o777]).toEqual(sudo === 'without password' ? [0, true, 0, 0o640] : [1, false, 0, 0o640]);
          if (!changed) expect(stderr).toMatch(/it may not be read by this user/);
        });
      } finally {
        user.remove();
      }
    },
  );

  test('are told when their job is enabled or removed', async () => {
    const file = writeFile();
    await withHost(await startSshd(), async ({ client }) => {
      await importLine(client, 'first', line(file, 3));
      const twice = await command(['job', 'enable', 'first'], { client });
      expect(twice).toMatchObject({
        code: 0,
        stderr: expect.stringContaining(`first may run twice: its line is active on web-01 (${file}:3)`),
      });
      await command(['cron', 'take-over', 'first'], { client });
      await command(['job', 'disable', 'first'], { client });
      expect((await command(['job', 'enable', 'first'], { client })).stderr).toBe('first is enabled\n');
      const back = start(['cron', 'give-back', 'first'], { client, columns: 200 });
      await expect.poll(back.stderr, { timeout: 20_000 }).toContain('(first still enabled here: it would run twice)? [y/N]');
      back.type('n\r');
      await back.ended;
      const gone = await command(['job', 'rm', 'first'], { client });
      expect(gone).toMatchObject({ code: 0, stderr: expect.stringContaining(`its line stays commented out on web-01 (${file})`) });
      expect(await client.crontabs.lines()).toEqual([]);
    });
  });

  test('of a job that came from no host are not there: 3', async () => {
    await withHost(await startSshd(), async ({ client }) => {
      await client.jobs.apply({ yaml: jobFile('mine'), origin: 'mine' });
      expect(await command(['cron', 'take-over', 'mine'], { client })).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('[DJ-CRON-LINE-UNKNOWN]'),
      });
      expect(await command(['cron', 'take-over', 'none*'], { client })).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('[DJ-JOB-UNKNOWN]'),
      });
    });
  });
});
