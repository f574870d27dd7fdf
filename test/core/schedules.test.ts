// Schedules in the core: each due moment gets one row in the ledger, whatever the clock, the lid and the process do.
import { describe, expect, test } from 'vitest';
import { withCore } from '../support/core.ts';
import { begun, hourMs, jobFile, ledger, minuteMs, schedule } from './scheduled.ts';

describe('a schedule', () => {
  test('fires when it is due, once each time, and its run knows when that was', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "*/5 * * * *" }');
      core.clock.advance(11 * minuteMs);
      expect([begun(core), await ledger(core)]).toEqual([
        ['schedule 2026-11-24T09:05:00.000Z', 'schedule 2026-11-24T09:10:00.000Z'],
        ['09:05 ran', '09:10 ran'],
      ]);
      const [run] = await core.client.runs.list({ job: 'tick' });
      expect(run).toMatchObject({ trigger: 'schedule', schedule: '1', scheduledAt: '2026-11-24T09:10:00.000Z', actor: 'ana' });
    }));

  test('fires at a fixed interval, once, and several of one job beside each other', () =>
    withCore(async (core) => {
      await schedule(core, '{ name: pace, every: 20m }, { name: once, at: "2026-11-24T09:30", timezone: UTC }');
      core.clock.advance(hourMs);
      const rows = await core.client.schedules.ledger({ job: 'tick' });
      expect(rows.reverse().map((row) => `${row.schedule} ${row.dueAt.slice(11, 16)}`)).toEqual([
        'pace 09:20',
        'once 09:30',
        'pace 09:40',
        'pace 10:00',
      ]);
      expect((await core.client.schedules.list()).map(({ name, nextAt }) => [name, nextAt])).toEqual([
        ['pace', '2026-11-24T10:20:00.000Z'],
        ['once', null],
      ]);
    }));

  test('is listed with what became of its newest moment, and how the run of that ended', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "*/5 * * * *", blackouts: [{ cron: "10 * * * *", for: 5m }] }');
      const last = async () => (await core.client.schedules.list())[0]?.last;
      expect(await last()).toBeNull();
      core.clock.advance(6 * minuteMs);
      expect(await last()).toMatchObject({ dueAt: '2026-11-24T09:05:00.000Z', outcome: 'ran', reason: null, state: 'queued' });
      const [order] = core.runner.starts();
      await core.runner.tell({
        type: 'finished',
        execution: order?.execution ?? '',
        at: core.clock.now(),
        hostKey: null,
        outcome: { type: 'exited', exitCode: 3, leftovers: [] },
      });
      core.clock.advance(1000);
      expect(await last()).toMatchObject({ outcome: 'ran', state: 'failed', run: expect.stringMatching(/^r-/) });
      core.clock.advance(5 * minuteMs);
      expect(await last()).toMatchObject({ dueAt: '2026-11-24T09:10:00.000Z', outcome: 'skipped', run: null, state: null });
      const plan = await core.client.schedules.plan({ from: '2026-11-24T09:00:00Z', until: '2026-11-24T11:00:00Z' });
      expect(plan.schedules[0]?.blackouts).toEqual([
        { from: '2026-11-24T09:10:00.000Z', until: '2026-11-24T09:15:00.000Z' },
        { from: '2026-11-24T10:10:00.000Z', until: '2026-11-24T10:15:00.000Z' },
      ]);
    }));

  test('begins on each host later by its own part of the jitter, the same each time', () =>
    withCore(async (core) => {
      for (const name of ['web-01', 'web-02', 'web-03']) await core.client.hosts.add({ name, address: '192.0.2.1', user: 'root' });
      await core.client.jobs.apply({
        yaml: jobFile('spread', '{ cron: "0 * * * *", jitter: 10m }').replace('targets: web-01', 'targets: "@all"'),
      });
      const starts: Record<string, number[]> = {};
      for (let i = 0; i < 150; i += 1) {
        core.clock.advance(minuteMs);
        for (const { env } of core.runner.starts().splice(0)) {
          const at = (Date.parse(env.DJCRON_STARTED_AT ?? '') - Date.parse(env.DJCRON_SCHEDULED_AT ?? '')) / 1000;
          const seen = starts[env.DJCRON_HOST ?? ''] ?? [];
          starts[env.DJCRON_HOST ?? ''] = seen;
          if (!seen.includes(at)) seen.push(at);
        }
      }
      const delays = Object.values(starts);
      expect(delays.map((seen) => seen.length)).toEqual([1, 1, 1]);
      expect(delays.flat().every((delay) => delay >= 0 && delay < 600)).toBe(true);
      expect(new Set(delays.flat()).size).toBe(3);
    }));

  test('is skipped in a blackout, and is not due before its start or after its end', () =>
    withCore(async (core) => {
      await schedule(
        core,
        '{ cron: "*/10 * * * *", timezone: UTC, start: "2026-11-24T09:20", end: "2026-11-24T10:10", blackouts: [ { start: "2026-11-24T09:35", end: "2026-11-24T09:55" } ] }',
      );
      core.clock.advance(2 * hourMs);
      expect(await ledger(core)).toEqual(['09:20 ran', '09:30 ran', '09:40 skipped: blackout', '09:50 skipped: blackout', '10:00 ran']);
    }));

  test('whose target has no host is skipped with the reason, and goes on', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "0 * * * *" }');
      await core.client.hosts.remove({ name: 'web-01' });
      core.clock.advance(hourMs);
      await core.client.hosts.add({ name: 'web-01', address: '192.0.2.1', user: 'root' });
      core.clock.advance(hourMs);
      expect(await ledger(core)).toEqual([expect.stringMatching(/^10:00 skipped: .*web-01.*\[DJ-TARGET-UNKNOWN\]$/), '11:00 ran']);
    }));

  test('that is edited, disabled or enabled does not fire by that', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "0 * * * *" }');
      core.clock.advance(30 * minuteMs);
      await schedule(core, '{ cron: "15 * * * *" }');
      await core.client.jobs.enable({ name: 'tick', enabled: false });
      core.clock.advance(3 * hourMs);
      await core.client.jobs.enable({ name: 'tick', enabled: true });
      core.clock.advance(50 * minuteMs);
      expect(await ledger(core)).toEqual(['13:15 ran']);
    }));

  test('keeps what it was due when the rest of its file is edited', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "0 * * * *" }');
      core.clock.sleep(90 * minuteMs);
      await schedule(core, '{ cron: "0 * * * *" }', { more: 'description: changed\n' });
      core.clock.advance(1000);
      expect(await ledger(core)).toEqual(['10:00 ran late: this computer was asleep']);
    }));
});

