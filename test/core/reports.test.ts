// Reports as callers of the core ask for them: what they gather, that their making is in the audit log, and what is refused.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyReport } from '../../electron/report/signature/verify.ts';
import { report as reportSchema } from '../../shared/model/report/report.ts';
import { parsePublicKey } from '../../shared/model/report/signature.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { ledger, minuteMs, schedule } from './scheduled.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no refusal',
    (error) => error.data?.code ?? error.code,
  );

/** Runs a command on web-01 and web-02; the second one fails. */
async function runOnTwo(core: CoreUnderTest, output = 'up\n') {
  const { client, runner, clock } = core;
  const known = (await client.hosts.list()).map(({ name }) => name);
  for (const name of ['web-01', 'web-02']) if (!known.includes(name)) await client.hosts.add({ name, address: '192.0.2.1', user: 'root' });
  const run = await client.runs.exec({ target: 'web-[01-02]', script: 'uptime\n', params: { label: 'x' } });
  const at = clock.now();
  for (const [i, execution] of [`${run.id}.0.1`, `${run.id}.1.1`].entries()) {
    await runner.tell({ type: 'started', execution, at, pid: 77, hostKey: 'SHA256:abc' });
    await runner.tell({ type: 'output', execution, at, stream: 'stdout', offset: 0, bytes: bytesOf(output) });
    const outcome = { type: 'exited' as const, exitCode: i, leftovers: [] };
    await runner.tell({ type: 'finished', execution, at: at + 500, hostKey: null, outcome });
  }
  return run;
}

