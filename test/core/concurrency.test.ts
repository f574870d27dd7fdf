// Runs of one job that would overlap, and attempts after the first: held under load and over restarts.
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../shared/model/run.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const minuteMs = 60_000;

async function apply(core: CoreUnderTest, policies: string, { schedules = '', targets = 'web-01' } = {}) {
  for (const name of ['web-01', 'web-02']) {
    if (!(await core.client.hosts.list()).some((host) => host.name === name))
      await core.client.hosts.add({ name, address: '192.0.2.1', user: 'root' });
  }
  await core.client.jobs.apply({
    yaml: `apiVersion: djcron/v1\nkind: Job\nname: tick\ntargets: "${targets}"\nscript: { text: "true" }\nschedules: [ ${schedules} ]\npolicies: { ${policies} }\n`,
  });
}

const exited = (exitCode: number): Outcome => ({ type: 'exited', exitCode, leftovers: [] });
const ended = (survivors: string[] | null): Outcome => ({
  type: 'ended',
  by: 'cancel',
  exitCode: 143,
  signal: 'SIGTERM',
  signalled: ['1 sh'],
  survivors,
});

async function begin(core: CoreUnderTest, execution: string) {
  await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 7, hostKey: 'SHA256:a' });
}

async function finish(core: CoreUnderTest, execution: string, outcome: Outcome) {
  await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
}

/** Ids of executions the runner was told to start. */
const started = (core: CoreUnderTest) => core.runner.starts().map(({ execution }) => execution);
const cancelled = (core: CoreUnderTest) => core.runner.orders.flatMap((order) => (order.type === 'cancel' ? [order.execution] : []));
const states = async (core: CoreUnderTest) =>
  (await core.client.runs.list({ job: 'tick', limit: 1000 })).reverse().map(({ state }) => state);

const overlapping = 200;

describe('200 triggers while one run is going on', () => {
  test('forbid: one runs, all others are skipped with its id', () =>
    withCore(async (core) => {
      await apply(core, 'concurrency: forbid', { schedules: '{ cron: "* * * * *" }' });
      core.clock.advance(overlapping * minuteMs + 1000);
      const rows = await core.client.schedules.ledger({ job: 'tick', limit: 1000 });
      const outcomes = Object.entries(Object.groupBy(rows, ({ outcome }) => outcome)).map(([outcome, some]) => [outcome, some?.length]);
      const [run] = await core.client.runs.list({ job: 'tick' });
      expect([outcomes, started(core).length, rows[0]?.reason]).toEqual([
        [
          ['skipped', overlapping - 1],
          ['ran', 1],
        ],
        1,
        `overlap: ${run?.id} was going on`,
      ]);
      await expect(core.client.runs.start({ job: 'tick' })).rejects.toMatchObject({ data: { code: 'DJ-RUN-OVERLAP', where: run?.id } });
      await finish(core, `${run?.id}.0.1`, exited(0));
      core.clock.advance(minuteMs);
      expect(started(core)).toHaveLength(2);
    }));

  test('queue: all run, one after the other, in their order, over a crash too', () =>
    withCore(async (first) => {
      let core = first;
      await apply(core, 'concurrency: queue', { schedules: '{ cron: "* * * * *" }' });
      core.clock.advance(overlapping * minuteMs + 1000);
      const order: string[] = [];
      for (let i = 0; i < overlapping; i += 1) {
        const going = started(core).filter((execution) => !order.includes(execution));
        expect(going).toHaveLength(1);
        order.push(...going);
        await begin(core, going[0] ?? '');
        if (i === 100) {
          await core.client.jobs.enable({ name: 'tick', enabled: false });
          core = await core.crash(1000);
          order.pop(); // it is looked for again
          order.push(...started(core));
        }
        await finish(core, order.at(-1) ?? '', exited(0));
      }
      expect([order.length, order.toSorted(), (await states(core)).every((state) => state === 'succeeded')]).toEqual([
        overlapping,
        order,
        true,
      ]);
    }));

  test('replace: each begins only when the one before is proven gone, and the last one stays', () =>
    withCore(async (core) => {
      await apply(core, 'concurrency: replace');
      const first = await core.client.runs.start({ job: 'tick' });
      await begin(core, `${first.id}.0.1`);
      for (let i = 1; i < overlapping; i += 1) await core.client.runs.start({ job: 'tick' });
      expect([started(core), cancelled(core)]).toEqual([[`${first.id}.0.1`], [`${first.id}.0.1`]]);
      await finish(core, `${first.id}.0.1`, ended([]));
      const runs = await states(core);
      expect([started(core).length, runs.filter((state) => state === 'cancelled').length, runs.at(-1)]).toEqual([
        2,
        overlapping - 1,
        'queued',
      ]);
    }));
});

