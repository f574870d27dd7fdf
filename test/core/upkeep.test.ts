// Finished runs in the background: packed some time after their end, their output removed when it was kept long enough.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { outputFormOf } from '../../electron/store/output-form.ts';
import { listReportSchedules, newDelivery, writeDelivery } from '../../electron/store/report-schedules.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const day = 86_400_000;
const line = `${'some words of output '.repeat(10)}\n`;
const output = Buffer.from(line.repeat(200));

async function finishedRun(core: CoreUnderTest, start: () => Promise<{ id: string }>): Promise<string> {
  const { id } = await start();
  const execution = `${id}.0.1`;
  const at = core.clock.now();
  await core.runner.tell({ type: 'started', execution, at, pid: 1, hostKey: 'k' });
  await core.runner.tell({ type: 'output', execution, at, stream: 'stdout', offset: 0, bytes: output });
  await core.runner.tell({ type: 'finished', execution, at, hostKey: null, outcome: { type: 'exited', exitCode: 0, leftovers: [] } });
  return id;
}

const command = (core: CoreUnderTest) => finishedRun(core, () => core.client.runs.exec({ target: 'a', script: 'x' }));
const job = (core: CoreUnderTest) => finishedRun(core, () => core.client.runs.start({ job: 'backup' }));

/** Lets so much time pass, and what is then due be done. */
async function until(core: CoreUnderTest, ms: number, forms: Record<string, string>): Promise<void> {
  core.clock.advance(ms);
  await expect.poll(() => Object.fromEntries(Object.keys(forms).map((run) => [run, outputFormOf(core.store, run)]))).toEqual(forms);
}

async function withHost(work: (core: CoreUnderTest) => Promise<void>): Promise<void> {
  await withCore(async (core) => {
    await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
    await work(core);
  });
}

const bytesOf = async ({ client }: CoreUnderTest, id: string) =>
  Buffer.from((await client.runs.bytes({ id, host: 'a', stream: 'stdout' })).base64, 'base64');

describe('a finished run', () => {
  test('is packed soon after its end, and reads as before', () =>
    withHost(async (core) => {
      const id = await command(core);
      const before = await core.client.runs.output({ id, host: 'a', from: 50, count: 3 });
      await until(core, 10_000, { [id]: 'packed' });
      expect((await bytesOf(core, id)).equals(output)).toBe(true);
      expect(await core.client.runs.output({ id, host: 'a', from: 50, count: 3 })).toEqual(before);
      await expect.poll(() => existsSync(path.join(core.dir, `${id}.log`))).toBe(false);
    }));

  test('that a death kept from being packed is packed after the next start', () =>
    withHost(async (core) => {
      const id = await command(core);
      const again = await core.crash();
      writeFileSync(path.join(again.dir, `${id}.packed.new`), 'half');
      await until(again, 60_000, { [id]: 'packed' });
      expect((await bytesOf(again, id)).equals(output)).toBe(true);
      expect(existsSync(path.join(again.dir, `${id}.packed.new`))).toBe(false);
    }));
});

