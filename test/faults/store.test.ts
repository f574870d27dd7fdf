// What was acknowledged is there: whichever write to the disk is the last one, whatever the disk answers, whatever the
// clock does meanwhile. The process is a real `serve`; its system calls are met by strace, its clock by faketime.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { AuditEntry, AuditVerdict } from '../../shared/contract/audit.ts';
import type { Host } from '../../shared/contract/hosts.ts';
import type { Run } from '../../shared/contract/run.ts';
import { canLoop, FileDisk, works } from '../support/disks.ts';
import { type Fleet, startFleet } from '../support/fleet.ts';
import { createHome, type TestHome } from '../support/home.ts';
import { ask } from '../support/rest.ts';
import { type Served, serve } from '../support/serve.ts';
import { sshdMissing } from '../support/sshd.ts';
import { isWhole } from './extent.ts';
import { becomes } from './scene.ts';

const nameOf = (i: number) => `h${i}`;

/** Adds hosts one after another until so many are there, or nothing answers any more. Gives those that were acknowledged. */
async function addHosts(served: Served, from: number, many: number): Promise<{ acknowledged: string[]; refusals: string[] }> {
  const acknowledged: string[] = [];
  const refusals: string[] = [];
  for (let i = from; i < from + many; i++) {
    try {
      const { name } = await ask<Host>(served, '/hosts', { body: { name: nameOf(i), address: '192.0.2.1' } });
      acknowledged.push(name);
    } catch (error) {
      const text = String(error);
      if (!text.includes('answered')) break; // it is gone
      refusals.push(text);
    }
  }
  return { acknowledged, refusals };
}

/** What the database holds when nobody has it open; it must be sound. */
function storedHosts(home: string): string[] {
  const database = new Database(join(home, 'djcron.db'));
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    return database.prepare<[], string>('SELECT name FROM hosts').pluck().all();
  } finally {
    database.close();
  }
}

async function expectSound(home: TestHome, acknowledged: readonly string[]): Promise<void> {
  const served = await serve(home);
  try {
    const names = (await ask<Host[]>(served, '/hosts')).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...acknowledged]));
    expect(await ask<AuditVerdict>(served, '/audit/verify')).toMatchObject({ ok: true, problem: null });
    expect((await addHosts(served, 9000, 1)).acknowledged).toEqual([nameOf(9000)]);
    await served.stop();
  } finally {
    await served.kill();
  }
}

const traced = (inject: string) => [
  'strace',
  '-f',
  '-D',
  '-o',
  '/dev/null',
  '-e',
  `trace=${inject.split(':')[0]}`,
  '-e',
  `inject=${inject}`,
];

const canTrace = works(() => execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' }));

const faketime = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0];

describe.skipIf(!canTrace)('the store', () => {
  const kills = isWhole ? Array.from({ length: 40 }, (_, i) => i + 1) : [2, 9, 17, 31];

  test.for(kills)('loses nothing when the process dies at its write to the disk number %i', { timeout: 180_000 }, async (at) => {
    const home = createHome();
    let served: Served | null = null;
    try {
      served = await serve(home, { through: traced(`fsync:signal=SIGKILL:when=${at}`) }).catch(() => null);
      const { acknowledged, refusals } = served === null ? { acknowledged: [], refusals: [] } : await addHosts(served, 0, 60);
      expect([refusals, acknowledged.length < 60]).toEqual([[], true]); // it did die
      await served?.kill();
      if (acknowledged.length > 0) expect(storedHosts(home.dir)).toEqual(expect.arrayContaining(acknowledged));
      await expectSound(home, acknowledged);
    } finally {
      await served?.kill();
      home.remove();
    }
  });

  test.for([
    ['cannot be brought to the disk', 'fsync:error=EIO:when=40..44'],
    ['find no space', 'pwrite64:error=ENOSPC:when=200..230'],
    ['fail', 'pwrite64:error=EIO:when=200..230'],
  ] as const)('refuses what it could not store when writes %s, and goes on afterwards', { timeout: 180_000 }, async ([, inject]) => {
    const home = createHome();
    let served: Served | null = null;
    try {
      served = await serve(home, { through: traced(inject) });
      const { acknowledged, refusals } = await addHosts(served, 0, 120);
      expect(refusals.length).toBeGreaterThan(0);
      expect(acknowledged).toContain(nameOf(119)); // the disk is well again
      for (const refusal of refusals) expect(refusal).toMatch(/DJ-(DISK-FULL|DISK)/);
      await served.kill();
      const stored = storedHosts(home.dir);
      expect(stored).toEqual(expect.arrayContaining(acknowledged));
      await expectSound(home, acknowledged);
    } finally {
      await served?.kill();
      home.remove();
    }
  });
});

