// The history: filters that agree between the list and the counts beside it, and windows in which no run is missing or twice.
import { describe, expect, test } from 'vitest';
import { bucketLength } from '../../shared/model/buckets.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const hourMs = 3_600_000;

async function finish(core: CoreUnderTest, execution: string, exitCode: number) {
  const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
  await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
}

/** Six runs an hour apart: three of a job, three commands; two by others. Ids, oldest first. */
async function withHistory(work: (core: CoreUnderTest, ids: string[]) => Promise<void>) {
  await withCore(async (core) => {
    for (const name of ['web-01', 'web-02', 'db-1']) await core.client.hosts.add({ name, address: '192.0.2.7' });
    await core.client.jobs.apply({
      yaml: 'apiVersion: djcron/v1\nkind: Job\nname: backup\nscript: { text: pg_dumpall }\nparameters: [ { name: label, default: x } ]\ntargets: db-1\n',
    });
    const bob = core.app.client({ actor: 'bob', origin: 'api' });
    const starts = [
      () => core.client.runs.start({ job: 'backup', params: { label: '100%_sure' } }),
      () => core.client.runs.exec({ target: 'web-[01-02]', script: 'uptime' }),
      () => bob.runs.start({ job: 'backup' }),
      () => core.client.runs.exec({ target: 'WEB-01', script: 'df -h' }),
      () => bob.runs.exec({ target: 'web-02', script: 'false' }),
      () => core.client.runs.start({ job: 'backup' }),
    ];
    const ids: string[] = [];
    for (const [i, start] of starts.entries()) {
      const { id, executions } = await start();
      ids.push(id);
      for (const { index } of executions)
        if (i < 5) await finish(core, `${id}.${index}.1`, i === 1 && index === 0 ? 0 : ([0, 137, 3, 0, 137][i] ?? 0));
      core.clock.advance(hourMs);
    }
    await work(core, ids);
  });
}

type Filter = NonNullable<Parameters<CoreUnderTest['client']['runs']['list']>[0]>;

const cases: [string, Filter, number[]][] = [
  ['nothing', {}, [5, 4, 3, 2, 1, 0]],
  ['a job', { job: 'backup' }, [5, 2, 0]],
  ['a host in either case', { host: 'Web-01' }, [3, 1]],
  ['hosts by a star', { host: 'web-*' }, [4, 3, 1]],
  ['one state', { state: 'failed' }, [4, 2]],
  ['several states', { state: ['failed', 'partial'] }, [4, 2, 1]],
  ['triggers', { trigger: ['api'] }, [4, 2]],
  ['a user', { actor: 'bob' }, [4, 2]],
  ['an exit code', { exitCode: 137 }, [4, 1]],
  ['an exit code on a host', { exitCode: 137, host: 'web-02' }, [4, 1]],
  ['an exit code elsewhere', { exitCode: 137, host: 'web-01' }, []],
  ['text of a script', { text: 'PG_DUMP' }, [5, 2, 0]],
  ['text of a parameter, as it is written', { text: '100%_' }, [0]],
  ['a time', { since: '2026-11-24T10:00:00Z', before: '2026-11-24T12:00:00Z' }, [2, 1]],
  ['all together', { job: 'backup', state: 'failed', actor: 'bob', exitCode: 3, text: 'dump' }, [2]],
];

describe('the history', () => {
  test.each(cases)('by %s is listed and counted alike', (_name, filter, expected) =>
    withHistory(async (core, ids) => {
      const list = await core.client.runs.list(filter);
      const tally = await core.client.runs.tally(filter);
      const counted = tally.buckets.flatMap(({ counts }) => Object.values(counts)).reduce((sum, n) => sum + n, 0);
      expect([list.map(({ id }) => ids.indexOf(id)), tally.total, counted, tally.newest]).toEqual([
        expected,
        expected.length,
        expected.length,
        list[0]?.id ?? null,
      ]);
    }),
  );

  test('is counted by time and state, in pieces of a length that is asked for', () =>
    withHistory(async (core) => {
      expect(await core.client.runs.tally({ buckets: 8 })).toEqual({
        total: 6,
        newest: expect.any(String),
        from: '2026-11-24T09:00:00.000Z',
        until: '2026-11-24T15:00:00.000Z',
        bucketMs: hourMs,
        buckets: [
          { at: '2026-11-24T09:00:00.000Z', counts: { succeeded: 1 } },
          { at: '2026-11-24T10:00:00.000Z', counts: { partial: 1 } },
          { at: '2026-11-24T11:00:00.000Z', counts: { failed: 1 } },
          { at: '2026-11-24T12:00:00.000Z', counts: { succeeded: 1 } },
          { at: '2026-11-24T13:00:00.000Z', counts: { failed: 1 } },
          { at: '2026-11-24T14:00:00.000Z', counts: { queued: 1 } },
        ],
        pinned: 0,
        removed: [],
      });
    }));

  test('of some minutes are one piece, whenever they began in it', () =>
    withCore(async (core) => {
      await core.client.hosts.add({ name: 'a', address: '192.0.2.7' });
      for (let i = 0; i < 7; i += 1) {
        core.clock.advance(61_234);
        await core.client.runs.exec({ target: 'a', script: 'x' });
      }
      expect((await core.client.runs.tally({ buckets: 2 })).buckets).toEqual([
        { at: '2026-11-24T09:00:00.000Z', counts: { queued: 4 } },
        { at: '2026-11-24T09:05:00.000Z', counts: { queued: 3 } },
      ]);
    }));

  test('read window by window has each run once, also of one moment and while others begin', () =>
    withHistory(async (core) => {
      for (let i = 0; i < 20; i += 1) await core.client.runs.exec({ target: 'db-1', script: `echo ${i}` });
      const all = (await core.client.runs.list({ limit: 100 })).map(({ id }) => id);
      const upTo = all[0] ?? '';
      const bySkip: string[] = [];
      const byId: string[] = [];
      for (let skip = 0; skip < 26; skip += 7) {
        bySkip.push(...(await core.client.runs.list({ upTo, skip, limit: 7 })).map(({ id }) => id));
        byId.push(...(await core.client.runs.list({ upTo, limit: 7, olderThan: byId.at(-1) })).map(({ id }) => id));
        await core.client.runs.exec({ target: 'db-1', script: 'later' });
      }
      expect([bySkip, byId]).toEqual([all, all]);
    }));

  test('says what of it was removed, and why', () =>
    withHistory(async (core, ids) => {
      await core.client.system.set({ key: 'retention.runs', value: '1' });
      core.clock.advance(2 * hourMs);
      await expect
        .poll(async () => (await core.client.runs.tally()).removed)
        .toEqual([
          { why: 'only the newest run of commands keeps its output', count: 2 },
          { why: 'only the newest run of job backup keeps its output', count: 1 },
        ]);
      expect((await core.client.runs.tally({ job: 'backup' })).removed).toHaveLength(1);
      expect(ids).toHaveLength(6);
    }));
});

test('pieces of time have a length people count in, and never are too many', () => {
  const from = Date.UTC(2026, 0, 1, 0, 30);
  const lengths = [hourMs, 24 * hourMs, 30 * 24 * hourMs, 3 * 365 * 24 * hourMs].map(
    (span) => bucketLength(from, from + span, 100) / 60_000,
  );
  expect(lengths).toEqual([1, 15, 720, 20160]);
});
