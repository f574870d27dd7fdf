// What is stored of output beyond its limit: beginning and end, with an honest mark in between, whatever comes how.
import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';

type Stream = 'stdout' | 'stderr';
const text = (value: string) => new TextEncoder().encode(value);

/** A run with a limit, and a way to let its script write; each piece arrives a second after the one before. */
async function limitedRun(core: CoreUnderTest, outputLimitBytes: number) {
  await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
  const { id } = await core.client.runs.exec({ target: 'a', script: 'x', outputLimitBytes });
  const execution = `${id}.0.1`;
  await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 1, hostKey: 'k' });
  const written = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  return {
    id,
    written,
    async write(stream: Stream, bytes: Uint8Array) {
      core.clock.advance(1000);
      const offset = written[stream].length;
      written[stream] = Buffer.concat([written[stream], bytes]);
      await core.runner.tell({ type: 'output', execution, at: core.clock.now(), stream, offset, bytes });
    },
    finish: () =>
      core.runner.tell({
        type: 'finished',
        execution,
        at: core.clock.now(),
        hostKey: null,
        outcome: { type: 'exited', exitCode: 0, leftovers: [] },
      }),
  };
}

/** Every stored piece of a stream by where it begins, as `run logs --raw` reads it. */
async function storedOf({ client }: CoreUnderTest, id: string, stream: Stream) {
  const pieces: { offset: number; bytes: Buffer }[] = [];
  for (let at = 0; ; ) {
    const { base64, offset, total } = await client.runs.bytes({ id, host: 'a', stream, offset: at });
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length === 0) return { pieces, total };
    pieces.push({ offset, bytes });
    at = offset + bytes.length;
  }
}

async function expectHonest(core: CoreUnderTest, run: { id: string; written: Record<Stream, Buffer> }, limit: number) {
  const [execution] = (await core.client.runs.get({ id: run.id })).executions;
  let stored = 0;
  for (const stream of ['stdout', 'stderr'] as const) {
    const { pieces, total } = await storedOf(core, run.id, stream);
    expect(total).toBe(run.written[stream].length);
    for (const { offset, bytes } of pieces) expect(bytes.equals(run.written[stream].subarray(offset, offset + bytes.length))).toBe(true);
    const here = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
    expect(execution?.cut?.[stream] ?? 0).toBe(total - here);
    stored += here;
  }
  expect(stored).toBeLessThanOrEqual(limit);
  expect(execution).toMatchObject({ stdoutBytes: run.written.stdout.length, stderrBytes: run.written.stderr.length });
  return { execution, stored };
}

