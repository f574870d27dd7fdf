// Output that is not all there: what a terminal is told of it.
import { expect, test } from 'vitest';
import { createReader, type HeardLine } from '../../electron/cli/run/follow.ts';
import { leftOutWords } from '../../shared/model/lines.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { command } from './terminal.ts';

/** A finished run that wrote 400 numbered lines to stdout, of which 4 KiB are stored; twenty lines a second. */
async function finishedRun({ client, runner, clock }: CoreUnderTest, follow?: (id: string) => Promise<unknown>): Promise<string> {
  await client.hosts.add({ name: 'a', address: '192.0.2.7' });
  const { id } = await client.runs.exec({ target: 'a', script: 'x', outputLimitBytes: 4096 });
  const execution = `${id}.0.1`;
  await runner.tell({ type: 'started', execution, at: clock.now(), pid: 7, hostKey: 'k' });
  let offset = 0;
  for (let i = 1; i <= 20; i += 1) {
    const bytes = Buffer.from(Array.from({ length: 20 }, (_, k) => `this is line ${(i - 1) * 20 + k + 1} of it\n`).join(''));
    await runner.tell({ type: 'output', execution, at: clock.now(), stream: 'stdout', offset, bytes });
    offset += bytes.length;
    // now and then, as one that is slower than the script
    if (i % 7 === 0) await follow?.(id);
    clock.advance(1000);
  }
  await runner.tell({
    type: 'finished',
    execution,
    at: clock.now(),
    hostKey: null,
    outcome: { type: 'exited', exitCode: 0, leftovers: [] },
  });
  return id;
}

test('logs show beginning and end, and say on stderr what lies between', () =>
  withCore(async (core) => {
    const id = await finishedRun(core);
    const logs = await command(['run', 'logs', id], { client: core.client });
    expect(logs.code).toBe(0);
    expect(logs.stdout).toMatch(/^a: this is line 1 of it\n/);
    expect(logs.stdout).toMatch(/\na: this is line 400 of it\n$/);
    expect(logs.stderr).toMatch(/^a: … [\d,]+ lines \([\d,]+ bytes\) are not stored: they lay beyond the limit …\n$/);

    const raw = await command(['run', 'logs', id, '--raw', '--stdout'], { client: core.client });
    const said = /^a: bytes (\d+) to (\d+) of stdout are not stored/.exec(raw.stderr);
    expect(said?.[1]).toBe('2048');
    const [run] = (await core.client.runs.get({ id })).executions;
    expect(raw.stdout.length + Number(said?.[2]) + 1 - 2048).toBe(run?.stdoutBytes);

    const data = await command(['run', 'logs', id, '-o', 'jsonl'], { client: core.client });
    const lines = data.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ n: 400, text: 'this is line 400 of it' });
    expect(lines.filter((line) => line.leftOut)).toHaveLength(1);

    expect((await command(['run', 'show', id], { client: core.client })).stdout).toMatch(/\(-[\d.]+ KiB\)/);
  }));

test('who follows it is told how much passed by unseen each time, and no line twice', () =>
  withCore(async (core) => {
    const heard: HeardLine[] = [];
    let reader: ReturnType<typeof createReader> | null = null;
    const follow = async (id: string) => {
      const run = await core.client.runs.get({ id });
      const [execution] = run.executions;
      if (execution === undefined) throw new Error('no execution');
      const onLines = async (_: unknown, lines: readonly HeardLine[]) => void heard.push(...lines);
      reader ??= createReader({ client: core.client, run, wants: () => true, onLines }, execution);
      reader.update(execution);
      await reader.read();
    };
    await follow(await finishedRun(core, follow));
    const words = heard.flatMap(({ leftOut, seen }) => (leftOut === undefined ? [] : [leftOutWords(leftOut, seen)]));
    expect(words.length).toBeGreaterThan(1);
    for (const text of words) expect(text).toMatch(/^\d+ lines are not stored: they lay beyond the limit$/);
    const unseen = words.reduce((sum, text) => sum + Number.parseInt(text, 10), 0);
    const shown = heard.filter(({ missing }) => missing !== true).map(({ text }) => text);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.length + unseen).toBe(400);
  }));

test('logs of a time begin and end there', () =>
  withCore(async (core) => {
    const start = core.clock.now();
    const id = await finishedRun(core);
    const at = (second: number) => new Date(start + second * 1000).toISOString();
    const logs = await command(['run', 'logs', id, '--since', at(18), '--until', at(19)], { client: core.client });
    expect(logs.stdout.split('\n').at(0)).toBe('a: this is line 361 of it');
    expect(logs.stdout.trimEnd().split('\n').at(-1)).toBe('a: this is line 380 of it');
    expect(await command(['run', 'logs', id, '--raw', '--since', '-1h'], { client: core.client })).toMatchObject({ code: 2 });
    expect(await command(['run', 'logs', id, '--since', 'soon'], { client: core.client })).toMatchObject({ code: 2 });
  }));

test('logs of output that was removed are refused with when and why', () =>
  withCore(async (core) => {
    const id = await finishedRun(core);
    core.store.run("UPDATE runs SET output_form = 'removed', output_removed_at = 1, output_removed_why = 'it is older than a day'");
    const logs = await command(['run', 'logs', id], { client: core.client });
    expect(logs).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('it is older than a day') });
    expect(logs.stderr).toContain('[DJ-OUTPUT-REMOVED]');
    expect((await command(['run', 'show', id], { client: core.client })).stdout).toContain('it is older than a day');
  }));
