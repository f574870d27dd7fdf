import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../shared/contract/run.ts';
import { canMount, SmallDisk } from '../support/disks.ts';
import { type Fleet, startFleet } from '../support/fleet.ts';
import { createHome } from '../support/home.ts';
import { ask } from '../support/rest.ts';
import { type Served, serve } from '../support/serve.ts';
import { sshdMissing } from '../support/sshd.ts';
import { becomes } from './scene.ts';

describe.skipIf(!canMount || sshdMissing !== null)('a disk that is full', () => {
  test('keeps nobody from closing djcron, and the output comes after the next start', { timeout: 180_000 }, async () => {
    const disk = new SmallDisk(16);
    const user = createHome();
    const dir = join(disk.place, 'home');
    const home = { ...user, dir, env: { ...user.env, DJCRON_HOME: dir } };
    const gate = join(user.userDir, 'gate');
    let fleet: Fleet | null = null;
    let served: Served | null = null;
    try {
      fleet = await startFleet(home, 2);
      const first = await serve(home);
      served = first;
      const line = `line $i ${'x'.repeat(90)}`;
      const script = `echo x >>~/starts; i=0; while [ $i -lt 3000 ]; do echo "${line}"; i=$((i + 1)); [ $i -ne 1500 ] || until [ -e '${gate}' ]; do sleep 0.1; done; done; exit 3`;
      const { id } = await ask<Run>(first, '/runs', { body: { target: '@all', script } });
      await becomes(async () => (await ask<Run>(first, `/runs/${id}`)).executions.every(({ stdoutBytes }) => stdoutBytes > 100_000), true);
      disk.fill();
      writeFileSync(gate, '');
      await becomes(async () => (await ask<{ storage: string }>(first, '/info')).storage, 'full');
      await first.stop();
      disk.free();
      const second = await serve(home);
      served = second;
      await becomes(async () => (await ask<Run>(second, `/runs/${id}`)).finishedAt !== null, true);
      const stdout = Array.from({ length: 3000 }, (_, i) => `line ${i} ${'x'.repeat(90)}\n`).join('');
      for (const { host, exitCode } of (await ask<Run>(second, `/runs/${id}`)).executions) {
        const { base64 } = await ask<{ base64: string }>(second, `/runs/${id}/bytes?host=${host}&stream=stdout`);
        expect([host, exitCode, Buffer.from(base64, 'base64').toString() === stdout]).toEqual([host, 3, true]);
      }
      expect(readFileSync(join(fleet.sshd.home, 'starts'), 'utf8')).toBe('x\nx\n');
      await second.stop();
    } finally {
      await served?.kill();
      await fleet?.close();
      disk.remove();
      user.remove();
    }
  });
});
