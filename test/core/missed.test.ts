// What sleep, a clock that is set, a closed program and a death between two lines do to due moments: one row each.
import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { begun, endAll, hourMs, ledger, minuteMs, schedule } from './scheduled.ts';

describe('what was missed', () => {
  const asleep = 'this computer was asleep';
  test.each([
    [
      'once',
      ['10:00 merged: this computer was asleep', '11:00 merged: this computer was asleep', '12:00 ran late: this computer was asleep'],
    ],
    ['all', ['10:00', '11:00', '12:00'].map((at) => `${at} ran late: ${asleep}`)],
    ['skip', ['10:00', '11:00', '12:00'].map((at) => `${at} missed: ${asleep}`)],
  ])('in three hours of sleep is decided by the policy: %s', (misfire, rows) =>
    withCore(async (core) => {
      await schedule(core, `{ cron: "0 * * * *", misfire: ${misfire} }`);
      core.clock.advance(minuteMs);
      core.clock.sleep(3 * hourMs + 10 * minuteMs);
      core.clock.advance(minuteMs);
      expect(await ledger(core)).toEqual(rows);
    }),
  );

  test('longer than it may be late stays missed', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "0 * * * *", misfire: all, maxLate: 90m }');
      core.clock.sleep(3 * hourMs + 10 * minuteMs);
      core.clock.advance(minuteMs);
      expect(await ledger(core)).toEqual([
        `10:00 missed: ${asleep}, longer than it may be late`,
        `11:00 ran late: ${asleep}`,
        `12:00 ran late: ${asleep}`,
      ]);
    }));

  test('of many jobs starts one after the other, and is told as one absence until it was seen', () =>
    withCore(async (core) => {
      for (const name of ['a', 'b', 'c']) await schedule(core, '{ cron: "0 * * * *" }', { name });
      core.clock.sleep(70 * minuteMs);
      core.app.woke();
      const first = core.runner.starts().length;
      core.clock.advance(10_000);
      const { absence } = await core.client.schedules.state();
      expect([first, core.runner.starts().length, begun(core)]).toEqual([
        1,
        3,
        Array.from({ length: 3 }, () => 'catch-up 2026-11-24T10:00:00.000Z'),
      ]);
      expect(absence).toMatchObject({
        from: '2026-11-24T09:00:00.000Z',
        until: '2026-11-24T10:10:00.000Z',
        why: 'asleep',
        total: 3,
        occurrences: [{ job: 'a' }, { job: 'b' }, { job: 'c' }],
      });
      await core.client.schedules.dismiss();
      expect((await core.client.schedules.state()).absence).toBeNull();
    }));

  test('while djcron was closed, killed even, is decided at the next start', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "*/30 * * * *" }');
      core.clock.advance(31 * minuteMs);
      await endAll(core);
      const again = await core.crash(2 * hourMs);
      again.clock.advance(minuteMs);
      expect(await ledger(again)).toEqual([
        '09:30 ran',
        '10:00 merged: djcron was closed',
        '10:30 merged: djcron was closed',
        '11:00 merged: djcron was closed',
        '11:30 ran late: djcron was closed',
      ]);
    }));

  test('can be run after all, once', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "0 * * * *", misfire: skip }');
      core.clock.sleep(70 * minuteMs);
      core.clock.advance(minuteMs);
      const missed = { job: 'tick', schedule: '1', dueAt: '2026-11-24T10:00:00.000Z' };
      const run = await core.client.schedules.catchUp(missed);
      expect([run.trigger, run.scheduledAt, await ledger(core)]).toEqual([
        'catch-up',
        '2026-11-24T10:00:00.000Z',
        [`10:00 ran late: ${asleep}; run by ana`],
      ]);
      await expect(core.client.schedules.catchUp(missed)).rejects.toMatchObject({ data: { code: 'DJ-OCCURRENCE-RAN' } });
    }));

  test('thousands of times shares rows, and none is left out of the count', () =>
    withCore(async (core) => {
      await schedule(core, '{ every: 5s, misfire: skip }');
      core.clock.sleep(12 * hourMs);
      core.app.woke();
      const rows = await core.client.schedules.ledger({ job: 'tick', limit: 10_000 });
      expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe((12 * 3600) / 5);
      expect(rows.length).toBeLessThan(2100);
    }));
});

