// What doctor tells of a home: who has it, or had it and died, and how much room its disk has.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Doctor } from '../../shared/contract/system.ts';
import { askCli, runCli } from '../support/cli.ts';
import { withCore } from '../support/core.ts';
import { canMount, SmallDisk } from '../support/disks.ts';
import { createHome } from '../support/home.ts';
import { serve } from '../support/serve.ts';

const diskOf = ({ checks }: Doctor) => checks.find(({ name }) => name === 'disk');

describe('doctor', { timeout: 120_000 }, () => {
  test('tells of a killed djcron that it is dead, and nobody the token', async () => {
    const home = createHome();
    try {
      const served = await serve(home);
      const alive = await runCli(home, ['doctor']);
      expect(alive.stdout).toMatch(new RegExp(`^instance: pid ${served.pid}, ${served.origin}/?$`, 'm'));
      await served.kill();
      const dead = await runCli(home, ['doctor']);
      expect(dead.stdout).toMatch(new RegExp(`^instance: none is running: pid ${served.pid}, which had the home last, is dead`, 'm'));
      expect(dead.stdout).not.toContain(served.origin);
      expect(await askCli(home, ['doctor'])).toMatchObject({ instance: { pid: served.pid, url: null, alive: false } });
      expect(alive.stdout + dead.stdout).not.toContain(served.token);
    } finally {
      home.remove();
    }
  });

  test('names the free space', () =>
    withCore(async ({ client }) => {
      expect(diskOf(await client.system.doctor())?.detail).toMatch(/^[\d.]+ [KMGTP]?i?B free/);
    }));

  test.skipIf(!canMount)('says when there is nearly no space, and when there is none', async () => {
    const home = createHome();
    const disk = new SmallDisk(6);
    try {
      const env = { DJCRON_HOME: path.join(disk.place, 'home') };
      expect(await runCli(home, ['host', 'add', 'a', '--address', '192.0.2.1'], { env })).toMatchObject({ code: 0 });
      const scarce = diskOf(await askCli(home, ['doctor'], { env }));
      expect(scarce).toMatchObject({ ok: false, detail: expect.stringMatching(/^[\d.]+ MiB free, which is nearly nothing$/) });
      disk.fill();
      const none = diskOf(await askCli(home, ['doctor'], { env }));
      expect(none).toMatchObject({ ok: false, detail: '0 B free, which is nothing', remedy: expect.stringContaining('free some space') });
    } finally {
      disk.remove();
      home.remove();
    }
  });
});
