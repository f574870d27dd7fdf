// Runs from the request to their last state, and the events that tell of them.
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const text = (value: string) => new TextEncoder().encode(value);

async function addHosts({ client }: CoreUnderTest, ...names: string[]) {
  for (const name of names) await client.hosts.add({ name, address: '192.0.2.1', user: 'root' });
}

/** Runs the whole story of one execution: started, output, finished with this exit code. */
async function play(core: CoreUnderTest, execution: string, exitCode: number) {
  const at = core.clock.now();
  await core.runner.tell({ type: 'started', execution, at, pid: 77, hostKey: 'SHA256:abc' });
  await core.runner.tell({ type: 'output', execution, at, stream: 'stdout', offset: 0, bytes: text('out\n') });
  await core.runner.tell({
    type: 'finished',
    execution,
    at: at + 500,
    hostKey: null,
    outcome: { type: 'exited', exitCode, leftovers: [] },
  });
}

async function end(core: CoreUnderTest, execution: string, exitCode: number) {
  const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
  await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
}

describe('a run', () => {
  test('is told as a whole at once, and its orders hold all a runner needs', () =>
    withCore(async (core) => {
      await addHosts(core, 'web-01', 'web-02');
      const run = await core.client.runs.exec({ target: 'web-[01-02]', script: 'true', params: { label: 'x y' } });
      expect(run).toMatchObject({ state: 'queued', trigger: 'manual', actor: 'ana', target: 'web-[01-02]', counts: { queued: 2 } });
      expect(run.executions.map(({ host, state }) => [host, state])).toEqual([
        ['web-01', 'queued'],
        ['web-02', 'queued'],
      ]);
      const [order] = core.runner.starts();
      expect(order).toMatchObject({
        execution: `${run.id}.0.1`,
        script: 'true',
        connection: { host: 'web-01', address: '192.0.2.1', user: 'root' },
      });
      expect(order?.env).toEqual({
        DJCRON: '1',
        DJCRON_JOB: '',
        DJCRON_RUN_ID: run.id,
        DJCRON_ATTEMPT: '1',
        DJCRON_TRIGGER: 'manual',
        DJCRON_ACTOR: 'ana',
        DJCRON_SCHEDULED_AT: '',
        DJCRON_STARTED_AT: '2026-11-24T09:00:00.000Z',
        DJCRON_HOST: 'web-01',
        DJCRON_HOST_INDEX: '0',
        DJCRON_HOST_COUNT: '2',
        DJCRON_PARAM_LABEL: 'x y',
      });
    }));

  test('is partial when some hosts succeeded, and its end is in the audit log', () =>
    withCore(async (core) => {
      await addHosts(core, 'a', 'b');
      const { id } = await core.client.runs.exec({ target: 'a,b', script: 'x' });
      await play(core, `${id}.0.1`, 0);
      await play(core, `${id}.1.1`, 3);
      const run = await core.client.runs.get({ id, output: true });
      expect(run).toMatchObject({ state: 'partial', counts: { succeeded: 1, failed: 1 }, durationMs: 500 });
      expect(run.executions[1]).toMatchObject({
        state: 'failed',
        exitCode: 3,
        reason: 'exit',
        signal: null,
        stdout: 'out\n',
        stderr: '',
        hostKey: 'SHA256:abc',
      });
      const [entry] = await core.client.audit.list({ action: 'run.finish' });
      expect(entry).toMatchObject({ object: id, result: 'partial', origin: 'engine', actor: 'ana' });
      expect(await core.client.audit.verify()).toMatchObject({ ok: true });
    }));

  test('sends no more than its fan-out at once', () =>
    withCore(async (core) => {
      await addHosts(core, 'a', 'b', 'c');
      const { id } = await core.client.runs.exec({ target: '@all', script: 'x', fanout: 2 });
      expect(core.runner.starts().map((order) => order.connection.host)).toEqual(['a', 'b']);
      await play(core, `${id}.0.1`, 0);
      await expect.poll(() => core.runner.starts().map((order) => order.connection.host)).toEqual(['a', 'b', 'c']);
    }));

  test('keeps its first final state, whatever comes later', () =>
    withCore(async (core) => {
      await addHosts(core, 'a');
      const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
      await play(core, `${id}.0.1`, 0);
      await core.runner.tell({
        type: 'finished',
        execution: `${id}.0.1`,
        at: 9,
        hostKey: null,
        outcome: { type: 'lost', reason: 'late', cause: '' },
      });
      expect((await core.client.runs.get({ id })).executions[0]).toMatchObject({ state: 'succeeded', exitCode: 0 });
    }));

  test('cancelled before its turn never goes to the runner; what is sent is cancelled there', () =>
    withCore(async (core) => {
      await addHosts(core, 'a', 'b');
      const { id } = await core.client.runs.exec({ target: '@all', script: 'x', fanout: 1 });
      const run = await core.client.runs.cancel({ id });
      expect(run.executions.map(({ host, state }) => [host, state])).toEqual([
        ['a', 'queued'],
        ['b', 'cancelled'],
      ]);
      expect(core.runner.orders.at(-1)).toEqual({ type: 'cancel', execution: `${id}.0.1` });
      const outcome = { type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM', signalled: [] as string[], survivors: [] } as const;
      await core.runner.tell({
        type: 'finished',
        execution: `${id}.0.1`,
        at: core.clock.now(),
        hostKey: null,
        outcome: { ...outcome, survivors: [] },
      });
      expect(await core.client.runs.get({ id })).toMatchObject({ state: 'cancelled', counts: { cancelled: 2 } });
      expect(core.runner.starts()).toHaveLength(1);
      await expect(core.client.runs.cancel({ id })).rejects.toMatchObject({ code: 'CONFLICT', data: { code: 'DJ-RUN-FINISHED' } });
    }));

  test('to no host, to an unknown one, or with a NUL in its script is refused and leaves nothing', () =>
    withCore(async (core) => {
      await addHosts(core, 'web-01');
      const refusals = [
        { target: 'web-01 ! web-01', script: 'x' },
        { target: 'web-02', script: 'x' },
        { target: 'web-01', script: 'a\0b' },
      ].map((input) => core.client.runs.exec(input).catch((error) => error.data));
      expect((await Promise.all(refusals)).map((data) => data.code)).toEqual(['DJ-TARGET-EMPTY', 'DJ-TARGET-UNKNOWN', 'DJ-SCRIPT-INVALID']);
      expect(await core.client.runs.list()).toEqual([]);
      expect(await core.client.audit.list({ action: 'run.start' })).toEqual([]);
    }));

  test('left behind by a crash goes on from what is stored: what was sent is looked for, what waited has its turn', () =>
    withCore(async (core) => {
      await addHosts(core, 'a', 'b', 'c');
      const { id } = await core.client.runs.exec({ target: '@all', script: 'x', fanout: 2 });
      const sentAt = core.clock.now();
      await core.runner.tell({ type: 'started', execution: `${id}.0.1`, at: sentAt, pid: 4123, hostKey: 'SHA256:abc' });
      await core.runner.tell({
        type: 'output',
        execution: `${id}.0.1`,
        at: core.clock.now(),
        stream: 'stdout',
        offset: 0,
        bytes: text('so far\n'),
      });
      const file = path.join(core.dir, `${id}.log`);
      writeFileSync(file, 'written but never spoken of', { flag: 'a' });
      const after = await core.crash();
      const run = await after.client.runs.get({ id, output: true });
      expect(run.executions.map(({ state, noContactSince }) => [state, noContactSince])).toEqual([
        ['running', '2026-11-24T09:00:00.000Z'],
        ['queued', '2026-11-24T09:00:00.000Z'],
        ['queued', null],
      ]);
      expect(after.runner.starts().map(({ execution, resume }) => [execution, resume])).toEqual([
        [`${id}.0.1`, { sentAt, startedAt: sentAt, stdout: 7, stderr: 0, samples: 0, mayStart: true }],
        [`${id}.1.1`, { sentAt, startedAt: null, stdout: 0, stderr: 0, samples: 0, mayStart: true }],
      ]);
      expect(statSync(file).size).toBe('so far\n'.length);
      await after.runner.tell({ type: 'started', execution: `${id}.0.1`, at: sentAt, pid: 4123, hostKey: 'SHA256:abc' });
      const more = { type: 'output', execution: `${id}.0.1`, at: sentAt, stream: 'stdout' } as const;
      await after.runner.tell({ ...more, offset: 0, bytes: text('so far\n') });
      await after.runner.tell({ ...more, offset: 7, bytes: text('and on\n') });
      expect((await after.client.runs.get({ id, output: true })).executions[0]).toMatchObject({
        state: 'running',
        noContactSince: null,
        stdout: 'so far\nand on\n',
        lines: 2,
      });
      for (const index of [0, 1]) await end(after, `${id}.${index}.1`, 0);
      await expect.poll(() => after.runner.starts().length).toBe(3);
      await end(after, `${id}.2.1`, 0);
      expect(await after.client.runs.get({ id })).toMatchObject({ state: 'succeeded', counts: { succeeded: 3 } });
      expect(await after.client.audit.verify()).toMatchObject({ ok: true });
    }));

  test('left behind for hours starts nothing any more: what was sent is only looked for', () =>
    withCore(async (core) => {
      await addHosts(core, 'a', 'b');
      const { id } = await core.client.runs.exec({ target: '@all', script: 'x', fanout: 1 });
      core.clock.advance(3 * 3_600_000);
      const after = await core.crash(3 * 3_600_000);
      expect(after.runner.starts().map(({ execution, resume }) => [execution, resume?.mayStart])).toEqual([[`${id}.0.1`, false]]);
      await expect
        .poll(async () => (await after.client.runs.get({ id })).executions.map(({ state, reason }) => [state, reason]))
        .toEqual([
          ['queued', null],
          ['skipped', 'engine-ended'],
        ]);
    }));

  test('to be cancelled is cancelled after a crash, too', () =>
    withCore(async (core) => {
      await addHosts(core, 'a');
      const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
      await core.runner.tell({ type: 'started', execution: `${id}.0.1`, at: core.clock.now(), pid: 7, hostKey: 'SHA256:abc' });
      await core.client.runs.cancel({ id });
      const after = await core.crash();
      expect(after.runner.orders.map(({ type }) => type)).toEqual(['start', 'cancel']);
    }));

  test('whose host shows another way to it is told the runner, which has no contact', () =>
    withCore(async (core) => {
      await addHosts(core, 'a', 'b');
      const { id } = await core.client.runs.exec({ target: '@all', script: 'x' });
      for (const execution of [`${id}.0.1`, `${id}.1.1`]) {
        await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 7, hostKey: 'SHA256:abc' });
      }
      await core.runner.tell({
        type: 'no-contact',
        execution: `${id}.0.1`,
        at: core.clock.now(),
        cause: 'a let root in with none of: password',
      });
      await core.client.hosts.password({ name: 'a', password: 'secret' });
      expect(core.runner.orders.slice(-2)).toMatchObject([
        { type: 'disconnect', host: 'a' },
        { type: 'reach', execution: `${id}.0.1`, connection: { host: 'a', password: 'secret' } },
      ]);
    }));

  test('is found by `last`, by its id, by a unique beginning in either case, and by no ambiguous one', () =>
    withCore(async (core) => {
      await addHosts(core, 'a');
      const first = await core.client.runs.exec({ target: 'a', script: 'x' });
      core.clock.advance(60_000);
      const second = await core.client.runs.exec({ target: 'a', script: 'x' });
      expect((await core.client.runs.get({ id: 'last' })).id).toBe(second.id);
      expect((await core.client.runs.get({ id: first.id.slice(2).toLowerCase() })).id).toBe(first.id);
      await expect(core.client.runs.get({ id: first.id.slice(0, 6) })).rejects.toMatchObject({ data: { code: 'DJ-RUN-AMBIGUOUS' } });
      await expect(core.client.runs.get({ id: 'r-ZZZ' })).rejects.toMatchObject({ data: { code: 'DJ-RUN-UNKNOWN' } });
    }));
});

describe('events', () => {
  test('resume after the last one seen, and begin with a reset for a stranger', () =>
    withCore(async (core) => {
      const seen: string[] = [];
      const stream = await core.client.system.events();
      const reading = (async () => {
        for await (const event of stream) {
          seen.push(event.type);
          if (seen.length === 3) break;
        }
      })();
      await expect.poll(() => seen).toEqual(['reset']);
      await addHosts(core, 'a');
      await reading;
      expect(seen).toEqual(['reset', 'audit', 'host']);
    }));

  test('tell a burst of output at most ten times a second, and the last state always', () =>
    withCore(async (core) => {
      await addHosts(core, 'a');
      const sizes: number[] = [];
      core.app.subscribe((event) => {
        if (event.type === 'output') sizes.push(event.hosts[0]?.lines ?? 0);
      });
      const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
      for (let line = 0; line < 50; line += 1) {
        await core.runner.tell({
          type: 'output',
          execution: `${id}.0.1`,
          at: core.clock.now(),
          stream: 'stdout',
          offset: line * 2,
          bytes: text('x\n'),
        });
      }
      core.clock.advance(100);
      core.clock.advance(100);
      expect(sizes).toEqual([1, 50]);
    }));
});