async function jsonOf(core: CoreUnderTest, about: Omit<Parameters<CoreUnderTest['client']['reports']['make']>[0], 'format'>) {
  const { base64 } = await core.client.reports.make({ ...about, format: 'json' });
  return reportSchema.parse(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')));
}

describe('a report of a run', () => {
  test('says what ran, where, how it ended and what was written', () =>
    withCore(async (core) => {
      const run = await runOnTwo(core);
      const report = await jsonOf(core, { run: run.id });
      expect(report).toMatchObject({
        kind: 'run',
        title: 'Run of a command',
        madeBy: 'ana',
        timezone: 'UTC',
        run: { id: run.id, state: 'partial', script: 'uptime\n', params: { label: 'x' }, counts: { succeeded: 1, failed: 1 } },
      });
      expect(
        report.executions.map(({ host, state, exitCode, durationMs, hostKey }) => [host, state, exitCode, durationMs, hostKey]),
      ).toEqual([
        ['web-01', 'succeeded', 0, 500, 'SHA256:abc'],
        ['web-02', 'failed', 1, 500, 'SHA256:abc'],
      ]);
      expect(report.run?.outputs.map(({ folded, lines }) => [folded, lines.map(({ text }) => text)])).toEqual([
        ['web-02', ['up']],
        ['web-01', ['up']],
      ]);
    }));

  test('folds hosts that wrote the same but for their own names', () =>
    withCore(async (core) => {
      const { client, runner, clock } = core;
      const names = ['web-01', 'web-02', 'web-03'];
      for (const name of names) await client.hosts.add({ name, address: '192.0.2.1', user: 'root' });
      const run = await client.runs.exec({ target: 'web-[01-03]', script: 'hostname' });
      for (const [i, name] of names.entries()) {
        const execution = `${run.id}.${i}.1`;
        const at = clock.now();
        await runner.tell({ type: 'started', execution, at, pid: 7, hostKey: 'SHA256:abc' });
        await runner.tell({ type: 'output', execution, at, stream: 'stdout', offset: 0, bytes: bytesOf(`${name} is up\n`) });
        await runner.tell({ type: 'finished', execution, at, hostKey: null, outcome: { type: 'exited', exitCode: 0, leftovers: [] } });
      }
      const report = await jsonOf(core, { run: run.id });
      expect(report.run?.outputs.map(({ folded, sample, lines }) => [folded, sample, lines[0]?.text])).toEqual([
        ['web-[01-03]', 'web-01', 'web-01 is up'],
      ]);
    }));

  test('takes beginning and end of what is long, and says what it left out', () =>
    withCore(async (core) => {
      const run = await runOnTwo(core, Array.from({ length: 5000 }, (_, i) => `line ${i + 1}\n`).join(''));
      const report = await jsonOf(core, { run: run.id });
      const [output] = report.run?.outputs ?? [];
      expect(output?.leftOut).toEqual({ after: 1333, lines: 3000 });
      expect([output?.lines.length, output?.lines.at(-1)]).toEqual([2000, { n: 5000, stream: 'stdout', text: 'line 5000' }]);
      expect(report.notes).toEqual([expect.stringContaining('the first 1333 and the last 667 lines are here: 2 had more')]);
    }));

  test('is in the audit log with its digest, and signed over that entry', () =>
    withCore(async (core) => {
      const run = await runOnTwo(core);
      const { head } = await core.client.audit.verify();
      const made = await core.client.reports.make({ run: run.id, format: 'html' });
      const html = Buffer.from(made.base64, 'base64');
      expect(html.toString('utf8')).toContain(head); // what was there before its making
      const [entry] = await core.client.audit.list({ limit: 1 });
      expect(entry).toMatchObject({
        action: 'report.make',
        object: run.id,
        actor: 'ana',
        after: { format: 'html', sha256: made.sha256 },
        hash: made.audit.hash,
      });
      const { publicKey } = await core.client.reports.key();
      expect(verifyReport(html, null, parsePublicKey(publicKey))).toMatchObject({
        result: 'valid',
        statement: { sha256: made.sha256, audit: made.audit },
      });
      expect(await core.client.audit.verify()).toMatchObject({ ok: true });
      const keyFile = path.join(core.dir, 'report-key.pem');
      expect(statSync(keyFile).mode & 0o777).toBe(0o600);
      expect(JSON.stringify(entry)).not.toContain(readFileSync(keyFile, 'utf8').split('\n')[1]);
      expect(await core.client.reports.list()).toEqual([
        expect.objectContaining({
          title: 'Run of a command',
          format: 'html',
          kind: 'run',
          sha256: made.sha256,
          about: expect.objectContaining({ run: run.id }),
        }),
      ]);
    }));

  test('can be looked at before, which nobody writes down', () =>
    withCore(async (core) => {
      const run = await runOnTwo(core);
      const before = await core.client.audit.verify();
      const { title, html } = await core.client.reports.preview({ run: run.id });
      expect([title, html.includes('<title>Run of a command</title>')]).toEqual(['Run of a command', true]);
      expect(await core.client.audit.verify()).toEqual(before);
    }));
});

describe('a report of a time', () => {
  test('counts its runs and what of the ledger did not run', () =>
    withCore(async (first) => {
      await schedule(first, '{ cron: "*/10 * * * *", misfire: skip }');
      const core = await first.crash(35 * minuteMs);
      core.clock.advance(minuteMs);
      expect(await ledger(core)).toHaveLength(3);
      await runOnTwo(core);
      const since = '2026-11-24T09:00:00.000Z';
      const until = '2026-11-24T10:00:00.000Z';
      const report = await jsonOf(core, { since, until });
      expect(report).toMatchObject({ kind: 'fleet', title: 'All jobs and hosts, 2026-11-24 09:00 to 2026-11-24 10:00, so far' });
      expect(report.period).toMatchObject({ runs: 1, finished: 1, succeeded: 0, successRate: 0, p50Ms: 500, occurrences: { missed: 3 } });
      expect(report.period?.notRun.map(({ dueAt, outcome, reason }) => [dueAt.slice(11, 16), outcome, reason])).toEqual([
        ['09:30', 'missed', 'djcron was closed'],
        ['09:20', 'missed', 'djcron was closed'],
        ['09:10', 'missed', 'djcron was closed'],
      ]);
      expect(report.executions).toHaveLength(2);

      const ofJob = await jsonOf(core, { since, until, job: 'tick' });
      expect([ofJob.kind, ofJob.period?.runs, ofJob.period?.occurrences]).toEqual(['job', 0, { missed: 3 }]);
      const ofHost = await jsonOf(core, { since, until, host: 'web-01' });
      expect([ofHost.kind, ofHost.period?.succeeded, ofHost.period?.hosts.map(({ host }) => host)]).toEqual(['host', 1, ['web-01']]);
      const before = await jsonOf(core, { since: '2026-11-23T09:00:00.000Z', until: since });
      expect([before.period?.runs, before.period?.notRun]).toEqual([0, []]);
    }));

  test('that goes on says what is so far, and shows nothing of what is to come', () =>
    withCore(async (core) => {
      await runOnTwo(core);
      core.clock.advance(15 * minuteMs); // 09:15
      const of = async (since: string, until: string) => {
        const { title, html } = await core.client.reports.preview({ since: `2026-11-24T${since}Z`, until: `2026-11-24T${until}Z` });
        const text = html.replace(/<style>.*?<\/style>/gs, '').replace(/<[^>]+>/g, ' ');
        return { title: title.replace('All jobs and hosts, ', ''), text: text.replace(/\s+/g, ' ') };
      };
      const goesOn = await of('08:00:00', '23:00:00');
      expect(goesOn.title).toBe('2026-11-24 08:00 to 2026-11-24 23:00, so far');
      expect(goesOn.text).toContain('1 of 1 finished runs did not succeed so far');
      expect(goesOn.text).toContain('Until 2026-11-24 23:00:00, still to come: so far until 2026-11-24 09:15:00');
      expect(goesOn.text).toContain('the time it tells of was not over');
      const { period } = await jsonOf(core, { since: '2026-11-24T08:00:00Z', until: '2026-11-24T23:00:00Z' });
      expect(period?.slices.map(({ label }) => label.slice(-5))).toEqual(['08:00', '09:00']);

      const toCome = await of('10:00:00', '23:00:00');
      expect(toCome.title).toBe('2026-11-24 10:00 to 2026-11-24 23:00, not begun yet');
      expect(toCome.text).toContain('the time has not begun yet');
      expect(toCome.text).toContain('23:00:00, none of it has begun');
      expect((await of('09:10:00', '23:00:00')).text).toContain('nothing ran so far');

      // a page asks for whole minutes
      const over = await of('08:00:00', '09:16:00');
      expect(over.title).toBe('2026-11-24 08:00 to 2026-11-24 09:16');
      expect(over.text).not.toMatch(/so far|to come|was not over/);
    }));
});

describe('what is no report', () => {
  test('is refused with what is wrong, and nothing is logged', () =>
    withCore(async (core) => {
      const { reports } = core.client;
      const since = '2026-11-24T09:00:00.000Z';
      const { entries } = await core.client.audit.verify();
      const codes = await Promise.all(
        [
          reports.make({ format: 'html' }),
          reports.make({ since, format: 'html' }),
          reports.make({ since, until: since, format: 'html' }),
          reports.make({ since: 'yesterday', until: since, format: 'html' }),
          reports.make({ run: 'last', format: 'html' }),
          reports.make({ run: 'r-1', job: 'x', format: 'html' }),
          reports.make({ since, until: '2026-11-25T09:00:00.000Z', job: 'nightly', format: 'html' }),
          reports.make({ since, until: '2026-11-25T09:00:00.000Z', host: 'web-09', format: 'html' }),
        ].map(codeOf),
      );
      expect(codes).toEqual([
        'DJ-INPUT-INVALID',
        'DJ-INPUT-INVALID',
        'DJ-INPUT-INVALID',
        'DJ-INPUT-INVALID',
        'DJ-RUN-UNKNOWN',
        'DJ-INPUT-INVALID',
        'DJ-JOB-UNKNOWN',
        'DJ-HOST-UNKNOWN',
      ]);
      expect(await core.client.audit.verify()).toMatchObject({ entries });
    }));
});
