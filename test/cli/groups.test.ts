// Identical output folded in a terminal: while a command waits for a run, and of a run there was.
import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { type Spoken, say, speak } from '../support/spoken.ts';
import { command, start } from './terminal.ts';

const rule = '-'.repeat(15);

async function withSpoken(spoken: readonly Spoken[], work: (core: CoreUnderTest, id: string) => Promise<void>): Promise<void> {
  await withCore(async (core) => work(core, await speak(core, spoken)));
}

const three: Spoken[] = [
  { host: 'web-01', stdout: 'web-01: one\ntwo\n' },
  { host: 'web-02', stdout: 'web-02: one\ntwo\n' },
  { host: 'web-03', stdout: 'web-03: one\nthree', stderr: 'oops\n', exitCode: 3 },
];

describe('run groups', () => {
  test('prints each output once, under its hosts, as clush -b does; how they ended where that was not well', () =>
    withSpoken(three, async (core) => {
      expect(await command(['run', 'groups', 'last'], { client: core.client })).toEqual({
        code: 0,
        stdout: [
          ...[rule, 'web-[01-02] (2)', rule, 'web-01: one', 'two'],
          ...[rule, 'web-03: failed (exit 3)', rule, 'web-03: one', 'three', ''],
        ].join('\n'),
        stderr: [rule, 'web-03: failed (exit 3), stderr', rule, 'oops', ''].join('\n'),
      });
    }));

  test('says of hosts that ran and wrote nothing that they did, and of those that never ran why', () =>
    withSpoken([{ host: 'a' }, { host: 'b' }, { host: 'c', exitCode: 3 }, { host: 'd', stderr: 'oops\n' }], async (core) => {
      expect(await command(['run', 'groups', 'last'], { client: core.client })).toEqual({
        code: 0,
        stdout: [rule, 'a,b (2), no output', rule, rule, 'c: failed (exit 3), no output', rule, ''].join('\n'),
        stderr: [rule, 'd, stderr', rule, 'oops', ''].join('\n'),
      });
      const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
      await core.runner.tell({
        type: 'finished',
        execution: `${id}.0.1`,
        at: core.clock.now(),
        hostKey: null,
        outcome: { type: 'unreachable', cause: 'connection refused', remedy: 'start sshd' },
      });
      const { stdout } = await command(['run', 'groups', 'last'], { client: core.client });
      expect(stdout).toBe([rule, 'a: unreachable: connection refused: start sshd', rule, ''].join('\n'));
    }));

  test('prints what sets the others apart, with --diff', () =>
    withSpoken(three, async (core) => {
      const { stdout } = await command(['run', 'groups', 'last', '--diff'], { client: core.client });
      expect(stdout).toBe(
        [
          ...[rule, 'web-[01-02] (2)', rule, 'web-01: one', 'two'],
          ...['--- web-[01-02] (2)', '+++ web-03: failed (exit 3)'],
          ...['@@ -1,2 +1,2 @@', ' web-03: one', '-two', '+three', '@@ -0,0 +3,1 @@ stderr', '+oops', ''],
        ].join('\n'),
      );
    }));

  test('gives programs an array of groups', () =>
    withSpoken(three, async (core) => {
      const { stdout } = await command(['run', 'groups', 'last', '-o', 'json', '--diff'], { client: core.client });
      expect(JSON.parse(stdout)).toMatchObject([
        { hosts: 'web-[01-02]', count: 2, state: 'succeeded', exitCode: 0, output: 'web-01: one\ntwo\n', reference: true },
        { hosts: 'web-03', count: 1, state: 'failed', exitCode: 3, output: 'web-03: one\nthree\noops\n', stderrAt: 18, diff: { added: 2 } },
      ]);
      expect((await command(['run', 'groups', 'last', '-o', 'name'], { client: core.client })).stdout).toBe('web-[01-02]\nweb-03\n');
    }));

  test('folds by the rules that are chosen, and refuses others', () =>
    withSpoken(three, async (core) => {
      const names = async (...more: string[]) => {
        const { stdout } = await command(['run', 'groups', 'last', '-o', 'name', ...more], { client: core.client });
        return stdout;
      };
      expect(await names('--normalise', 'host')).toBe('web-[01-02]\nweb-03\n');
      expect(await names('--normalise', 'none')).toBe('web-01\nweb-02\nweb-03\n');
      expect(await command(['run', 'groups', 'last', '--normalise', 'hots'], { client: core.client })).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('There is no rule "hots".'),
      });
    }));

  test('gives the whole of a long output', () =>
    withSpoken([{ host: 'a', stdout: `${'0123456789abcde\n'.repeat(10_000)}end` }], async (core) => {
      const { stdout } = await command(['run', 'groups', 'last'], { client: core.client });
      expect(stdout).toBe(`${rule}\na\n${rule}\n${'0123456789abcde\n'.repeat(10_000)}end\n`);
      const json = JSON.parse((await command(['run', 'groups', 'last', '-o', 'json'], { client: core.client })).stdout);
      expect([json[0].output.length, json[0].truncated]).toEqual([160_003, false]);
    }));

  test('says who has not ended, and lets no output give orders to the terminal', () =>
    withSpoken(
      [
        { host: 'a', stdout: '\u001b[31mred\u001b[0m\u001b[2J\n' },
        { host: 'b', stdout: 'x\n', open: true },
        { host: 'c', open: true },
      ],
      async (core) => {
        const { stdout, stderr } = await command(['run', 'groups', 'last', '--no-color'], { client: core.client, columns: 80 });
        expect(stdout).toBe(`${rule}\na\n${rule}\nred\n`);
        expect(stderr).toBe('not ended yet: b,c (2)\n');
      },
    ));

  test('is coloured on a terminal only', () =>
    withSpoken(three, async (core) => {
      const seen = (columns: number | undefined) =>
        command(['run', 'groups', 'last', '--diff'], { client: core.client, ...(columns !== undefined && { columns }) });
      expect((await seen(undefined)).stdout).not.toContain('\u001b');
      expect((await seen(80)).stdout).toContain('\u001b[31m-two\u001b[0m\n\u001b[32m+three\u001b[0m\n');
    }));
});