describe('a clock that is set', () => {
  test('back by an hour fires nothing twice, and goes on where it was', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "*/20 * * * *" }');
      core.clock.advance(61 * minuteMs);
      core.clock.set(core.clock.now() - hourMs);
      core.clock.advance(2 * hourMs);
      expect(await ledger(core)).toEqual(['09:20', '09:40', '10:00', '10:20', '10:40', '11:00'].map((at) => `${at} ran`));
    }));

  test('forward by three days is told as such, and back again what was decided ahead is open again', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "0 12 * * *", misfire: skip }');
      core.clock.advance(minuteMs);
      const now = core.clock.now();
      core.clock.set(now + 72 * hourMs);
      core.clock.advance(minuteMs);
      const ahead = await ledger(core);
      core.clock.set(now + minuteMs);
      core.clock.advance(6 * hourMs);
      expect([ahead, await ledger(core)]).toEqual([
        Array.from({ length: 3 }, () => '12:00 missed: the clock was set forward'),
        ['12:00 ran'],
      ]);
    }));
});

describe('a process that dies while it claims', () => {
  /** From its `nth` write on, nothing is written any more; gives whether it came to that. */
  function dieAtWrite(core: CoreUnderTest, nth: number): () => boolean {
    const { run } = core.store;
    let count = 0;
    Object.assign(core.store, {
      run: (...args: Parameters<typeof run>) => {
        count += 1;
        if (count >= nth) throw new Error('the process is dead');
        return run(...args);
      },
    });
    return () => count >= nth;
  }

  test('at whatever write leaves one row and one run of each occurrence', async () => {
    let died = true;
    let writes = 0;
    for (let nth = 1; died; nth += 1) {
      await withCore(async (core) => {
        await schedule(core, '{ cron: "0 * * * *" }');
        core.clock.advance(59 * minuteMs);
        const isDead = dieAtWrite(core, nth);
        core.clock.advance(minuteMs);
        died = isDead();
        const again = await core.crash(20_000);
        again.clock.advance(minuteMs);
        const rows = await again.client.schedules.ledger({ job: 'tick' });
        const runs = await again.client.runs.list({ job: 'tick' });
        const started = new Set([...core.runner.starts(), ...again.runner.starts()].map(({ execution }) => execution));
        expect([nth, rows.map(({ dueAt, run }) => [dueAt, run]), started]).toEqual([
          nth,
          [['2026-11-24T10:00:00.000Z', runs[0]?.id]],
          new Set([`${runs[0]?.id}.0.1`]),
        ]);
        writes = nth;
      });
    }
    expect(writes).toBeGreaterThan(5);
  });

  test('and a second instance on the same database claim each occurrence once', () =>
    withCore(async (core) => {
      await schedule(core, '{ cron: "* * * * *" }');
      await withCore(
        async (other) => {
          for (let i = 0; i < 60; i += 1) {
            const [first, second] = i % 2 === 0 ? [core, other] : [other, core];
            first.clock.advance(minuteMs);
            second.clock.advance(minuteMs);
          }
          const rows = await core.client.schedules.ledger({ job: 'tick' });
          const started = [core, other].map(({ runner }) => runner.starts().length);
          expect([rows.length, new Set(rows.map(({ dueAt }) => dueAt)).size, (started[0] ?? 0) + (started[1] ?? 0)]).toEqual([60, 60, 60]);
          expect(started.every((count) => count > 0)).toBe(true);
        },
        { dir: core.dir },
      );
    }));
});