describe.skipIf(!canLoop)('a power cut', () => {
  test.for(isWhole ? [1, 2, 3, 4, 5] : [1])('takes nothing that was acknowledged, time %i', { timeout: 180_000 }, async () => {
    const disk = new FileDisk();
    const user = createHome();
    const on = (place: string): TestHome => {
      const dir = join(place, 'home');
      return { ...user, dir, env: { ...user.env, DJCRON_HOME: dir } };
    };
    let served: Served | null = null;
    try {
      served = await serve(on(disk.place));
      const { acknowledged } = await addHosts(served, 0, 40);
      expect(acknowledged.length).toBe(40);
      process.kill(served.pid, 'SIGSTOP');
      const rest = on(disk.cutPower());
      expect(storedHosts(rest.dir)).toEqual(expect.arrayContaining(acknowledged));
      await expectSound(rest, acknowledged);
    } finally {
      await served?.kill();
      disk.remove();
      user.remove();
    }
  });
});

describe.skipIf(faketime === undefined || sshdMissing !== null)('a clock that jumps', () => {
  test('to and fro disturbs no run, and no run is shorter or longer for it', { timeout: 180_000 }, async () => {
    const home = createHome();
    const clock = join(home.userDir, 'clock');
    const starts = join(home.userDir, 'starts');
    writeFileSync(clock, '+0');
    const env = {
      LD_PRELOAD: faketime ?? '',
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    let fleet: Fleet | null = null;
    let served: Served | null = null;
    try {
      fleet = await startFleet(home, 2);
      const now = await serve(home, { env });
      served = now;
      const script = `echo x >>'${starts}'; i=0; while [ $i -lt 40 ]; do echo "line $i"; i=$((i + 1)); sleep 0.1; done; exit 3`;
      const { id } = await ask<Run>(now, '/runs', { body: { target: '@all', script } });
      const got = async () => (await ask<Run>(now, `/runs/${id}`)).executions;
      await becomes(async () => (await got()).every(({ stdoutBytes }) => stdoutBytes > 0), true);
      for (const jump of ['+30d', '-1h', '+2d', '-1y', '+0']) {
        const before = (await got()).map(({ stdoutBytes }) => stdoutBytes);
        writeFileSync(clock, jump);
        const comes = async () => (await got()).every(({ stdoutBytes, state }, i) => state !== 'running' || stdoutBytes > (before[i] ?? 0));
        await becomes(comes, true);
      }
      writeFileSync(clock, '+30d');
      await addHosts(now, 0, 1);
      const [noted] = await ask<AuditEntry[]>(now, '/audit?limit=1');
      expect(Date.parse(noted?.at ?? '') - Date.now()).toBeGreaterThan(29 * 86_400_000); // the clock did jump
      writeFileSync(clock, '-1h');
      await becomes(async () => (await ask<Run>(now, `/runs/${id}`)).finishedAt !== null, true);
      for (const { host, state, exitCode, durationMs } of await got()) {
        expect([host, state, exitCode]).toEqual([host, 'failed', 3]);
        expect(durationMs).toBeGreaterThan(4000);
        expect(durationMs).toBeLessThan(60 * 60_000);
        const { base64 } = await ask<{ base64: string }>(now, `/runs/${id}/bytes?host=${host}&stream=stdout`);
        expect(Buffer.from(base64, 'base64').toString()).toBe(Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join(''));
      }
      expect(readFileSync(starts, 'utf8')).toBe('x\nx\n');
      await now.stop();
    } finally {
      await served?.kill();
      await fleet?.close();
      home.remove();
    }
  });
});