describe('a command that waits', () => {
  test('prints groups at the end with -b, and ends as the run did', () =>
    withCore(async (core) => {
      for (const { host } of three) await core.client.hosts.add({ name: host, address: '192.0.2.1' });
      const exec = start(['exec', '-t', 'web-[01-03]', '-b', '--', 'x'], { client: core.client });
      await expect.poll(() => core.runner.starts().length).toBe(3);
      for (const [i, spoken] of three.entries()) {
        await Promise.all(say(core, core.runner.starts()[i]?.execution ?? '', spoken));
        core.clock.advance(200);
      }
      const { code, stdout, stderr } = await exec.ended;
      expect(code).toBe(1);
      expect(stdout.startsWith(`${rule}\nweb-[01-02] (2)\n${rule}\nweb-01: one\ntwo\n${rule}\nweb-03: failed (exit 3)\n`)).toBe(true);
      expect(stderr).toMatch(/oops\n2\/3 succeeded, 1 failed \(exit 3\), [\d.]+m?s\n$/);
    }));

  test('prints what has come so far when it is interrupted', () =>
    withCore(async (core) => {
      for (const host of ['a', 'b']) await core.client.hosts.add({ name: host, address: '192.0.2.1' });
      const exec = start(['exec', '-t', 'a,b', '--diff', '--', 'x'], { client: core.client });
      await expect.poll(() => core.runner.starts().length).toBe(2);
      await Promise.all(say(core, core.runner.starts()[0]?.execution ?? '', { host: 'a', stdout: 'x\n' }));
      exec.signal('SIGINT');
      const { code, stdout, stderr } = await exec.ended;
      expect([code, stdout]).toEqual([130, `${rule}\na\n${rule}\nx\n`]);
      expect(stderr).toMatch(/^not ended yet: b\ninterrupted: r-\S+ is left running/);
    }));
});
