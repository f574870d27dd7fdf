// Running hosts of a run once more: exactly those, exactly as it ran, unless somebody says otherwise.
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../shared/model/run.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const ends: Record<string, Outcome> = {
  succeeded: { type: 'exited', exitCode: 0, leftovers: [] },
  failed: { type: 'exited', exitCode: 3, leftovers: [] },
  'timed-out': { type: 'ended', by: 'timeout', exitCode: 143, signal: 'SIGTERM', signalled: ['1 sh'], survivors: [] },
  unreachable: { type: 'unreachable', cause: 'no route', remedy: 'look' },
  refused: { type: 'refused', reason: 'authentication', cause: 'no key', remedy: 'add one' },
  lost: { type: 'lost', reason: 'rebooted', cause: 'it rebooted' },
};

interface JobOptions {
  version?: number;
  parameters?: string;
  policies?: string;
  targets?: string;
  more?: string;
}

async function apply(core: CoreUnderTest, options: JobOptions = {}) {
  const { version = 1, parameters = '{ name: label, default: nightly }', policies = '', targets = 'web-[01-09]', more = '' } = options;
  await core.client.jobs.apply({
    yaml: `apiVersion: djcron/v1
kind: Job
name: backup
targets: "${targets}"
script: { text: "echo version ${version}", env: { VERSION: "${version}" } }
parameters: [ ${parameters} ]
policies: { ${policies} }
${more}
`,
  });
}

async function withJob(options: JobOptions, work: (core: CoreUnderTest) => Promise<void>) {
  await withCore(async (core) => {
    for (let i = 1; i < 10; i += 1) await core.client.hosts.add({ name: `web-0${i}`, address: '192.0.2.1', user: 'root' });
    await apply(core, options);
    await work(core);
  });
}

async function finish(core: CoreUnderTest, execution: string, state: string) {
  const outcome = ends[state];
  if (outcome === undefined) throw new Error(`no end ${state} in this test`);
  await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
}

/** A run over as many hosts as there are ends, ended so. */
async function ended(core: CoreUnderTest, states: readonly string[], params: Record<string, string> = {}) {
  const { id } = await core.client.runs.start({ job: 'backup', target: `web-[01-0${states.length}]`, params });
  for (const [position, state] of states.entries()) await finish(core, `${id}.${position}.1`, state);
  return id;
}

const hostsOf = (run: { executions: { host: string }[] }) => run.executions.map(({ host }) => host);
const refusalOf = (asked: Promise<unknown>) => asked.then(() => null).catch((error) => error.data);

const mixed = ['succeeded', 'failed', 'timed-out', 'unreachable', 'refused', 'lost', 'succeeded'];