describe('output that was kept long enough', () => {
  test('goes with its samples, and everybody who asks is told when and why', () =>
    withHost(async (core) => {
      await core.client.system.set({ key: 'retention.days', value: '7' });
      const old = await command(core);
      core.clock.advance(5 * day);
      const young = await command(core);
      await until(core, 3 * day, { [old]: 'removed', [young]: 'packed' });
      const run = await core.client.runs.get({ id: old, output: true });
      expect(run).toMatchObject({
        state: 'succeeded',
        outputRemoved: { why: 'it is older than 7 days' },
        executions: [{ stdoutBytes: output.length, truncated: true }],
      });
      const gone = { data: { code: 'DJ-OUTPUT-REMOVED', what: expect.stringContaining('it is older than 7 days') } };
      await expect(core.client.runs.output({ id: old, host: 'a' })).rejects.toMatchObject(gone);
      await expect(bytesOf(core, old)).rejects.toMatchObject(gone);
      await expect(core.client.runs.samples({ id: old })).rejects.toMatchObject(gone);
      const entries = await core.client.audit.list({ object: old });
      expect(entries.find((entry) => entry.action === 'run.remove-output')).toMatchObject({
        origin: 'engine',
        after: { why: 'it is older than 7 days' },
      });
      expect(core.store.all('SELECT 1 FROM chunks JOIN executions ON executions.id = execution WHERE run = $old', { old })).toEqual([]);
      expect(['log', 'packed'].map((end) => existsSync(path.join(core.dir, `${old}.${end}`)))).toEqual([false, false]);
      expect((await core.client.runs.get({ id: young })).outputRemoved).toBeNull();
    }));

  test('goes as its job says, not as the settings say; a run that goes on loses nothing', () =>
    withHost(async (core) => {
      const yaml = 'apiVersion: djcron/v1\nkind: Job\nname: backup\nscript: { text: x }\ntargets: a\npolicies: { keep: { runs: 2 } }\n';
      await core.client.jobs.apply({ yaml });
      const going = (await core.client.runs.start({ job: 'backup' })).id;
      const ids = [await job(core), await job(core), await job(core)];
      const [first = '', second = '', third = ''] = ids;
      await until(core, 3_700_000, { [going]: 'open', [first]: 'removed', [second]: 'packed', [third]: 'packed' });
    }));

  test('stays while its run is pinned, and goes when it is not any more', () =>
    withHost(async (core) => {
      await core.client.system.set({ key: 'retention.days', value: '7' });
      const [pinned, other] = [await command(core), await command(core)];
      expect(await core.client.runs.pin({ id: pinned })).toMatchObject({ pinnedSince: '2026-11-24T09:00:00.000Z', pinnedBy: 'ana' });
      await core.client.runs.pin({ id: pinned });
      const again = await core.crash(8 * day);
      await until(again, 60_000, { [pinned]: 'packed', [other]: 'removed' });
      expect(await again.client.runs.list({ pinned: true })).toMatchObject([{ id: pinned, outputRemoved: null }]);
      expect(await again.client.runs.unpin({ id: pinned })).toMatchObject({ pinnedSince: null, pinnedBy: null });
      await until(again, 3_700_000, { [pinned]: 'removed' });
      const entries = await again.client.audit.list({ object: pinned });
      expect(entries.map(({ action }) => action)).toEqual(['run.remove-output', 'run.unpin', 'run.pin', 'run.finish', 'run.start']);
    }));

  test('goes by size, the oldest first', () =>
    withHost(async (core) => {
      const ids = [await command(core), await command(core), await command(core)];
      const [first = '', second = '', third = ''] = ids;
      await until(core, 10_000, { [first]: 'packed', [second]: 'packed', [third]: 'packed' });
      const { bytes } = core.store.get<{ bytes: number }>('SELECT max(output_bytes) AS bytes FROM runs') ?? { bytes: 0 };
      await core.client.system.set({ key: 'retention.bytes', value: String(2 * bytes + 10) });
      await until(core, 3_700_000, { [first]: 'removed', [second]: 'packed', [third]: 'packed' });
    }));

  test('that a death kept from going wholly goes after the next start', () =>
    withHost(async (core) => {
      const id = await command(core);
      core.store.run("UPDATE runs SET output_form = 'removing', output_removed_at = 1, output_removed_why = 'it is older than a day'");
      const again = await core.crash();
      await expect(bytesOf(again, id)).rejects.toMatchObject({ data: { code: 'DJ-OUTPUT-REMOVED' } });
      await until(again, 60_000, { [id]: 'removed' });
      expect(existsSync(path.join(again.dir, `${id}.log`))).toBe(false);
    }));

  test('is said by settings that take numbers, sizes and off, and nothing else', () =>
    withHost(async ({ client }) => {
      for (const [key, value] of [
        ['retention.days', '0'],
        ['retention.runs', 'many'],
        ['retention.bytes', '50 apples'],
      ] as const) {
        await expect(client.system.set({ key, value })).rejects.toMatchObject({ data: { code: 'DJ-CONFIG-INVALID' } });
      }
      expect(await client.system.set({ key: 'retention.bytes', value: 'off' })).toMatchObject({ value: 'off', default: '50GiB' });
    }));
});

test('rows of the ledger go when they are old, and not before', () =>
  withHost(async (core) => {
    const yaml = 'apiVersion: djcron/v1\nkind: Job\nname: tick\ntargets: a\nscript: { text: x }\nschedules: [ { every: 1d } ]\n';
    await core.client.jobs.apply({ yaml });
    core.clock.sleep(30 * day);
    core.app.woke();
    await core.client.system.set({ key: 'retention.ledger', value: '10' });
    core.clock.advance(day / 20);
    await expect.poll(async () => (await core.client.schedules.ledger({ job: 'tick', limit: 100 })).length).toBe(10);
  }));

test('deliveries of reports go as rows of the ledger do: not those that are open, and not the newest', () =>
  withHost(async (core) => {
    const plan = { cron: '0 12 * * *', period: 'day' as const, formats: ['md' as const], folder: core.dir };
    for (const name of ['first', 'second']) await core.client.reports.schedule({ ...plan, name });
    const hour = day / 24;
    const nameOf: Record<number, string> = Object.fromEntries(listReportSchedules(core.store).map(({ id, name }) => [id, name]));
    const add = (schedule: number, daysAgo: number, isOver: boolean) => {
      const dueAt = core.clock.now() - daysAgo * day;
      const over = { state: 'delivered' as const, nextTryAt: null, finishedAt: dueAt + hour };
      const open = { state: 'waiting' as const, nextTryAt: core.clock.now() + 30 * day, finishedAt: null };
      writeDelivery(core.store, { ...newDelivery(schedule, { dueAt, count: 1 }, dueAt), ...(isOver ? over : open) });
    };
    for (const daysAgo of [5, 15, 25]) add(1, daysAgo, true);
    add(1, 20, false);
    for (const daysAgo of [15, 25]) add(2, daysAgo, true);
    const left = () =>
      core.store
        .all<{ schedule: number; dueAt: number }>('SELECT schedule, due_at AS dueAt FROM report_deliveries ORDER BY schedule, due_at')
        .map(({ schedule, dueAt }) => `${nameOf[schedule]} ${Math.round((core.clock.now() - dueAt) / day)}`);
    await core.client.system.set({ key: 'retention.ledger', value: '10' });
    core.clock.advance(hour);
    await expect.poll(left).toEqual(['first 20', 'first 5', 'second 15']);
  }));
