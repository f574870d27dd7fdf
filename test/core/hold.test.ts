// Holding a run: what has not begun waits for whoever releases it, whatever djcron goes through meanwhile.
import { describe, expect, test } from 'vitest';
import type { DjcronEvent } from '../../shared/events.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

async function begin(core: CoreUnderTest, fanout = 1) {
  for (const name of ['a', 'b', 'c']) await core.client.hosts.add({ name, address: '192.0.2.1', user: 'root' });
  return (await core.client.runs.exec({ target: '@all', script: 'x', fanout })).id;
}

async function finish(core: CoreUnderTest, execution: string, exitCode = 0) {
  const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
  await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
}

const started = (core: CoreUnderTest) => core.runner.starts().map(({ connection }) => connection.host);

describe('a held run', () => {
  test('sends nothing more until it is released, says so everywhere, and both are in the audit log', () =>
    withCore(async (core) => {
      const events: DjcronEvent[] = [];
      const id = await begin(core);
      core.app.subscribe((event) => events.push(event));
      expect(await core.client.runs.hold({ id })).toMatchObject({ heldSince: '2026-11-24T09:00:00.000Z', heldBy: 'ana' });
      expect(await core.client.runs.hold({ id })).toMatchObject({ heldBy: 'ana' });
      await finish(core, `${id}.0.1`);
      core.clock.advance(60_000);
      expect([started(core), await core.client.runs.get({ id })]).toMatchObject([
        ['a'],
        { state: 'running', heldSince: '2026-11-24T09:00:00.000Z', counts: { queued: 2, succeeded: 1 } },
      ]);
      expect(events.filter((event) => event.type === 'run').some(({ run }) => run.heldBy === 'ana')).toBe(true);
      expect(await core.client.runs.release({ id })).toMatchObject({ heldSince: null, heldBy: null });
      expect(started(core)).toEqual(['a', 'b']);
      await finish(core, `${id}.1.1`);
      await finish(core, `${id}.2.1`);
      const entries = await core.client.audit.list({ object: id });
      expect(entries.map(({ action, after }) => [action, (after as { waiting?: number }).waiting])).toEqual([
        ['run.finish', undefined],
        ['run.release', 2],
        ['run.hold', 2],
        ['run.start', undefined],
      ]);
    }));

  test('stays held over a kill, however long djcron is away, and goes on where it was when released', () =>
    withCore(async (first) => {
      const id = await begin(first);
      await first.client.runs.hold({ id });
      const second = await first.crash(86_400_000);
      // what was sent is looked for, and nothing else
      expect(second.runner.starts().map(({ connection, resume }) => [connection.host, resume?.mayStart])).toEqual([['a', false]]);
      await finish(second, `${id}.0.1`);
      const third = await second.crash();
      third.clock.advance(3_600_000);
      expect([started(third), await third.client.runs.get({ id })]).toMatchObject([
        [],
        { state: 'running', heldSince: '2026-11-24T09:00:00.000Z', counts: { queued: 2 } },
      ]);
      await third.client.runs.release({ id });
      await finish(third, `${id}.1.1`);
      await finish(third, `${id}.2.1`);
      expect([started(third), (await third.client.runs.get({ id })).state]).toEqual([['b', 'c'], 'succeeded']);
    }));

  test('released just before a kill is not held after it', () =>
    withCore(async (first) => {
      const id = await begin(first);
      await first.client.runs.hold({ id });
      await finish(first, `${id}.0.1`);
      await first.client.runs.release({ id });
      const core = await first.crash();
      expect([started(core), (await core.client.runs.get({ id })).heldSince]).toEqual([['b'], null]);
      await finish(core, `${id}.1.1`);
      expect(started(core)).toEqual(['b', 'c']);
    }));

  test('can be cancelled: what runs is ended on its host, what waits ends here, and it is not held any more', () =>
    withCore(async (core) => {
      const id = await begin(core);
      await core.client.runs.hold({ id });
      await core.client.runs.cancel({ id });
      expect(core.runner.orders.at(-1)).toEqual({ type: 'cancel', execution: `${id}.0.1` });
      const outcome = { type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM', signalled: [] as string[], survivors: [] } as const;
      await core.runner.tell({
        type: 'finished',
        execution: `${id}.0.1`,
        at: core.clock.now(),
        hostKey: null,
        outcome: { ...outcome, survivors: [] },
      });
      expect(await core.client.runs.get({ id })).toMatchObject({ state: 'cancelled', counts: { cancelled: 3 }, heldSince: null });
      for (const act of [core.client.runs.hold, core.client.runs.release])
        await expect(act({ id })).rejects.toMatchObject({ data: { code: 'DJ-RUN-FINISHED', where: id } });
    }));

  test('holds further attempts back too', () =>
    withCore(async (core) => {
      await core.client.hosts.add({ name: 'a', address: '192.0.2.1', user: 'root' });
      await core.client.jobs.apply({
        yaml: `apiVersion: djcron/v1\nkind: Job\nname: tick\ntargets: a\nscript: { text: "true" }\npolicies: { retries: { limit: 1, delay: 5s, on: [failed] } }\n`,
      });
      const { id } = await core.client.runs.start({ job: 'tick' });
      await core.client.runs.hold({ id });
      await finish(core, `${id}.0.1`, 1);
      core.clock.advance(60_000);
      expect(started(core)).toEqual(['a']);
      await core.client.runs.release({ id });
      expect(started(core)).toEqual(['a', 'a']);
    }));

  test('of a job that queues its runs begins only when it is its turn and nobody holds it, in either order', () =>
    withCore(async (core) => {
      await core.client.hosts.add({ name: 'a', address: '192.0.2.1', user: 'root' });
      await core.client.jobs.apply({
        yaml: `apiVersion: djcron/v1\nkind: Job\nname: tick\ntargets: a\nscript: { text: "true" }\npolicies: { concurrency: queue }\n`,
      });
      const [one, two, three] = [
        await core.client.runs.start({ job: 'tick' }),
        await core.client.runs.start({ job: 'tick' }),
        await core.client.runs.start({ job: 'tick' }),
      ];
      await core.client.runs.hold({ id: two.id });
      await core.client.runs.hold({ id: three.id });
      await core.client.runs.release({ id: three.id });
      await finish(core, `${one.id}.0.1`);
      expect(started(core)).toEqual(['a']);
      await core.client.runs.release({ id: two.id });
      expect(core.runner.starts().map(({ execution }) => execution)).toEqual([`${one.id}.0.1`, `${two.id}.0.1`]);
      await finish(core, `${two.id}.0.1`);
      expect(core.runner.starts()).toHaveLength(3);
    }));
});
