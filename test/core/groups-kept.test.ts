// What becomes of groups in unusual company: odd bytes, output that is cut or gone, hosts that never ran, a new start.
import { describe, expect, test } from 'vitest';
import { markRemoving } from '../../electron/store/output-form.ts';
import { removeOutput } from '../../electron/store/removal.ts';
import type { Groups } from '../../shared/contract/groups.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { type Spoken, speak } from '../support/spoken.ts';

const hostsOf = ({ groups }: Groups) => groups.map(({ hosts }) => hosts);

async function foldedHosts(spoken: readonly Spoken[], normalisers?: []): Promise<string[]> {
  const folded: string[] = [];
  await withCore(async (core) => {
    const id = await speak(core, spoken);
    folded.push(...hostsOf(await core.client.runs.groups({ id, ...(normalisers && { normalisers }) })));
  });
  return folded;
}

async function removed(core: CoreUnderTest, run: string) {
  markRemoving(core.store, { run, at: core.clock.now(), why: 'it is old' });
  await removeOutput(core.store, run, () => false);
}

describe('outputs that are equal', () => {
  test('may or may not end with a newline', async () => {
    expect(
      await foldedHosts(
        [
          { host: 'a', stdout: 'x\ny' },
          { host: 'b', stdout: 'x\ny\n' },
        ],
        [],
      ),
    ).toEqual(['a,b']);
  });

  test('are not those with an empty line more', async () => {
    expect(
      await foldedHosts([
        { host: 'a', stdout: 'x\n' },
        { host: 'b', stdout: 'x\n\n' },
      ]),
    ).toEqual(['a', 'b']);
  });

  test('are all that are empty', async () => {
    expect(await foldedHosts([{ host: 'a' }, { host: 'b' }, { host: 'c', stdout: '\n' }])).toEqual(['a,b', 'c']);
  });

  test('are so byte by byte, even where text would show the same marks', async () => {
    const bytes = (...values: number[]) => Uint8Array.from(values);
    const spoken = [bytes(0, 255, 254), bytes(0, 255, 253), bytes(0, 255, 254), bytes(1, 255, 254)];
    expect(await foldedHosts(spoken.map((stdout, i) => ({ host: `h${i}`, stdout })))).toEqual(['h[0,2]', 'h1', 'h3']);
  });

  test('are found however their bytes came', () =>
    withCore(async (core) => {
      const whole = new TextEncoder().encode(Array.from({ length: 30_000 }, (_, i) => `line ${i} took ${i}ms\n`).join(''));
      const id = await speak(core, [
        { host: 'a', stdout: whole },
        { host: 'b', stdout: whole.subarray(0, 1), open: true },
      ]);
      const tell = (at: number, bytes: Uint8Array) =>
        core.runner.tell({ type: 'output', execution: `${id}.1.1`, at: core.clock.now(), stream: 'stdout', offset: at, bytes });
      for (let at = 1, size = 1; at < whole.length; at += size, size = (size * 7) % 50_021) await tell(at, whole.subarray(at, at + size));
      const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
      await core.runner.tell({ type: 'finished', execution: `${id}.1.1`, at: core.clock.now(), hostKey: null, outcome });
      const groups = await core.client.runs.groups({ id });
      expect(hostsOf(groups)).toEqual(['a,b']);
      expect(groups.groups[0]).toMatchObject({
        truncated: true,
        lines: 30_000,
        output: new TextDecoder().decode(whole.subarray(0, 65_536)),
      });
    }));
});

describe('a long line', () => {
  test('is compared to its end', async () => {
    const long = 'x'.repeat(3_000_000);
    const spoken = [`${long}1\n`, `${long}2\n`, `${long}1\n`].map((stdout, i) => ({ host: `h${i}`, stdout }));
    expect(await foldedHosts(spoken)).toEqual(['h[0,2]', 'h1']);
  });
});

