// Reports that are due at times, in a core whose clock the test holds: when they are made, of what, where they go, and what
// becomes of one that cannot be delivered.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { describe, expect, test, vi } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { endAll, hourMs, minuteMs, schedule } from './scheduled.ts';

const weekly = { name: 'weekly', cron: '0 12 * * *', period: 'day' as const, formats: ['html' as const, 'csv' as const] };

async function lastOf(core: CoreUnderTest) {
  const [schedule] = await core.client.reports.schedules();
  return schedule?.deliveries[0];
}

/** The clock goes on, and what that began comes to its end. */
async function until(core: CoreUnderTest, state: string) {
  await vi.waitFor(
    async () => {
      expect(await lastOf(core)).toMatchObject({ state });
    },
    { timeout: 20_000 },
  );
}

describe('a report that is due at times', () => {
  test('is made of the last whole period and written to its folder, once', () =>
    withCore(async (core) => {
      const folder = path.join(core.dir, 'reports');
      mkdirSync(folder);
      const set = await core.client.reports.schedule({ ...weekly, folder });
      expect(set).toMatchObject({ nextAt: '2026-11-24T12:00:00.000Z', timezone: 'UTC', deliveries: [] });
      core.clock.advance(3 * hourMs + minuteMs);
      await until(core, 'delivered');
      expect(readdirSync(folder).sort()).toEqual([
        'djcron-fleet-2026-11-23-2026-11-24.csv',
        'djcron-fleet-2026-11-23-2026-11-24.csv.sig',
        'djcron-fleet-2026-11-23-2026-11-24.html',
      ]);
      expect(await lastOf(core)).toMatchObject({ dueAt: '2026-11-24T12:00:00.000Z', count: 1, tries: 1, reason: null });
      expect(
        (await core.client.audit.list({ action: 'report.deliver' })).map(({ object, origin, result }) => [object, origin, result]),
      ).toEqual([['weekly', 'scheduler', 'ok']]);
      expect(await core.client.reports.list()).toHaveLength(2);
      const [schedule] = await core.client.reports.schedules();
      expect([schedule?.nextAt, schedule?.deliveries.length]).toEqual(['2026-11-25T12:00:00.000Z', 1]);
    }));

  test('that came due several times while djcron was closed is made once, for the newest', () =>
    withCore(async (first) => {
      await first.client.reports.schedule({ ...weekly, folder: first.dir });
      const core = await first.crash(75 * hourMs);
      core.clock.advance(minuteMs);
      await until(core, 'delivered');
      expect(await lastOf(core)).toMatchObject({ dueAt: '2026-11-27T12:00:00.000Z', count: 4 });
      expect(readdirSync(core.dir)).toContain('djcron-fleet-2026-11-26-2026-11-27.html');
    }));

  test('is tried again while its folder is not there, and told so', () =>
    withCore(async (core) => {
      const folder = path.join(core.dir, 'later');
      await core.client.reports.schedule({ ...weekly, folder });
      core.clock.advance(3 * hourMs + minuteMs);
      await until(core, 'waiting');
      expect(await lastOf(core)).toMatchObject({ tries: 1, reason: `${folder} cannot be written: ENOENT` });
      mkdirSync(folder);
      core.clock.advance(2 * minuteMs);
      await until(core, 'delivered');
      expect((await lastOf(core))?.tries).toBe(2);
    }));

  test('is made at once when somebody asks, also during a pause, and once however often they ask', () =>
    withCore(async (core) => {
      const folder = path.join(core.dir, 'reports');
      mkdirSync(folder);
      await core.client.reports.schedule({ ...weekly, folder });
      await core.client.schedules.pause({});
      const asked = await core.client.reports.send({ name: 'weekly' });
      expect(asked).toMatchObject({ nextAt: '2026-11-24T12:00:00.000Z', deliveries: [{ dueAt: '2026-11-24T09:00:00.000Z', count: 1 }] });
      await core.client.reports.send({ name: 'weekly' });
      await until(core, 'delivered');
      const [schedule] = await core.client.reports.schedules();
      expect(schedule?.deliveries).toHaveLength(1);
      expect(readdirSync(folder)).toContain('djcron-fleet-2026-11-23-2026-11-24.html');
      expect((await core.client.audit.list({ object: 'weekly' })).map(({ action, origin }) => `${action} ${origin}`)).toEqual([
        'report.deliver scheduler',
        'report.send web',
        'report.schedule web',
      ]);
      core.clock.advance(4 * hourMs);
      expect((await lastOf(core))?.dueAt).toBe('2026-11-24T09:00:00.000Z'); // what is due is held
      await expect(core.client.reports.send({ name: 'weekle' })).rejects.toMatchObject({
        data: { code: 'DJ-SCHEDULE-UNKNOWN', remedy: 'did you mean weekly?' },
      });
    }));

  test('is logged as delivered also when it was taken away while it was made', () =>
    withCore(async (core) => {
      await core.client.reports.schedule({ ...weekly, folder: core.dir });
      await core.client.reports.send({ name: 'weekly' });
      await core.client.reports.unschedule({ name: 'weekly' });
      const delivered = () => core.client.audit.list({ action: 'report.deliver' });
      await vi.waitFor(async () => expect(await delivered()).toMatchObject([{ object: 'weekly', result: 'ok' }]), { timeout: 20_000 });
      expect(core.store.all('SELECT 1 FROM report_deliveries')).toEqual([]);
    }));

  test('that waits for another try is tried anew when somebody asks, and not made besides', () =>
    withCore(async (core) => {
      const folder = path.join(core.dir, 'later');
      await core.client.reports.schedule({ ...weekly, folder });
      core.clock.advance(3 * hourMs);
      await until(core, 'waiting');
      mkdirSync(folder);
      await core.client.reports.send({ name: 'weekly' });
      await until(core, 'delivered');
      const [schedule] = await core.client.reports.schedules();
      expect(schedule?.deliveries).toMatchObject([{ dueAt: '2026-11-24T12:00:00.000Z', tries: 1, reason: null, nextTryAt: null }]);
    }));

  test('may be of the newest finished run of a job, and says so while there is none', () =>
    withCore(async (core) => {
      await schedule(core, '', { name: 'backup' });
      const set = await core.client.reports.schedule({ ...weekly, name: 'run', period: 'run', job: 'backup', folder: core.dir });
      expect(set).toMatchObject({ period: 'run', job: 'backup' });
      await core.client.reports.send({ name: 'run' });
      await until(core, 'failed');
      expect((await lastOf(core))?.reason).toBe('backup has no finished run yet');
      const { id } = await core.client.runs.start({ job: 'backup' });
      await endAll(core);
      await core.client.runs.start({ job: 'backup' }); // goes on
      core.clock.advance(minuteMs);
      await core.client.reports.send({ name: 'run' });
      await until(core, 'delivered');
      expect(await core.client.reports.list()).toMatchObject([{ about: { run: id } }, { about: { run: id } }]);
    }));

  test('is refused when it goes nowhere, is of nothing that is there, or has no line', () =>
    withCore(async (core) => {
      const refused = async (change: Partial<Parameters<typeof core.client.reports.schedule>[0]>) =>
        core.client.reports.schedule({ ...weekly, folder: core.dir, ...change }).then(
          () => 'taken',
          (error) => error.data?.code ?? error.code,
        );
      expect(await refused({ folder: null })).toBe('DJ-INPUT-INVALID');
      expect(await refused({ folder: 'here' })).toBe('DJ-INPUT-INVALID');
      expect(await refused({ period: 'run' })).toBe('DJ-INPUT-INVALID');
      expect(await refused({ period: 'run', job: 'x', host: 'y' })).toBe('DJ-INPUT-INVALID');
      expect(await refused({ job: 'nightly' })).toBe('DJ-JOB-UNKNOWN');
      expect(await refused({ cron: '61 * * * *' })).toBe('DJ-SCHEDULE-INVALID');
      expect(await refused({ timezone: 'Mars/Olympus' })).toBe('DJ-SCHEDULE-INVALID');
      expect(await refused({ mail: ['ops@example.org'] })).toBe('DJ-INPUT-INVALID');
      expect(await core.client.reports.schedules()).toEqual([]);
      await core.client.reports.schedule({ ...weekly, folder: core.dir });
      expect(await core.client.reports.unschedule({ name: 'weekly' })).toEqual({ removed: 'weekly' });
      expect(await core.client.reports.schedules()).toEqual([]);
    }));
});

