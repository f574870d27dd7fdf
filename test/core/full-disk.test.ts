// A home on a disk that is really full: a small tmpfs, which only root can make.
import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withCore } from '../support/core.ts';
import { canMount, SmallDisk } from '../support/disks.ts';
import { ledger, schedule } from './scheduled.ts';
import { failOnce } from './waiting-attempt.ts';

describe.skipIf(!canMount)('when the disk is full', () => {
  let disk: SmallDisk;
  beforeEach(() => {
    disk = new SmallDisk(3);
  });
  afterEach(() => {
    rmSync(`${disk.place}-go`, { force: true });
    disk.remove();
  });

  test('output is held back, the execution says so, and not a byte is missing or doubled when there is space again', () =>
    withCore(
      async (core) => {
        const states: string[] = [];
        core.app.subscribe((event) => {
          if (event.type === 'storage') states.push(event.state);
        });
        await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
        const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
        const execution = `${id}.0.1`;
        await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 1, hostKey: 'k' });
        disk.fill();
        const pieces = Array.from({ length: 20 }, (_, i) => Buffer.from(`piece ${i} `.repeat(4000)));
        let offset = 0;
        const told = pieces.map((bytes) => {
          const message = { type: 'output', execution, at: core.clock.now(), stream: 'stdout', offset, bytes } as const;
          offset += bytes.length;
          return core.runner.tell(message);
        });
        const end = core.runner.tell({
          type: 'finished',
          execution,
          at: core.clock.now(),
          hostKey: null,
          outcome: { type: 'exited', exitCode: 0, leftovers: [] },
        });
        await expect.poll(() => states).toEqual(['full']);
        expect(await core.client.system.info()).toMatchObject({ storage: 'full' });
        await expect(core.client.hosts.add({ name: 'b', address: '192.0.2.2' })).rejects.toMatchObject({ data: { code: 'DJ-DISK-FULL' } });
        core.clock.advance(2000);
        disk.free();
        await expect
          .poll(() => {
            core.clock.advance(2000);
            return states;
          })
          .toEqual(['full', 'ok']);
        await Promise.all([...told, end]);
        const { base64 } = await core.client.runs.bytes({ id, host: 'a', stream: 'stdout' });
        expect(Buffer.from(base64, 'base64').equals(Buffer.concat(pieces))).toBe(true);
        const run = await core.client.runs.get({ id });
        expect(run.executions[0]).toMatchObject({ state: 'succeeded', detail: expect.stringContaining('the disk here was full') });
        expect((await core.client.hosts.list()).map((host) => host.name)).toEqual(['a']);
        expect(core.store.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
        expect(await core.client.audit.verify()).toMatchObject({ ok: true });
      },
      { dir: disk.place },
    ));

  test('an attempt that comes due is sent once there is space again', () =>
    withCore(
      async (core) => {
        const id = await failOnce(core);
        const sent = () => core.runner.starts().map(({ execution }) => execution);
        disk.fill();
        core.clock.advance(20_000);
        // longer than djcron leaves word that it is there while there are runs
        for (let i = 0; i < 40; i += 1) core.clock.advance(2000);
        expect(sent()).toEqual([`${id}.0.1`]);
        expect(core.logged.filter((line) => line.startsWith('error: executions cannot be sent'))).toHaveLength(1);
        disk.free();
        core.clock.advance(2000);
        expect(sent()).toEqual([`${id}.0.1`, `${id}.0.2`]);
      },
      { dir: disk.place },
    ));

  test('what comes due meanwhile is claimed afterwards, and the ledger says why it was late', () =>
    withCore(
      async (core) => {
        await schedule(core, '{ every: 1m, misfire: once }');
        core.clock.advance(10_000);
        disk.fill();
        core.clock.advance(600_000);
        disk.free();
        core.clock.advance(10_000);
        const rows = await ledger(core);
        expect(rows.filter((row) => / (merged|ran late): /.test(row)).length).toBeGreaterThan(1);
        for (const row of rows) expect(row).toMatch(/: the disk here was full$|^\S+ ran$/);
      },
      { dir: disk.place },
    ));

  test('a key that a host shows ends nothing, and is known from the next connection on', () =>
    withCore(
      async (core) => {
        await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
        const seen = {
          type: 'ssh-ed25519',
          key: 'AAAAC3NzaC1lZDI1NTE5AAAAIHVzZWQgb25seSBpbiB0ZXN0cywgbm8gcmVhbCBrZXk=',
          fingerprint: 'SHA256:x',
          verdict: { state: 'unknown' },
        } as never;
        disk.fill();
        core.runner.showKey('a', seen);
        expect(core.logged).toEqual(['error: the key that a host has shown cannot be written down']);
        disk.free();
        core.runner.showKey('a', seen);
        expect((await core.client.hosts.list())[0]).toMatchObject({ hostKey: { fingerprint: 'SHA256:x' } });
      },
      { dir: disk.place },
    ));

  test('what follows a run is carried out once there is space again, and what a script here came to is written down', () =>
    withCore(
      async (core) => {
        await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
        const go = `${disk.place}-go`;
        const links = `onSuccess: [ { job: b } ]\nonFinish: [ { script: 'until [ -e ${go} ]; do sleep 0.05; done; echo done; exit 3' } ]\n`;
        for (const [name, more] of [
          ['b', ''],
          ['a', links],
        ]) {
          await core.client.jobs.apply({
            yaml: `apiVersion: djcron/v1\nkind: Job\nname: ${name}\ntargets: a\nscript: { text: x }\n${more}`,
          });
        }
        const { id } = await core.client.runs.start({ job: 'a' });
        // between the end of the run and what follows it
        const fill = core.app.subscribe((event) => {
          if (event.type === 'audit' && event.entry.object === id) disk.fill();
        });
        await core.runner.tell({
          type: 'finished',
          execution: `${id}.0.1`,
          at: core.clock.now(),
          hostKey: null,
          outcome: { type: 'exited', exitCode: 0, leftovers: [] },
        });
        fill();
        const chain = async () => (await core.client.runs.chain({ id })).map(({ state }) => state);
        for (let i = 0; i < 5; i += 1) core.clock.advance(2000);
        expect(await chain()).toEqual(['due', 'due']);
        expect(core.logged.filter((line) => line === 'error: what follows a run cannot be carried out')).toHaveLength(1);
        disk.free();
        core.clock.advance(2000);
        expect(await chain()).toEqual(['succeeded', 'running']);
        disk.fill();
        const timers = core.clock.timers();
        writeFileSync(go, '');
        // it has ended, and waits to be written
        await expect.poll(() => core.clock.timers()).toBe(timers + 1);
        expect(await chain()).toEqual(['succeeded', 'running']);
        disk.free();
        core.clock.advance(2000);
        await expect.poll(chain).toEqual(['succeeded', 'failed']);
      },
      { dir: disk.place },
    ));
});
