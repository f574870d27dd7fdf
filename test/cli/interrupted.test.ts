// A command that is interrupted and is to end what it began.
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { start } from './terminal.ts';
import { ordered, withHosts } from './told-hosts.ts';

describe('exec', () => {
  test('with --cancel-on-interrupt cancels and waits for the proof', () =>
    withHosts(['a'], async (core, hosts) => {
      const exec = start(['exec', '-t', 'a', '--cancel-on-interrupt', '--', 'sleep', '60'], { client: core.client });
      await ordered(core, 1);
      await hosts.started(0);
      exec.signal('SIGINT');
      await expect.poll(() => core.runner.orders.at(-1)?.type).toBe('cancel');
      await hosts.isCancelled(0);
      const { code, stderr } = await exec.ended;
      expect(code).toBe(130);
      expect(stderr).toContain(
        'a: cancelled (exit 143, SIGTERM): signalled; confirmed: no process of it is left\n0/1 succeeded, 1 cancelled',
      );
    }));

  test('with --cancel-on-interrupt cancels as soon as that can be written down, and says so meanwhile', () =>
    withHosts(['a'], async (core, hosts) => {
      const exec = start(['exec', '-t', 'a', '--cancel-on-interrupt', '--', 'sleep', '60'], { client: core.client });
      await ordered(core, 1);
      await hosts.started(0);
      const other = new Database(path.join(core.dir, 'djcron.db'));
      other.exec('BEGIN IMMEDIATE');
      exec.signal('SIGINT');
      await expect
        .poll(exec.stderr)
        .toMatch(/\nnot cancelled yet, and tried again: another program holds the database \(.*djcron.db\): .* \[DJ-HOME-LOCKED\]\n/);
      expect(core.runner.orders.at(-1)?.type).toBe('start');
      other.close();
      await expect.poll(() => core.runner.orders.at(-1)?.type).toBe('cancel');
      await hosts.isCancelled(0);
      expect((await exec.ended).code).toBe(130);
    }));
});