interface Inbox {
  mails: string[];
  port: number;
  close(): Promise<void>;
}

/** A mail server on loopback; `refuse` is what it answers instead of taking a mail. */
async function startInbox(refuse: { code: number; text: string } | null, logins: string[] = []): Promise<Inbox> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      logins.push(`${username} ${password}`);
      done(null, { user: username });
    },
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (refuse !== null) return done(Object.assign(new Error(refuse.text), { responseCode: refuse.code }));
        mails.push(Buffer.concat(parts).toString('utf8'));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { mails, port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

async function withMail(core: CoreUnderTest, port: number) {
  const set = (key: string, value: string) => core.client.system.set({ key, value });
  await set('mail.host', '127.0.0.1');
  await set('mail.port', String(port));
  await set('mail.security', 'none');
  await set('mail.from', 'djcron@example.org');
  await core.client.reports.schedule({ ...weekly, mail: ['ops@example.org', 'boss@example.org'] });
  core.clock.advance(3 * hourMs + minuteMs);
}

describe('a report by mail', () => {
  test('arrives with its files', () =>
    withCore(async (core) => {
      const inbox = await startInbox(null);
      try {
        await withMail(core, inbox.port);
        await until(core, 'delivered');
        expect(inbox.mails).toHaveLength(1);
        const [mail = ''] = inbox.mails;
        expect(mail).toMatch(/^To: ops@example.org, boss@example.org/m);
        expect(mail).toMatch(/^Subject: djcron: All jobs and hosts, 2026-11-23 to 2026-11-24/m);
        for (const ending of ['html', 'csv', 'csv.sig']) expect(mail).toContain(`filename=djcron-fleet-2026-11-23-2026-11-24.${ending}`);
      } finally {
        await inbox.close();
      }
    }));

  test('that is too large for the server fails at once and says what to do', () =>
    withCore(async (core) => {
      const inbox = await startInbox({ code: 552, text: 'message exceeds fixed maximum message size' });
      try {
        await withMail(core, inbox.port);
        await until(core, 'failed');
        const last = await lastOf(core);
        expect(last).toMatchObject({ tries: 1, nextTryAt: null });
        expect(last?.reason).toMatch(/552.*message exceeds fixed maximum.*use fewer forms, or a folder/);
      } finally {
        await inbox.close();
      }
    }));

  test('is tried again after a refusal that may pass, and given up after some hours', () =>
    withCore(async (core) => {
      const inbox = await startInbox({ code: 451, text: 'try later' });
      try {
        await withMail(core, inbox.port);
        for (const pause of [2, 6, 16, 61, 241]) {
          await until(core, 'waiting');
          core.clock.advance(pause * minuteMs);
        }
        await until(core, 'failed');
        expect(await lastOf(core)).toMatchObject({ tries: 6, reason: expect.stringContaining('451') });
      } finally {
        await inbox.close();
      }
    }));

  test('is sent by a login whose password comes from a file, which no setting holds and no entry of the log shows', () =>
    withCore(async (core) => {
      const logins: string[] = [];
      const inbox = await startInbox(null, logins);
      const file = path.join(core.dir, 'password');
      writeFileSync(file, 'open sesame\n', { mode: 0o600 });
      try {
        await core.client.system.set({ key: 'mail.user', value: 'djcron' });
        await core.client.system.set({ key: 'mail.password-file', value: file });
        await withMail(core, inbox.port);
        await until(core, 'delivered');
        expect(logins).toEqual(['djcron open sesame']);
        const told = JSON.stringify([await core.client.system.settings(), await core.client.audit.list()]);
        expect(told).not.toContain('open sesame');
      } finally {
        await inbox.close();
      }
    }));
});
