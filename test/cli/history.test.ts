import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { command } from './terminal.ts';

async function withRuns(work: (core: CoreUnderTest, ids: string[]) => Promise<void>) {
  await withCore(async (core) => {
    for (const name of ['a', 'b']) await core.client.hosts.add({ name, address: '192.0.2.7' });
    const ids: string[] = [];
    for (const [script, exitCode] of [
      ['=1+1', 0],
      ['@SUM(1)', 3],
      ['uptime', 3],
    ] as const) {
      const { id } = await core.client.runs.exec({ target: 'a', script, params: { note: script } });
      const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
      await core.runner.tell({ type: 'finished', execution: `${id}.0.1`, at: core.clock.now(), hostKey: null, outcome });
      ids.push(id);
      core.clock.advance(3_600_000);
    }
    await work(core, ids);
  });
}

describe('run list', () => {
  test('takes every filter of the history', () =>
    withRuns(async (core, [first = '', second = '', third = '']) => {
      const names = async (...args: string[]) =>
        (await command(['run', 'list', '-o', 'name', ...args], { client: core.client })).stdout.split('\n').slice(0, -1);
      expect(await names('--state', 'failed,partial', '--exit-code', '3')).toEqual([third, second]);
      expect(await names('--text', 'sum(', '--user', 'ana', '--trigger', 'manual', '--host', '*')).toEqual([second]);
      expect(await names('--since', '2026-11-24T09:30:00Z', '--until', '2026-11-24T10:30:00Z')).toEqual([second]);
      expect(await names('--user', 'bob')).toEqual([]);
      expect(await command(['run', 'pin', first, third], { client: core.client })).toEqual({
        code: 0,
        stdout: '',
        stderr: `pinned ${first}\npinned ${third}\n`,
      });
      expect(await names('--pinned')).toEqual([third, first]);
      expect((await command(['run', 'show', first], { client: core.client })).stdout).toMatch(/^pinned: +since .*, by ana$/m);
      await command(['run', 'unpin', 'last'], { client: core.client });
      expect(await names('--pinned', '-n', '1')).toEqual([first]);
      const missing = await command(['run', 'pin', third, 'r-none'], { client: core.client });
      expect([missing.code, await names('--pinned')]).toEqual([3, [first]]);
    }));

  test('refuses a job that neither is nor was, and lists the runs of one that was removed', () =>
    withRuns(async (core) => {
      const yaml = (name: string) => `apiVersion: djcron/v1\nkind: Job\nname: ${name}\nscript: { text: uptime }\ntargets: a\n`;
      for (const name of ['backup', 'idle']) await core.client.jobs.apply({ yaml: yaml(name), origin: name });
      const list = (...args: string[]) => command(['run', 'list', '-o', 'name', '--job', ...args], { client: core.client });
      expect(await list('bakup')).toEqual({
        code: 3,
        stdout: '',
        stderr: 'djcron: there is no job "bakup": did you mean backup? [DJ-JOB-UNKNOWN]\n',
      });
      expect(await list('idle')).toEqual({ code: 0, stdout: '', stderr: '' });
      const run = await core.client.runs.start({ job: 'backup', params: {} });
      const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
      await core.runner.tell({ type: 'finished', execution: `${run.id}.0.1`, at: core.clock.now(), hostKey: null, outcome });
      await core.client.jobs.remove({ name: 'backup' });
      expect(await list('backup')).toEqual({ code: 0, stdout: `${run.id}\n`, stderr: '' });
      expect(await list('backup', '--state', 'failed')).toEqual({ code: 0, stdout: '', stderr: '' });
    }));

  test('refuses a state that is none', () =>
    withRuns(async (core) => {
      const state = await command(['run', 'list', '--state', 'faild'], { client: core.client });
      expect([state]).toMatchObject([{ code: 2, stderr: expect.stringContaining('Did you mean failed? Allowed are queued, running,') }]);
    }));
});
