// What is told of an execution and its host by what the runner says: contact, a cancel that is pending, why djcron ended it.
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../shared/model/run.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

async function addHosts({ client }: CoreUnderTest, ...names: string[]) {
  for (const name of names) await client.hosts.add({ name, address: '192.0.2.1', user: 'root' });
}

describe('an execution', () => {
  test('without contact makes its host down, and up again with it', () =>
    withCore(async (core) => {
      await addHosts(core, 'a');
      const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
      const execution = `${id}.0.1`;
      const health = async () => (await core.client.hosts.get({ name: 'a' })).health;
      const started = { type: 'started' as const, execution, at: core.clock.now(), pid: 7, hostKey: 'SHA256:abc' };
      await core.runner.tell(started);
      await core.runner.tell({ type: 'no-contact', execution, at: core.clock.now(), cause: 'the connection to a was lost' });
      expect(await health()).toMatchObject({ state: 'down', detail: 'the connection to a was lost' });
      await core.runner.tell(started);
      expect(await health()).toMatchObject({ state: 'up', detail: null });
    }));

  test('that is to be cancelled says so until it is', () =>
    withCore(async (core) => {
      await addHosts(core, 'a');
      const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
      const execution = `${id}.0.1`;
      const detail = async () => (await core.client.runs.get({ id })).executions[0]?.detail;
      await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 7, hostKey: 'SHA256:abc' });
      await core.client.runs.cancel({ id });
      expect(await detail()).toBe('cancel asked for, not proven yet');
      await core.runner.tell({ type: 'no-contact', execution, at: core.clock.now(), cause: 'the connection to a was lost' });
      expect(await detail()).toBe('cancel asked for, not proven yet; the connection to a was lost');
      const outcome: Outcome = { type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM', signalled: ['7 sh'], survivors: [] };
      await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
      expect(await detail()).toBe('ended 7 sh; confirmed: no process of it is left');
    }));

  test('that djcron ended says why, and that nobody could look', () =>
    withCore(async (core) => {
      await addHosts(core, 'a', 'b', 'c');
      const { id } = await core.client.runs.exec({ target: 'a,b,c', script: 'x' });
      const ended = { type: 'ended' as const, exitCode: 143, signal: 'SIGTERM', signalled: ['7 sh'] };
      for (const [i, rest] of [
        { by: 'idle-timeout' as const, survivors: [] },
        { by: 'output-limit' as const, survivors: ['9 sh'] },
        { by: 'timeout' as const, survivors: null },
      ].entries()) {
        const execution = `${id}.${i}.1`;
        await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 7, hostKey: 'SHA256:abc' });
        await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome: { ...ended, ...rest } });
      }
      const { executions } = await core.client.runs.get({ id });
      expect(executions.map(({ state, detail, unproven }) => [state, detail, unproven])).toEqual([
        ['timed-out', 'it wrote nothing for longer than idleTimeout allows; ended 7 sh; confirmed: no process of it is left', false],
        ['failed', 'more lay on its host than spoolLimit allows; ended 7 sh; still alive: 9 sh', true],
        ['timed-out', 'ended 7 sh; the host could not tell what is left', true],
      ]);
    }));

  test('that ends at the next contact does not say why there was none', () =>
    withCore(async (core) => {
      await addHosts(core, 'a');
      const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
      const execution = `${id}.0.1`;
      await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 7, hostKey: 'SHA256:abc' });
      await core.runner.tell({ type: 'no-contact', execution, at: core.clock.now(), cause: 'the connection to a was lost' });
      const outcome = { type: 'exited' as const, exitCode: 6, leftovers: [] };
      await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
      expect((await core.client.runs.get({ id })).executions[0]).toMatchObject({ state: 'failed', exitCode: 6, detail: null });
    }));
});
