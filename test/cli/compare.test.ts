// djcron run compare in a terminal.
import { expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { command } from './terminal.ts';

/** A command on two hosts, the second of which writes this and ends so. */
async function ran(core: CoreUnderTest, written: string, exitCode = 0, seconds = 2): Promise<string> {
  const { client, runner, clock } = core;
  const { id } = await client.runs.exec({ target: 'a,b', script: 'uptime' });
  for (const [i, text] of ['steady\n', written].entries()) {
    const execution = `${id}.${i}.1`;
    await runner.tell({ type: 'started', execution, at: clock.now(), pid: 7, hostKey: 'k' });
    clock.advance(i === 0 ? 1000 : seconds * 1000);
    await runner.tell({ type: 'output', execution, at: clock.now(), stream: 'stdout', offset: 0, bytes: Buffer.from(text) });
    const outcome = { type: 'exited' as const, exitCode: i === 0 ? 0 : exitCode, leftovers: [] };
    await runner.tell({ type: 'finished', execution, at: clock.now(), hostKey: null, outcome });
  }
  return id;
}

test('compare says what changed since the run before, or since the last good one', () =>
  withCore(async (core) => {
    for (const name of ['a', 'b']) await core.client.hosts.add({ name, address: '192.0.2.7' });
    const good = await ran(core, 'one\ntwo\nthree\n');
    const bad = await ran(core, 'one\ntwo and a half\nthree\n', 3, 12);
    const worse = await ran(core, 'one\ntwo and a half\nthree\n', 3, 12);
    const compare = (...words: string[]) => command(['run', 'compare', ...words], { client: core.client });

    const since = await compare('last', '--last-good');
    expect(since).toMatchObject({ code: 0, stderr: '' });
    expect(since.stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringContaining(`before: ${good}  (command), succeeded, 2 hosts`),
      expect.stringContaining(`after:  ${worse}  (command), partial, 2 hosts`),
    ]);
    expect(since.stdout).toContain('\nNo longer succeeding: b; the output of 1 of 2 hosts differs; it took 13 s instead of 3.0 s.\n');
    expect(since.stdout).toMatch(/\nHOST {2}BEFORE {5}AFTER\nb {5}succeeded {2}failed \(exit 3\)\n/);
    expect(since.stdout).toMatch(/\nHOST {2}TOOK {2}NOW {2}CHANGE\nb {5}2\.0s {2}12s {4}\+10s\n/);
    expect(since.stdout).toContain('\nb (1): 1 line added, 1 removed\n  - two\n  + two and a half\na (1): the same\n');

    expect((await compare('last')).stdout).toContain('Nothing changed:');
    expect((await compare(worse, good)).stdout).toBe(since.stdout);
    expect((await compare(bad, '--host', 'b')).stdout).toBe(
      'b: 1 line added, 1 removed\n    one\n  - two\n  + two and a half\n    three\n',
    );
    expect(JSON.parse((await compare('last', '-o', 'json')).stdout)).toMatchObject({ before: { id: bad }, after: { id: worse }, both: 2 });
    expect(await compare(good)).toMatchObject({ code: 3, stderr: expect.stringContaining('no earlier run of this command is there') });
    expect(await compare('last', 'last')).toMatchObject({ code: 2 });
    expect(await compare('last', good, '--last-good')).toMatchObject({ code: 2 });
  }));
