// Another program holds the database of the home, as a tool for backups may, for longer than SQLite waits for it.
import { statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { ledger, schedule } from './scheduled.ts';
import { failOnce } from './waiting-attempt.ts';

/** Until the function it gives is called nobody else can write. */
function lock(core: CoreUnderTest): () => void {
  const other = new Database(path.join(core.dir, 'djcron.db'));
  other.exec('BEGIN IMMEDIATE');
  return () => other.close();
}

test('output is held back meanwhile, that is told, and not a byte is missing or doubled afterwards', () =>
  withCore(async (core) => {
    const states: string[] = [];
    core.app.subscribe((event) => {
      if (event.type === 'storage') states.push(event.state);
    });
    await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
    const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
    const execution = `${id}.0.1`;
    const at = core.clock.now();
    await core.runner.tell({ type: 'started', execution, at, pid: 1, hostKey: 'k' });
    const free = lock(core);
    const pieces = Array.from({ length: 3 }, (_, i) => Buffer.from(`piece ${i}\n`));
    const told = [
      core.runner.tell({ type: 'output', execution, at, stream: 'stdout', offset: 0, bytes: pieces[0] as Buffer }),
      core.runner.tell({ type: 'output', execution, at, stream: 'stdout', offset: 8, bytes: pieces[1] as Buffer }),
    ];
    await expect.poll(() => states).toEqual(['refused']);
    told.push(
      core.runner.tell({ type: 'output', execution, at, stream: 'stdout', offset: 16, bytes: pieces[2] as Buffer }),
      core.runner.tell({ type: 'finished', execution, at, hostKey: null, outcome: { type: 'exited', exitCode: 0, leftovers: [] } }),
    );
    expect(await core.client.system.info()).toMatchObject({ storage: 'refused' });
    await expect(core.client.hosts.add({ name: 'b', address: '192.0.2.2' })).rejects.toMatchObject({
      data: { code: 'DJ-HOME-LOCKED', where: path.join(core.dir, 'djcron.db') },
    });
    expect((await core.client.system.doctor()).checks).toContainEqual(expect.objectContaining({ name: 'database', ok: false }));
    expect((await core.client.runs.get({ id })).state).toBe('running');
    // the word that djcron is there cannot be left either, and ends nothing
    core.clock.advance(40_000);
    free();
    await expect
      .poll(() => {
        core.clock.advance(2000);
        return states;
      })
      .toEqual(['refused', 'ok']);
    await Promise.all(told);
    // however often it was tried, the bytes were put down once
    expect(statSync(path.join(core.dir, `${id}.log`)).size).toBe(24);
    const { base64 } = await core.client.runs.bytes({ id, host: 'a', stream: 'stdout' });
    expect(Buffer.from(base64, 'base64').equals(Buffer.concat(pieces))).toBe(true);
    expect((await core.client.runs.get({ id })).executions[0]).toMatchObject({
      state: 'succeeded',
      stdoutBytes: 24,
      detail: expect.stringContaining('nothing could be stored here for'),
    });
  }));

test('what comes due meanwhile is claimed afterwards, and the ledger says why it was late', () =>
  withCore(async (core) => {
    await schedule(core, '{ every: 2s, misfire: once }');
    core.clock.advance(10_000);
    const free = lock(core);
    core.clock.advance(12_000);
    free();
    core.clock.advance(10_000);
    const rows = await ledger(core);
    expect(rows.filter((row) => / (merged|ran late): /.test(row)).length).toBeGreaterThan(1);
    for (const row of rows) expect(row).toMatch(/: another program held the database$|^\S+ ran$/);
    expect(core.logged.filter((line) => line.includes('schedules cannot be claimed'))).toHaveLength(1);
  }));

test('what is about to begin waits, and begins once', () =>
  withCore(async (core) => {
    const id = await failOnce(core);
    const sent = () => core.runner.starts().map(({ execution }) => execution);
    const free = lock(core);
    core.clock.advance(12_000);
    expect(sent()).toEqual([`${id}.0.1`]);
    expect(await core.client.system.info()).toMatchObject({ storage: 'refused' });
    free();
    core.clock.advance(2000);
    expect(sent()).toEqual([`${id}.0.1`, `${id}.0.2`]);
    expect(await core.client.system.info()).toMatchObject({ storage: 'ok' });
  }));