describe('a retry', () => {
  test('is over exactly the hosts that did not succeed, in their order, with the same script, values and how', () =>
    withJob({ policies: 'fanout: 3, timeout: 5m' }, async (core) => {
      const id = await ended(core, mixed, { label: 'by hand' });
      const earlier = await core.client.runs.get({ id });
      const retry = await core.client.runs.retry({ id });
      expect(retry).toMatchObject({
        trigger: 'retry',
        retryOf: id,
        target: 'web-[02-06]',
        params: { label: 'by hand' },
        job: 'backup',
        jobVersion: 1,
        script: earlier.script,
        fanout: 3,
        timeoutMs: 300_000,
      });
      expect(hostsOf(retry)).toEqual(['web-02', 'web-03', 'web-04', 'web-05', 'web-06']);
      const orders = core.runner.starts().filter(({ execution }) => execution.startsWith(retry.id));
      expect(orders.map(({ connection, env }) => [connection.host, env.DJCRON_PARAM_LABEL, env.DJCRON_TRIGGER, env.VERSION])).toEqual(
        ['web-02', 'web-03', 'web-04'].map((host) => [host, 'by hand', 'retry', '1']),
      );
      const [entry] = await core.client.audit.list({ object: retry.id });
      expect(entry).toMatchObject({ action: 'run.start', after: { retryOf: id, hosts: 'web-[02-06]', params: { label: 'by hand' } } });
    }));

  test.each([
    [['failed'], ['web-02']],
    [
      ['unreachable', 'refused'],
      ['web-04', 'web-05'],
    ],
    [['succeeded'], ['web-01', 'web-07']],
  ] as const)('of %j is over those only', (states, hosts) =>
    withJob({}, async (core) => {
      const id = await ended(core, mixed);
      expect(hostsOf(await core.client.runs.retry({ id, states: [...states] }))).toEqual(hosts);
    }),
  );

  test('may be narrowed to some hosts, named or folded, and never leaves the run', () =>
    withJob({}, async (core) => {
      const id = await ended(core, mixed);
      expect(hostsOf(await core.client.runs.retry({ id, hosts: ['web-[01-03]', 'web-06'] }))).toEqual(['web-02', 'web-03', 'web-06']);
      expect(await refusalOf(core.client.runs.retry({ id, hosts: ['web-09'] }))).toMatchObject({ code: 'DJ-HOST-UNKNOWN', where: id });
    }));

  test('takes in hosts that never started: cancelled before their turn, and skipped when djcron was away too long', () =>
    withJob({ policies: 'fanout: 1' }, async (first) => {
      const id = (await first.client.runs.start({ job: 'backup', target: 'web-[01-04]' })).id;
      await first.client.runs.cancel({ id, hosts: ['web-02'] });
      const core = await first.crash(3_600_000);
      await finish(core, `${id}.0.1`, 'succeeded');
      const run = await core.client.runs.get({ id });
      expect(run.executions.map(({ host, state }) => [host, state])).toEqual([
        ['web-01', 'succeeded'],
        ['web-02', 'cancelled'],
        ['web-03', 'skipped'],
        ['web-04', 'skipped'],
      ]);
      expect(hostsOf(await core.client.runs.retry({ id }))).toEqual(['web-02', 'web-03', 'web-04']);
    }));

  test('keeps the run as it was when its job, its target and its hosts changed since; today takes what the job says now', () =>
    withJob({}, async (core) => {
      const id = await ended(core, ['failed', 'succeeded', 'failed'], { label: 'mine' });
      await apply(core, {
        version: 2,
        parameters: '{ name: label, default: weekly }, { name: depth, type: integer, default: "3" }',
        targets: 'web-[02-05]',
        policies: 'fanout: 7',
      });
      const wish = { retryOf: id } as const;
      const planned = await core.client.runs.plan(wish);
      expect(planned).toMatchObject({ script: 'echo version 1', params: { label: 'mine' }, folded: 'web-[01,03]' });
      expect(planned.retry).toMatchObject({
        id,
        use: 'as-it-ran',
        counts: { failed: 2, succeeded: 1 },
        retries: [],
        today: {
          version: 2,
          script: { before: 'echo version 1', after: 'echo version 2' },
          params: [{ name: 'depth', before: null, after: '3' }],
          target: { before: 'web-[01-03]', after: 'web-[02-05]', added: 'web-[04-05]', gone: 'web-01' },
          how: [
            { name: 'env', before: '{"VERSION":"1"}', after: '{"VERSION":"2"}' },
            { name: 'fanout', before: '20', after: '7' },
          ],
          problem: null,
        },
      });
      const asItRan = await core.client.runs.retry({ id });
      expect(asItRan).toMatchObject({ script: 'echo version 1', jobVersion: 1, params: { label: 'mine' } });
      const today = await core.client.runs.retry({ id, use: 'today' });
      expect(today).toMatchObject({ script: 'echo version 2', jobVersion: 2, params: { label: 'mine', depth: '3' }, fanout: 7 });
      expect([hostsOf(asItRan), hostsOf(today)]).toEqual([
        ['web-01', 'web-03'],
        ['web-01', 'web-03'],
      ]);
      const again = await core.client.runs.plan({ ...wish, use: 'today' });
      expect(again.warnings).toEqual([asItRan, today].map((run) => `${id} was retried already: ${run.id}, queued`));
    }));

  test('may be given other values, checked as the job took them then', () =>
    withJob({ parameters: '{ name: label, default: nightly, pattern: "[a-z]+" }' }, async (core) => {
      const id = await ended(core, ['failed'], { label: 'first' });
      await apply(core, { version: 2, parameters: '' });
      const wrong: Record<string, string>[] = [{ label: 'NO' }, { other: 'x' }];
      const refusals = wrong.map((params) => refusalOf(core.client.runs.retry({ id, params })));
      expect((await Promise.all(refusals)).map(({ code, where }) => [code, where])).toEqual([
        ['DJ-PARAM-INVALID', 'parameter label'],
        ['DJ-PARAM-INVALID', 'parameter other'],
      ]);
      expect((await core.client.runs.retry({ id, params: { label: 'second' } })).params).toEqual({ label: 'second' });
      const planned = await core.client.runs.plan({ retryOf: id, use: 'today' });
      expect([planned.params, planned.warnings]).toEqual([
        {},
        expect.arrayContaining(['the job has no parameter label any more; the run had label=first']),
      ]);
    }));

  test('of a retry is over what that left; of the first run once more over what the first left', () =>
    withJob({}, async (core) => {
      const id = await ended(core, ['failed', 'failed', 'succeeded'], { label: 'kept' });
      const second = await core.client.runs.retry({ id });
      await finish(core, `${second.id}.0.1`, 'succeeded');
      await finish(core, `${second.id}.1.1`, 'failed');
      const third = await core.client.runs.retry({ id: second.id });
      const fourth = await core.client.runs.retry({ id });
      expect([third, fourth].map((run) => [run.retryOf, hostsOf(run), run.params.label])).toEqual([
        [second.id, ['web-02'], 'kept'],
        [id, ['web-01', 'web-02'], 'kept'],
      ]);
    }));

  test('counts the last attempt of a host, and only what has ended while the run goes on', () =>
    withJob({ policies: 'retries: { limit: 1, delay: 0s, on: [failed] }' }, async (core) => {
      const { id } = await core.client.runs.start({ job: 'backup', target: 'web-[01-03]' });
      expect(await refusalOf(core.client.runs.retry({ id }))).toMatchObject({
        code: 'DJ-RETRY-EMPTY',
        what: 'there is nothing to retry: no host ended without success so far',
      });
      await finish(core, `${id}.0.1`, 'failed');
      await finish(core, `${id}.0.2`, 'succeeded');
      await finish(core, `${id}.1.1`, 'lost');
      expect(hostsOf(await core.client.runs.retry({ id }))).toEqual(['web-02']);
    }));

  test('of what succeeded everywhere, of a host that is gone, or of a job that is gone is refused and leaves nothing', () =>
    withJob({}, async (core) => {
      const good = await ended(core, ['succeeded', 'succeeded']);
      const bad = await ended(core, ['failed', 'failed', 'lost']);
      await core.client.hosts.remove({ name: 'web-02' });
      await core.client.jobs.remove({ name: 'backup' });
      const count = (await core.client.runs.list()).length;
      const refusals = [
        core.client.runs.retry({ id: good }),
        core.client.runs.retry({ id: bad }),
        core.client.runs.retry({ id: bad, hosts: ['web-01'], use: 'today' }),
      ].map(refusalOf);
      expect((await Promise.all(refusals)).map(({ code, what, remedy }) => [code, what, remedy])).toEqual([
        ['DJ-RETRY-EMPTY', 'there is nothing to retry: no host ended without success', `see how it ended: djcron run show ${good}`],
        ['DJ-HOST-UNKNOWN', 'web-02 was removed since the run', `leave them out: djcron run retry ${bad} --host 'web-[01,03]'`],
        ['DJ-JOB-UNKNOWN', 'job backup was removed since the run', 'retry it as it ran'],
      ]);
      expect([(await core.client.runs.list()).length, hostsOf(await core.client.runs.retry({ id: bad, hosts: ['web-[01,03]'] }))]).toEqual([
        count,
        ['web-01', 'web-03'],
      ]);
    }));

  test('of a command is the command once more', () =>
    withJob({}, async (core) => {
      const { id } = await core.client.runs.exec({
        target: 'web-[01-02]',
        script: 'uptime',
        params: { a: '1' },
        runAs: 'www',
        timeoutMs: 5000,
      });
      await finish(core, `${id}.0.1`, 'unreachable');
      await finish(core, `${id}.1.1`, 'succeeded');
      const retry = await core.client.runs.retry({ id });
      expect(retry).toMatchObject({ job: null, script: 'uptime', params: { a: '1' }, runAs: 'www', timeoutMs: 5000, target: 'web-01' });
      expect(await refusalOf(core.client.runs.retry({ id, use: 'today' }))).toMatchObject({ code: 'DJ-INPUT-INVALID' });
    }));

  test('of an occurrence sees the moment that was due', () =>
    withJob({ more: 'schedules: [ { cron: "0 * * * *" } ]', targets: 'web-01' }, async (core) => {
      core.clock.advance(3_600_000);
      const [run] = await core.client.runs.list();
      await finish(core, `${run?.id}.0.1`, 'failed');
      const retry = await core.client.runs.retry({ id: run?.id ?? '' });
      expect(retry).toMatchObject({ scheduledAt: run?.scheduledAt, schedule: run?.schedule });
      expect(core.runner.starts().at(-1)?.env.DJCRON_SCHEDULED_AT).toBe('2026-11-24T10:00:00.000Z');
    }));
});