describe('output beyond the limit', () => {
  test('makes equal only what is cut in the same way, and says so', () =>
    withCore(async (core) => {
      const text = (middle: string) => `begin\n${middle.repeat(500)}end\n`;
      const id = await speak(
        core,
        [
          { host: 'a', stdout: text('12345\n') },
          { host: 'b', stdout: text('12345\n') },
          { host: 'c', stdout: text('12345678901\n') },
          { host: 'd', stdout: 'short\n' },
        ],
        { outputLimitBytes: 1024 },
      );
      const groups = await core.client.runs.groups({ id });
      expect(groups.groups.map(({ hosts, cut, differences }) => [hosts, cut !== null, differences?.cut ?? null])).toEqual([
        ['a,b', true, null],
        ['c', true, true],
        ['d', false, true],
      ]);
    }));
});

describe('hosts that never ran', () => {
  test('come together by the cause, whatever their addresses are', () =>
    withCore(async (core) => {
      const id = await speak(core, [{ host: 'a', stdout: 'x\n' }, ...['b', 'c', 'd'].map((host) => ({ host, open: true as const }))]);
      const fail = (position: number, cause: string) =>
        core.runner.tell({
          type: 'finished',
          execution: `${id}.${position}.1`,
          at: core.clock.now(),
          hostKey: null,
          outcome: { type: 'unreachable', cause, remedy: 'look' },
        });
      await fail(1, '192.0.2.2 refused the connection');
      await fail(2, 'no route to 192.0.2.3');
      await fail(3, '192.0.2.4 refused the connection');
      const { groups } = await core.client.runs.groups({ id });
      expect(groups.map(({ hosts, state, exitCode, output, detail }) => [hosts, state, exitCode, output, detail])).toEqual([
        ['a', 'succeeded', 0, 'x\n', null],
        ['b,d', 'unreachable', null, '', '192.0.2.2 refused the connection: look'],
        ['c', 'unreachable', null, '', 'no route to 192.0.2.3: look'],
      ]);
    }));
});

describe('what was compared once', () => {
  const spoken = [
    { host: 'a', stdout: 'x\n' },
    { host: 'b', stdout: 'y\n' },
    { host: 'c', stdout: 'x\n' },
  ];

  test('stays when the output goes, and only the ends are told apart where nothing was compared', () =>
    withCore(async (core) => {
      const id = await speak(core, spoken);
      const before = await core.client.runs.groups({ id });
      await removed(core, id);
      const after = await core.client.runs.groups({ id, normalisers: [] });
      expect(after).toMatchObject({ basis: 'output', normalisers: before.normalisers, outputRemoved: { why: 'it is old' } });
      expect(after.groups.map(({ key, hosts, output, truncated }) => [key, hosts, output, truncated])).toEqual(
        before.groups.map(({ key, hosts }) => [key, hosts, '', true]),
      );
      expect(await core.client.runs.groupDiff({ id, key: after.groups[1]?.key ?? '' })).toMatchObject({
        verdict: 'unavailable',
        hunks: [],
      });
      core.store.run('DELETE FROM folds');
      const again = await core.crash();
      const last = await again.client.runs.groups({ id });
      expect([last.basis, hostsOf(last)]).toEqual(['ends', ['a,b,c']]);
    }));

  test('is there after a death, and made where it is missing', () =>
    withCore(async (core) => {
      const id = await speak(core, spoken);
      const before = await core.client.runs.groups({ id });
      const again = await core.crash();
      expect(await again.client.runs.groups({ id })).toEqual(before);
      again.store.run('DELETE FROM folds');
      const third = await again.crash();
      expect(await third.client.runs.groups({ id })).toEqual(before);
      expect(third.store.all('SELECT * FROM folds')).toHaveLength(3);
    }));
});

describe('a group', () => {
  test('that is not there is refused', () =>
    withCore(async (core) => {
      const id = await speak(core, [{ host: 'a', stdout: 'x\n' }]);
      await expect(core.client.runs.groupDiff({ id, key: '0123456789abcdef' })).rejects.toMatchObject({
        data: { code: 'DJ-GROUP-UNKNOWN', where: id },
      });
    }));
});