describe('a pause', () => {
  test('of all lets nothing fire; afterwards each policy decides', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "*/30 * * * *" }');
      await core.client.schedules.pause({ until: '2026-11-24T11:10:00.000Z' });
      core.clock.advance(2 * hourMs);
      const during = await ledger(core);
      core.clock.advance(31 * minuteMs);
      expect([during, await ledger(core)]).toEqual([
        [],
        ['09:30', '10:00', '10:30']
          .map((at) => `${at} merged: schedules were paused`)
          .concat(['11:00 ran late: schedules were paused', '11:30 ran']),
      ]);
    }));

  test('of all is told of each schedule beside its own, and no longer than it holds', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "0 * * * *" }', { name: 'held' });
      await schedule(core, '{ cron: "0 * * * *" }', { name: 'free' });
      const told = async () =>
        (await core.client.schedules.list())
          .toSorted((one, other) => one.job.localeCompare(other.job))
          .map(({ job, paused, allPaused }) => [job, paused?.until, allPaused?.until ?? allPaused]);
      await core.client.schedules.pause({ job: 'held', until: '2026-11-24T12:00:00.000Z' });
      const alone = await told();
      await core.client.schedules.pause({ until: '2026-11-24T10:00:00.000Z' });
      const both = await told();
      core.clock.sleep(hourMs);
      expect([alone, both, await told(), (await core.client.schedules.state()).paused]).toEqual([
        [
          ['free', undefined, null],
          ['held', '2026-11-24T12:00:00.000Z', null],
        ],
        [
          ['free', undefined, '2026-11-24T10:00:00.000Z'],
          ['held', '2026-11-24T12:00:00.000Z', '2026-11-24T10:00:00.000Z'],
        ],
        alone,
        null,
      ]);
    }));

  test('of one job leaves the others alone, outlives a restart and ends when it is told to', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "0 * * * *", misfire: skip }', { name: 'held' });
      await schedule(core, '{ cron: "0 * * * *" }', { name: 'free' });
      await core.client.schedules.pause({ job: 'held' });
      core.clock.advance(61 * minuteMs);
      const again = await core.crash(1000);
      again.clock.advance(hourMs);
      const during = [await ledger(again, 'held'), await ledger(again, 'free')];
      expect(await again.client.schedules.resume({ job: 'held' })).toEqual({ resumed: 1 });
      again.clock.advance(1000);
      expect([during, await ledger(again, 'held')]).toEqual([
        [[], ['10:00 ran', '11:00 ran']],
        ['10:00 missed: schedules were paused', '11:00 missed: schedules were paused'],
      ]);
    }));
});
