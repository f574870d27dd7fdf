// A run on one host whose script writes what the test says, and what finding in it tells; grep as the judge.
import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { outputFormOf } from '../../../electron/store/output-form.ts';
import type { FindEvent, FindHit } from '../../../shared/contract/find.ts';
import { numberAfter, type OutputLine } from '../../../shared/contract/output.ts';
import type { Outcome } from '../../../shared/model/run.ts';
import type { CoreUnderTest } from '../../support/core.ts';

type Stream = 'stdout' | 'stderr';

export async function writingRun(core: CoreUnderTest, limits: { outputLimitBytes?: number } = {}) {
  const { client, runner, clock } = core;
  if ((await client.hosts.list()).length === 0) await client.hosts.add({ name: 'a', address: '192.0.2.1' });
  const { id } = await client.runs.exec({ target: 'a', script: 'x', ...limits });
  const execution = `${id}.0.1`;
  await runner.tell({ type: 'started', execution, at: clock.now(), pid: 1, hostKey: 'k' });
  const offsets = { stdout: 0, stderr: 0 };
  return {
    id,
    async write(stream: Stream, bytes: Uint8Array) {
      const offset = offsets[stream];
      offsets[stream] += bytes.length;
      await runner.tell({ type: 'output', execution, at: clock.now(), stream, offset, bytes });
    },
    async finish() {
      const outcome: Outcome = { type: 'exited', exitCode: 0, leftovers: [] };
      await runner.tell({ type: 'finished', execution, at: clock.now(), hostKey: null, outcome });
    },
    async pack() {
      clock.advance(10_000);
      await expect.poll(() => outputFormOf(core.store, id)).toBe('packed');
    },
  };
}

export type Asked = Omit<Parameters<CoreUnderTest['client']['runs']['find']>[0], 'id'>;

export interface Heard {
  hits: (FindHit & { host: string; attempt: number })[];
  counts: Extract<FindEvent, { type: 'counts' }>['hosts'];
  leftOut: Extract<FindEvent, { type: 'left-out' }>[];
  progress: Extract<FindEvent, { type: 'progress' }> | null;
}

export const nothingHeard = (): Heard => ({ hits: [], counts: [], leftOut: [], progress: null });

export function hear(heard: Heard, event: FindEvent): void {
  if (event.type === 'hits') for (const hit of event.hits) heard.hits.push({ ...hit, host: event.host, attempt: event.attempt });
  else if (event.type === 'counts') heard.counts = event.hosts;
  else if (event.type === 'left-out') heard.leftOut.push(event);
  else heard.progress = event;
}

export async function findAll({ client }: CoreUnderTest, id: string, asked: Asked): Promise<Heard> {
  const heard = nothingHeard();
  for await (const event of await client.runs.find({ id, ...asked })) hear(heard, event);
  return heard;
}

/** Every line that can be read of host a. */
export async function linesOf({ client }: CoreUnderTest, id: string): Promise<OutputLine[]> {
  const lines: OutputLine[] = [];
  for (let from = 1; ; ) {
    const window = await client.runs.output({ id, host: 'a', from, count: 2000 });
    const last = window.lines.at(-1);
    if (last === undefined) return lines;
    lines.push(...window.lines);
    from = numberAfter(last);
  }
}

/** Numbers of the lines that grep finds, from 0. */
export function grep(lines: readonly string[], options: readonly string[], pattern: string): number[] {
  const input = lines.map((line) => `${line}\n`).join('');
  const { status, stdout, stderr } = spawnSync('grep', ['-a', '-n', ...options, '-e', pattern], {
    input,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    maxBuffer: 1 << 30,
  });
  if (status !== 0 && status !== 1) throw new Error(`grep ${options.join(' ')} ${pattern}: ${stderr}`);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [Number(line.slice(0, line.indexOf(':'))) - 1]));
}
