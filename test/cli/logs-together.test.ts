// Lines of several hosts on the command line, in the order in which they arrived.
import { expect, test } from 'vitest';
import { withCore } from '../support/core.ts';
import { command } from './terminal.ts';

test('logs of several hosts come in order of arrival when that is asked for', () =>
  withCore(async ({ client, runner, clock }) => {
    for (const name of ['a', 'b']) await client.hosts.add({ name, address: '192.0.2.7' });
    const { id } = await client.runs.exec({ target: 'a,b', script: 'x' });
    const tell = async (position: number, stream: 'stdout' | 'stderr', offset: number, text: string) => {
      const bytes = new TextEncoder().encode(text);
      await runner.tell({ type: 'output', execution: `${id}.${position}.1`, at: clock.now(), stream, offset, bytes });
      clock.advance(1000);
    };
    for (const position of [0, 1])
      await runner.tell({ type: 'started', execution: `${id}.${position}.1`, at: clock.now(), pid: 7, hostKey: 'k' });
    const begun = clock.now();
    await tell(1, 'stdout', 0, 'first\n');
    await tell(0, 'stdout', 0, 'second\nthird\n');
    await tell(1, 'stderr', 0, 'fourth\n');
    await tell(1, 'stdout', 6, 'fifth\n');

    const logs = await command(['run', 'logs', id, '--interleaved'], { client });
    expect([logs.stdout, logs.stderr]).toEqual(['b: first\na: second\na: third\nb: fifth\n', 'b: fourth\n']);
    const since = new Date(begun + 1000).toISOString();
    const data = await command(['run', 'logs', id, '--interleaved', '--stdout', '--since', since, '-o', 'jsonl'], { client });
    const rows = data.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ row, host, n, text }) => [row, host, n, text])).toEqual([
      [2, 'a', 1, 'second'],
      [3, 'a', 2, 'third'],
      [5, 'b', 3, 'fifth'],
    ]);
    expect(await command(['run', 'logs', id, '--interleaved', '--raw'], { client })).toMatchObject({ code: 2 });
  }));