describe('output beyond its limit', () => {
  test('keeps the first half and nearly all of the last, and every line keeps its number', () =>
    withCore(async (core) => {
      const run = await limitedRun(core, 8192);
      for (let i = 1; i <= 4000; i += 50) {
        await run.write('stdout', text(Array.from({ length: 50 }, (_, k) => `line ${i + k}\n`).join('')));
      }
      await run.finish();
      const { stored, execution } = await expectHonest(core, run, 8192);
      expect(stored).toBeGreaterThan(8192 - 512);
      expect(execution?.lines).toBe(4000);

      const { lines, total } = await core.client.runs.output({ id: run.id, host: 'a', count: 2000 });
      expect(total).toBe(4000);
      const marked = lines.findIndex((line) => line.leftOut);
      const mark = lines[marked];
      expect(mark?.leftOut).toMatchObject({ from: (mark?.n ?? 0) + 1, stdout: execution?.cut?.stdout, stderr: 0 });
      const to = mark?.leftOut?.to ?? 0;
      expect(lines[marked + 1]?.n).toBe(to + 1);
      expect(lines.at(-1)).toMatchObject({ n: 4000, text: 'line 4000' });
      // whole lines, but for those the limit went through
      for (const line of lines) if (line.n !== mark?.n && line.n !== to + 1) expect(line.text).toBe(`line ${line.n}`);

      const inside = await core.client.runs.output({ id: run.id, host: 'a', from: 2000, count: 2 });
      expect(inside.lines).toMatchObject([{ n: 2000, text: '', leftOut: { to } }, { n: to + 1 }]);
      const behind = await core.client.runs.output({ id: run.id, host: 'a', from: 3999 });
      expect(behind.lines.map((line) => line.text)).toEqual(['line 3999', 'line 4000']);
      const before = await core.client.runs.output({ id: run.id, host: 'a', from: 1, count: 3 });
      expect(before.lines.map((line) => line.leftOut)).toEqual([undefined, undefined, undefined]);
    }));

  test('counts both streams in order of arrival; of one that was early only the beginning is left', () =>
    withCore(async (core) => {
      const run = await limitedRun(core, 4096);
      for (let i = 0; i < 30; i += 1) await run.write('stderr', text(`warning ${i} ${'w'.repeat(90)}\n`));
      for (let i = 0; i < 60; i += 1) await run.write('stdout', text(`step ${i} ${'s'.repeat(60)}\n`));
      await run.finish();
      await expectHonest(core, run, 4096);
      const { pieces } = await storedOf(core, run.id, 'stderr');
      expect(pieces.map((piece) => piece.offset)).toEqual([0]);
      const { pieces: out } = await storedOf(core, run.id, 'stdout');
      expect(out.at(-1)?.bytes.toString()).toMatch(/step 59 s+\n$/);
    }));

  test('is held for a line without an end, for single bytes, and for more at once than is kept at all', () =>
    withCore(async (core) => {
      const run = await limitedRun(core, 2048);
      await run.write('stdout', text('x'.repeat(100_000)));
      await run.write('stdout', text('y'.repeat(700)));
      for (let i = 0; i < 20; i += 1) await run.write(i % 2 === 0 ? 'stdout' : 'stderr', text('z'));
      await run.write('stdout', text('\nlast\n'));
      await run.finish();
      const { execution } = await expectHonest(core, run, 2048);
      const { lines } = await core.client.runs.output({ id: run.id, host: 'a', count: 2000 });
      expect(lines[0]).toMatchObject({ n: 1, leftOut: { stdout: execution?.cut?.stdout } });
      expect(lines.at(-1)).toMatchObject({ text: 'last', n: execution?.lines });
      expect(new Set(lines.map((line) => line.n)).size).toBe(lines.length);
    }));

  test('below the limit nothing is said and nothing is missing', () =>
    withCore(async (core) => {
      const run = await limitedRun(core, 4096);
      await run.write('stdout', text('a'.repeat(2000)));
      await run.write('stderr', text('b'.repeat(2096)));
      const { execution, stored } = await expectHonest(core, run, 4096);
      expect([execution?.cut, stored]).toEqual([null, 4096]);
      const { lines } = await core.client.runs.output({ id: run.id, host: 'a' });
      expect(lines.map((line) => line.leftOut)).toEqual([undefined, undefined]);
    }));

  test('what was stored and what was counted outlives a death at any moment', () =>
    withCore(async (core) => {
      const run = await limitedRun(core, 4096);
      for (let i = 0; i < 60; i += 1) await run.write('stdout', text(`line number ${i} ${'o'.repeat(120)}\n`));
      const again = await core.crash();
      await expectHonest(again, run, 4096);
    }));
});

describe('a window of time', () => {
  test('holds the lines that began to arrive in it', () =>
    withCore(async (core) => {
      const run = await limitedRun(core, 1 << 20);
      const start = core.clock.now();
      for (let i = 1; i <= 20; i += 1) await run.write('stdout', text(i % 3 === 0 ? `half ${i} ` : `second ${i}\n`));
      const at = (second: number) => new Date(start + second * 1000).toISOString();
      const lines = async (window: { since?: string; until?: string; count?: number }) =>
        (await core.client.runs.output({ id: run.id, host: 'a', ...window })).lines.map((line) => line.text);
      expect(await lines({ since: at(10), until: at(14) })).toEqual(['second 11', 'half 12 second 13']);
      // begun before, so not in it
      expect(await lines({ since: at(13), count: 1 })).toEqual(['second 14']);
      expect(await lines({ since: at(61) })).toEqual([]);
      expect(await lines({ until: at(2) })).toEqual(['second 1']);
      await expect(lines({ since: 'yesterday' })).rejects.toMatchObject({ data: { code: 'DJ-INPUT-INVALID' } });
    }));
});
