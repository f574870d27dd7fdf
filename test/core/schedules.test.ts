// Schedules in the core: each due moment gets one row in the ledger, whatever the clock, the lid and the process do.
import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const jobFile = (name: string, schedules: string, more = '') =>
  `apiVersion: djcron/v1\nkind: Job\nname: ${name}\ntargets: web-01\nscript: { text: "true" }\nschedules: [ ${schedules} ]\n${more}`;

async function schedule(core: CoreUnderTest, schedules: string, { name = 'tick', more = '' } = {}) {
  if ((await core.client.hosts.list()).length === 0) await core.client.hosts.add({ name: 'web-01', address: '192.0.2.1', user: 'root' });
  await core.client.jobs.apply({ yaml: jobFile(name, schedules, more) });
}

/** Oldest first: `09:05 ran`. */
async function ledger(core: CoreUnderTest, job = 'tick') {
  const rows = await core.client.schedules.ledger({ job });
  return rows.reverse().map(({ dueAt, outcome, reason }) => `${dueAt.slice(11, 16)} ${outcome}${reason === null ? '' : `: ${reason}`}`);
}

const begun = (core: CoreUnderTest) => core.runner.starts().map(({ env }) => `${env.DJCRON_TRIGGER} ${env.DJCRON_SCHEDULED_AT}`);

async function endAll(core: CoreUnderTest) {
  for (const { execution } of core.runner.starts()) {
    await core.runner.tell({
      type: 'finished',
      execution,
      at: core.clock.now(),
      hostKey: null,
      outcome: { type: 'exited', exitCode: 0, leftovers: [] },
    });
  }
}

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
      expect(absence).toMatchObject({ why: 'asleep', total: 3, occurrences: [{ job: 'a' }, { job: 'b' }, { job: 'c' }] });
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