describe('overlap', () => {
  test('is what the policy of the job says now, whatever it said when it ran', () =>
    withJob({ policies: 'concurrency: allow' }, async (core) => {
      const id = await ended(core, ['failed']);
      const other = await core.client.runs.start({ job: 'backup', target: 'web-05' });
      await apply(core, { version: 2, policies: 'concurrency: forbid' });
      expect(await refusalOf(core.client.runs.retry({ id }))).toMatchObject({ code: 'DJ-RUN-OVERLAP', where: other.id });
      await apply(core, { version: 3, policies: 'concurrency: queue' });
      const queued = await core.client.runs.retry({ id });
      expect(core.runner.starts().some(({ execution }) => execution.startsWith(queued.id))).toBe(false);
      await finish(core, `${other.id}.0.1`, 'succeeded');
      expect(core.runner.starts().at(-1)?.execution).toBe(`${queued.id}.0.1`);
    }));

  test('never lets a retry end the run it retries', () =>
    withJob({ policies: 'concurrency: replace' }, async (core) => {
      const { id } = await core.client.runs.start({ job: 'backup', target: 'web-[01-02]' });
      await finish(core, `${id}.0.1`, 'failed');
      expect(await refusalOf(core.client.runs.retry({ id }))).toMatchObject({ code: 'DJ-RUN-OVERLAP', where: id });
      expect(core.runner.orders.filter(({ type }) => type === 'cancel')).toEqual([]);
    }));
});
