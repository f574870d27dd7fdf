// Hosts that came to the same, from what the runner told to what everybody reads.
import { describe, expect, test } from 'vitest';
import type { Groups } from '../../shared/contract/groups.ts';
import type { DjcronEvent } from '../../shared/events.ts';
import { withCore } from '../support/core.ts';
import { end, speak } from '../support/spoken.ts';

const brief = ({ groups }: Groups) => groups.map(({ hosts, exitCode, output }) => [hosts, exitCode, output]);

describe('groups of a run', () => {
  test('have the reference on top, of the lowest exit code the largest; then the largest', () =>
    withCore(async (core) => {
      const id = await speak(core, [
        { host: 'web-1', stdout: 'no\n', exitCode: 1 },
        { host: 'web-2', stdout: 'no\n', exitCode: 1 },
        { host: 'web-3', stdout: 'no\n', exitCode: 1 },
        { host: 'web-4', stdout: 'yes\n' },
        { host: 'web-5', stdout: 'other\n' },
        { host: 'web-6', stdout: 'yes\n' },
      ]);
      const groups = await core.client.runs.groups({ id });
      expect(brief(groups)).toEqual([
        ['web-[4,6]', 0, 'yes\n'],
        ['web-[1-3]', 1, 'no\n'],
        ['web-5', 0, 'other\n'],
      ]);
      expect(groups.groups.map(({ reference }) => reference)).toEqual([true, false, false]);
      expect(groups).toMatchObject({ complete: true, basis: 'output', unfinished: { count: 0 }, comparing: { count: 0 } });
    }));

  test('fold what differs by name, time and pid only, and not when that is switched off', () =>
    withCore(async (core) => {
      const said = (host: string, i: number) => ({ host, stdout: `Nov 29 15:3${i}:07 ${host} sshd[81${i}4]: up 1${i}ms\n` });
      const id = await speak(core, [said('db-01', 1), said('db-02', 2), said('db-03', 3)]);
      expect((await core.client.runs.groups({ id })).groups.map(({ hosts }) => hosts)).toEqual(['db-[01-03]']);
      expect((await core.client.runs.groups({ id, normalisers: ['host', 'times', 'pids'] })).groups).toHaveLength(3);
      expect((await core.client.runs.groups({ id, normalisers: [] })).groups).toHaveLength(3);
    }));

  test('know what a host calls itself once its facts are there', () =>
    withCore(async (core) => {
      const spoken = ['a-1', 'a-2'].map((host) => ({ host, stdout: `Linux real-${host}.example.org 6.1\nreal-${host}\n` }));
      const before = await speak(core, spoken);
      expect((await core.client.runs.groups({ id: before })).groups).toHaveLength(2);
      await core.client.hosts.facts({ target: '@all' });
      const after = await speak(core, spoken);
      expect((await core.client.runs.groups({ id: after })).groups.map(({ hosts }) => hosts)).toEqual(['a-[1-2]']);
    }));

  test('tell stdout and stderr apart', () =>
    withCore(async (core) => {
      const id = await speak(core, [
        { host: 'a', stdout: 'x\n', stderr: 'y\n' },
        { host: 'b', stdout: 'y\n', stderr: 'x\n' },
      ]);
      const { groups } = await core.client.runs.groups({ id });
      expect(groups.map(({ hosts, output, stderrAt }) => [hosts, output.slice(0, stderrAt), output.slice(stderrAt)])).toEqual([
        ['a', 'x\n', 'y\n'],
        ['b', 'y\n', 'x\n'],
      ]);
    }));

  test('name those that still run with their last line, and tell when one more has ended', () =>
    withCore(async (core) => {
      const events: DjcronEvent[] = [];
      core.app.subscribe((event) => events.push(event));
      const id = await speak(core, [
        { host: 'a', stdout: 'x\n' },
        { host: 'b', stdout: 'one\ntwo\n', open: true },
      ]);
      const groups = await core.client.runs.groups({ id });
      expect(brief(groups)).toEqual([['a', 0, 'x\n']]);
      expect(groups.complete).toBe(false);
      expect(groups.unfinished).toEqual({
        count: 1,
        hosts: 'b',
        names: ['b'],
        lastLines: [{ host: 'b', state: 'running', lastLine: 'two' }],
      });
      expect(events.filter(({ type }) => type === 'groups')).toEqual([{ type: 'groups', run: id }]);
    }));

  test('are told of at most twice a second, and of the last one in any case', () =>
    withCore(async (core) => {
      const told: DjcronEvent[] = [];
      core.app.subscribe((event) => event.type === 'groups' && told.push(event));
      const hosts = Array.from({ length: 20 }, (_, i) => ({ host: `h${i}`, stdout: `${i}\n`, open: true as const }));
      const id = await speak(core, hosts);
      const counts: number[] = [];
      for (const [i] of hosts.entries()) {
        await Promise.all(end(core, `${id}.${i}.1`));
        await core.client.runs.groups({ id });
        core.clock.advance(100);
        counts.push(told.length);
      }
      core.clock.advance(500);
      expect(counts).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5]);
      expect(told).toHaveLength(5);
    }));

  test('say what sets them apart from the reference, in the lines as they were written', () =>
    withCore(async (core) => {
      const lines = (host: string, third: string) => ({ host, stdout: `${host}: ready\n1\n${third}\n4\n` });
      const id = await speak(core, [lines('a-1', '2'), lines('a-2', '2'), lines('a-3', '3')]);
      const { groups } = await core.client.runs.groups({ id });
      expect(groups.map(({ differences }) => differences)).toEqual([
        null,
        {
          verdict: 'compared',
          added: 1,
          removed: 1,
          cut: false,
          first: [
            { kind: 'removed', stream: 'stdout', text: '2', before: 3, after: null },
            { kind: 'added', stream: 'stdout', text: '3', before: null, after: 3 },
          ],
        },
      ]);
      const { hunks, ...diff } = await core.client.runs.groupDiff({ id, key: groups[1]?.key ?? '', context: 2 });
      expect(diff).toMatchObject({ host: 'a-3', againstHost: 'a-1', verdict: 'compared', added: 1, removed: 1, cut: false });
      expect(hunks.map(({ lines: shown }) => shown.map(({ kind, text }) => `${kind} ${text}`))).toEqual([
        ['same a-3: ready', 'same 1', 'removed 2', 'added 3', 'same 4'],
      ]);
    }));

  test('that are nearly the same are told when asked for, and stay groups of their own', () =>
    withCore(async (core) => {
      const lines = (odd: number) => Array.from({ length: 40 }, (_, i) => `package ${i} ${i === odd ? 'old' : 'new'}\n`).join('');
      const id = await speak(core, [
        { host: 'a', stdout: lines(-1) },
        { host: 'b', stdout: lines(-1) },
        { host: 'c', stdout: lines(7) },
        { host: 'd', stdout: lines(-1), exitCode: 1 },
        { host: 'e', stdout: 'nothing\n' },
      ]);
      const near = ({ groups }: Groups) => groups.map(({ hosts, similarTo, likeness }) => [hosts, similarTo, likeness]);
      const asked = await core.client.runs.groups({ id, similar: true });
      expect(near(asked)).toEqual([
        ['a,b', null, null],
        ['c', asked.groups[0]?.key, 0.975],
        ['d', null, null],
        ['e', null, null],
      ]);
      expect(near(await core.client.runs.groups({ id })).every(([, to]) => to === null)).toBe(true);
    }));
});