describe('replace', () => {
  test.each([
    ['still alive', ended(['99 sleep'])],
    ['not known', ended(null)],
    ['lost', { type: 'lost', reason: 'spool-gone', cause: 'its spool is gone' } as const],
  ])('does not begin when what it replaces is %s', (_name, outcome) =>
    withCore(async (core) => {
      await apply(core, 'concurrency: replace', { schedules: '{ cron: "*/10 * * * *" }' });
      core.clock.advance(21 * minuteMs);
      const [first = ''] = started(core);
      await begin(core, first);
      await finish(core, first, outcome);
      const rows = await core.client.schedules.ledger({ job: 'tick' });
      expect([started(core), rows.map((row) => `${row.outcome}: ${row.reason}`)]).toEqual([
        [first],
        ['skipped: overlap: it is not proven that the run before it is gone', 'ran: null'],
      ]);
    }),
  );

  test('that died before it could cancel does so after the restart', () =>
    withCore(async (core) => {
      await apply(core, 'concurrency: allow');
      const old = await core.client.runs.start({ job: 'tick' });
      await begin(core, `${old.id}.0.1`);
      await apply(core, 'concurrency: replace');
      const next = await core.client.runs.start({ job: 'tick' });
      core.store.run('UPDATE executions SET cancel_asked = 0');
      const again = await core.crash(1000);
      expect(cancelled(again)).toEqual([`${old.id}.0.1`]);
      await finish(again, `${old.id}.0.1`, ended([]));
      expect(started(again)).toEqual([`${old.id}.0.1`, `${next.id}.0.1`]);
    }));
});

describe('retries', () => {
  test('try a host that fails twice until it succeeds, later each time, and keep what was before', () =>
    withCore(async (core) => {
      await apply(core, 'retries: { limit: 3, delay: 30s, backoff: exponential }', { targets: '@all' });
      const run = await core.client.runs.start({ job: 'tick' });
      await finish(core, `${run.id}.1.1`, exited(0));
      const waits: number[] = [];
      for (const [attempt, exitCode] of [1, 2, 3].map((n) => [n, n === 3 ? 0 : 1] as const)) {
        const execution = `${run.id}.0.${attempt}`;
        const since = core.clock.now();
        while (!started(core).includes(execution)) core.clock.advance(1000);
        waits.push(core.clock.now() - since);
        await begin(core, execution);
        await core.runner.tell({
          type: 'output',
          execution,
          at: core.clock.now(),
          stream: 'stdout',
          offset: 0,
          bytes: new TextEncoder().encode(`try ${attempt}\n`),
        });
        await finish(core, execution, exited(exitCode));
      }
      const end = await core.client.runs.get({ id: run.id, output: true });
      const [failed] = end.executions;
      expect([
        waits,
        end.state,
        failed?.attempt,
        failed?.stdout,
        failed?.attempts.map(({ attempt, state, exitCode }) => [attempt, state, exitCode]),
      ]).toEqual([
        [0, 30_000, 60_000],
        'succeeded',
        3,
        'try 3\n',
        [
          [1, 'failed', 1],
          [2, 'failed', 1],
        ],
      ]);
      const { lines } = await core.client.runs.output({ id: run.id, host: 'web-01', attempt: 1 });
      expect(lines.map(({ text }) => text)).toEqual(['try 1']);
      expect(
        core.runner
          .starts()
          .filter(({ env }) => env.DJCRON_HOST === 'web-01')
          .map(({ env }) => env.DJCRON_ATTEMPT),
      ).toEqual(['1', '2', '3']);
    }));

  test('end at their limit, are not for what was cancelled, and only for states that are named', () =>
    withCore(async (core) => {
      await apply(core, 'retries: { limit: 1, delay: 5s, on: [failed] }');
      const ends: [string, Outcome][] = [
        ['failed', exited(1)],
        ['unreachable', { type: 'unreachable', cause: 'no route', remedy: '' }],
        ['cancelled', ended([])],
      ];
      const attempts: Record<string, number | undefined> = {};
      for (const [state, outcome] of ends) {
        const run = await core.client.runs.start({ job: 'tick' });
        if (state === 'cancelled') await core.client.runs.cancel({ id: run.id });
        await finish(core, `${run.id}.0.1`, outcome);
        core.clock.advance(10_000);
        await finish(core, `${run.id}.0.2`, outcome);
        const end = await core.client.runs.get({ id: run.id });
        expect(end.finishedAt).not.toBeNull();
        attempts[state] = end.executions[0]?.attempt;
      }
      expect(attempts).toEqual({ failed: 2, unreachable: 1, cancelled: 1 });
    }));

  test('wait over a crash, and their run with them', () =>
    withCore(async (core) => {
      await apply(core, 'retries: { limit: 1, delay: 2m }');
      const run = await core.client.runs.start({ job: 'tick' });
      await finish(core, `${run.id}.0.1`, exited(1));
      const again = await core.crash(30_000);
      again.clock.advance(60_000);
      const early = started(again);
      again.clock.advance(31_000);
      await begin(again, `${run.id}.0.2`);
      await finish(again, `${run.id}.0.2`, exited(0));
      expect([early, started(again), (await again.client.runs.get({ id: run.id })).state]).toEqual([[], [`${run.id}.0.2`], 'succeeded']);
    }));

  test('a cancelled run does not wait for its next attempt', () =>
    withCore(async (core) => {
      await apply(core, 'retries: { limit: 5, delay: 1h }');
      const run = await core.client.runs.start({ job: 'tick' });
      await finish(core, `${run.id}.0.1`, exited(1));
      const { state } = await core.client.runs.cancel({ id: run.id });
      expect(state).toBe('cancelled');
    }));
});
