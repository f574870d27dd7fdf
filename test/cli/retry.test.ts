import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { command, start } from './terminal.ts';

const yaml = (version: number) => `apiVersion: djcron/v1
kind: Job
name: backup
script:
  text: |
    set -eu
    echo version ${version}
parameters: [ { name: label, default: nightly } ]
targets: a,b,c
policies: { fanout: 1 }
`;

async function withRun(work: (core: CoreUnderTest, id: string) => Promise<void>) {
  await withCore(async (core) => {
    for (const name of ['a', 'b', 'c']) await core.client.hosts.add({ name, address: '192.0.2.7' });
    await core.client.jobs.apply({ yaml: yaml(1) });
    const { id } = await core.client.runs.start({ job: 'backup', params: { label: 'by hand' } });
    await work(core, id);
  });
}

async function exit(core: CoreUnderTest, execution: string, exitCode: number) {
  const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
  await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
  core.clock.advance(200);
}

const started = (core: CoreUnderTest) => core.runner.starts().map(({ execution }) => execution);

describe('run retry', () => {
  test('waits for the new run over the hosts that did not succeed, and exits as it does', () =>
    withRun(async (core, id) => {
      await exit(core, `${id}.0.1`, 3);
      await exit(core, `${id}.1.1`, 0);
      await exit(core, `${id}.2.1`, 3);
      const retry = start(['run', 'retry', 'last', '-o', 'json'], { client: core.client });
      await expect.poll(() => started(core).length).toBe(4);
      const again = started(core)[3]?.replace('.0.1', '');
      await exit(core, `${again}.0.1`, 0);
      await expect.poll(() => started(core).at(-1)).toBe(`${again}.1.1`);
      await exit(core, `${again}.1.1`, 4);
      const { code, stdout } = await retry.ended;
      expect([code, JSON.parse(stdout)]).toMatchObject([
        1,
        {
          id: again,
          trigger: 'retry',
          retryOf: id,
          params: { label: 'by hand' },
          executions: [
            { host: 'a', state: 'succeeded' },
            { host: 'c', state: 'failed', exitCode: 4 },
          ],
        },
      ]);
      const none = await command(['run', 'retry', 'last', '--state', 'lost,unreachable'], { client: core.client });
      expect(none).toMatchObject({ code: 6, stderr: expect.stringContaining('[DJ-RETRY-EMPTY]') });
    }));

  test('shows before it starts where it would run, and how its job differs today', () =>
    withRun(async (core, id) => {
      await exit(core, `${id}.0.1`, 3);
      await core.client.runs.cancel({ id, hosts: ['c'] });
      await core.client.jobs.apply({ yaml: yaml(2) });
      const { stdout } = await command(['run', 'retry', id, '--state', 'failed,cancelled', '--dry-run'], { client: core.client });
      expect(stdout.split('\n').filter((line) => !line.includes('192.0.2.7'))).toEqual([
        `retry of:    ${id}, as it ran`,
        'target:      a,c',
        'hosts:       2 that ended failed or cancelled: a,c',
        'parameters:  label=by hand',
        'run as:      -',
        'interpreter: /bin/sh',
        'fanout:      1',
        'timeout:     -',
        'script:',
        '  set -eu',
        '  echo version 1',
        '',
        expect.stringMatching(/^HOST/),
        '',
        'version 2 of the job, of today, differs:',
        '  script:',
        '    @@ -1 +1 @@',
        '     set -eu',
        '    -echo version 1',
        '    +echo version 2',
        '',
      ]);
      expect(await core.client.runs.list()).toHaveLength(1);
      const detached = await command(['run', 'retry', id, '--host', 'a', '--today', '-p', 'label=x', '--detach'], {
        client: core.client,
        shell: 'web',
      });
      const retry = await core.client.runs.get({ id: detached.stdout.trim() });
      expect(retry).toMatchObject({ jobVersion: 2, params: { label: 'x' }, executions: [{ host: 'a' }] });
    }));

  test('refuses a state that is none, naming the nearest', () =>
    withRun(async (core) => {
      const said = await command(['run', 'retry', 'last', '--state', 'failed,lots'], { client: core.client });
      expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean lost?') });
    }));
});

describe('run hold', () => {
  test('says how many wait; release lets them go on', () =>
    withRun(async (core, id) => {
      const held = await command(['run', 'hold', 'last'], { client: core.client });
      expect(held).toEqual({ code: 0, stdout: '', stderr: `${id} is held: 3 of 3 hosts wait; go on with: djcron run release ${id}\n` });
      await exit(core, `${id}.0.1`, 0);
      const shown = await command(['run', 'show', 'last'], { client: core.client });
      expect(shown.stdout).toMatch(/^held: +since .*, by ana$/m);
      const watch = start(['run', 'watch', 'last'], { client: core.client, columns: 80 });
      await expect.poll(watch.stderr).toContain('1/3 done, 2 held back');
      const released = await command(['run', 'release', 'last', '-o', 'name'], { client: core.client });
      expect([released, started(core).at(-1)]).toEqual([{ code: 0, stdout: `${id}\n`, stderr: '' }, `${id}.1.1`]);
      await exit(core, `${id}.1.1`, 0);
      await exit(core, `${id}.2.1`, 0);
      expect((await watch.ended).code).toBe(0);
    }));
});
