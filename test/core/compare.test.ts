// Two runs held against each other by the core: which one is meant, what is told of both, and of what their hosts wrote.
import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';

interface Wrote {
  host: string;
  text: string;
  exitCode?: number;
}

const job = (version: number, script: string) => `apiVersion: djcron/v1
kind: Job
name: patch
description: version ${version}
script: { text: "${script}" }
parameters: [{ name: level, default: low }]
targets: web-[1-4]
`;

async function withHosts(work: (core: CoreUnderTest) => Promise<void>): Promise<void> {
  await withCore(async (core) => {
    for (const n of [1, 2, 3, 4]) await core.client.hosts.add({ name: `web-${n}`, address: `192.0.2.${n}` });
    await core.client.jobs.apply({ yaml: job(1, 'true') });
    await work(core);
  });
}

async function ran(core: CoreUnderTest, start: { target?: string; params?: Record<string, string> }, wrote: readonly Wrote[]) {
  const { id, executions } = await core.client.runs.start({ job: 'patch', ...start });
  for (const { host, text, exitCode = 0 } of wrote) {
    const execution = `${id}.${executions.find((one) => one.host === host)?.index}.1`;
    await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 1, hostKey: 'k' });
    const bytes = Buffer.from(text);
    core.clock.advance(1000);
    await core.runner.tell({ type: 'output', execution, at: core.clock.now(), stream: 'stdout', offset: 0, bytes });
    const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
    await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
  }
  return id;
}

describe('a run compared', () => {
  test('with the one before: parameters, definition, hosts, ends and the lines that changed alike', () =>
    withHosts(async (core) => {
      const steady = (host: string, more = '') => ({ host, text: `${host} at 12:00:0${host.at(-1)}\nserial ${host}-77\n${more}done\n` });
      const before = await ran(
        core,
        {},
        ['web-1', 'web-2', 'web-3', 'web-4'].map((host) => steady(host)),
      );
      await core.client.jobs.apply({ yaml: job(2, 'false') });
      const after = await ran(core, { target: 'web-[1-3]', params: { level: 'high' } }, [
        steady('web-1'),
        steady('web-2', 'warning: disk\n'),
        { ...steady('web-3', 'warning: disk\n'), exitCode: 3 },
      ]);
      const found = await core.client.runs.compare({ id: after, other: 'previous' });
      expect(found).toMatchObject({
        before: { id: before, jobVersion: 1, hosts: 4 },
        after: { id: after, jobVersion: 2, hosts: 3 },
        params: [{ name: 'level', before: 'low', after: 'high' }],
        settings: [{ name: 'target', before: 'web-[1-4]', after: 'web-[1-3]' }],
        definition: { what: 'job', changed: true, before: job(1, 'true'), after: job(2, 'false') },
        added: { hosts: '', names: [] },
        gone: { hosts: 'web-4', names: ['web-4'] },
        both: 3,
        transitions: [{ host: 'web-3', kind: 'broke', before: { state: 'succeeded' }, after: { state: 'failed', exitCode: 3 } }],
      });
      expect(found.output).toMatchObject([
        {
          kind: 'different',
          hosts: 'web-[2-3]',
          differences: {
            verdict: 'compared',
            added: 1,
            removed: 0,
            first: [{ kind: 'added', text: 'warning: disk', before: null, after: 3 }],
          },
        },
        { kind: 'same', hosts: 'web-1', differences: null },
      ]);
      expect(found.summary).toMatch(
        /^No longer succeeding: web-3; parameter level changed; the definition changed; target changed; host gone: web-4;/,
      );
      const lines = await core.client.runs.compareOutput({ id: after, other: before, host: 'WEB-2', context: 1 });
      expect(lines).toMatchObject({ host: 'web-2', verdict: 'compared', added: 1, removed: 0 });
      expect(lines.hunks.map(({ lines: hunk }) => hunk.map(({ kind, text }) => `${kind} ${text}`))).toEqual([
        ['same serial web-2-77', 'added warning: disk', 'same done'],
      ]);
    }));

  test('with the last that succeeded wholly, in either order, and with itself not at all', () =>
    withHosts(async (core) => {
      const one = { host: 'web-1', text: 'x\n' };
      const good = await ran(core, { target: 'web-1' }, [one]);
      await ran(core, { target: 'web-1' }, [{ ...one, exitCode: 1 }]);
      const last = await ran(core, { target: 'web-1' }, [{ ...one, exitCode: 1 }]);
      const found = await core.client.runs.compare({ id: 'last', other: 'last-good' });
      expect([found.before.id, found.after.id]).toEqual([good, last]);
      expect(await core.client.runs.compare({ id: good, other: last })).toEqual(found);
      const refused = (id: string, other: string) =>
        core.client.runs.compare({ id, other }).catch((error: { data: { code: string } }) => error.data.code);
      expect(await refused(last, 'last')).toBe('DJ-INPUT-INVALID');
      expect(await refused(good, 'previous')).toBe('DJ-RUN-UNKNOWN');
      const { id: command } = await core.client.runs.exec({ target: 'web-1', script: 'uptime' });
      expect(await refused(command, 'previous')).toBe('DJ-RUN-UNKNOWN');
    }));

  test('says of output that is gone, and of hosts that go on, what can be known', () =>
    withHosts(async (core) => {
      const before = await ran(core, {}, [
        { host: 'web-1', text: 'a\n' },
        { host: 'web-2', text: 'b\n' },
        { host: 'web-3', text: 'c\n' },
        { host: 'web-4', text: 'd\n' },
      ]);
      await core.client.runs.groups({ id: before }); // compares, and keeps what came of it
      core.store.run("UPDATE runs SET output_form = 'removed', output_removed_at = 1, output_removed_why = 'it is old' WHERE id = $id", {
        id: before,
      });
      const after = await ran(core, {}, [
        { host: 'web-1', text: 'a\n' },
        { host: 'web-2', text: 'other\n' },
      ]);
      const found = await core.client.runs.compare({ id: after, other: 'previous' });
      expect(found.transitions).toMatchObject([
        { host: 'web-3', kind: 'open' },
        { host: 'web-4', kind: 'open' },
      ]);
      expect(found.output).toMatchObject([
        { kind: 'different', hosts: 'web-2', differences: { verdict: 'unavailable', added: null, first: [] } },
        { kind: 'same', hosts: 'web-1' },
      ]);
      await expect(core.client.runs.compareOutput({ id: after, other: before, host: 'web-2' })).rejects.toMatchObject({
        data: { code: 'DJ-OUTPUT-REMOVED' },
      });
    }));
});
