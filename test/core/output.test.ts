// Output by line and by byte, and samples, read back from what the runner told.
import { describe, expect, test } from 'vitest';
import type { OutputLine } from '../../shared/contract/output.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const text = (value: string) => new TextEncoder().encode(value);

interface Piece {
  stream: 'stdout' | 'stderr';
  bytes: Uint8Array;
}

/** A run on one host whose output arrives in these pieces; gives its id. */
async function runWith(core: CoreUnderTest, pieces: readonly Piece[]): Promise<string> {
  await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
  const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
  const execution = `${id}.0.1`;
  await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 1, hostKey: 'k' });
  const offsets = { stdout: 0, stderr: 0 };
  const told = pieces.map(({ stream, bytes }) => {
    const offset = offsets[stream];
    offsets[stream] += bytes.length;
    return core.runner.tell({ type: 'output', execution, at: core.clock.now(), stream, offset, bytes });
  });
  await Promise.all(told);
  return id;
}

const brief = ({ n, stream, text: shown }: OutputLine) => `${n}${stream === 'stderr' ? 'E' : ' '}${shown}`;

describe('lines of output', () => {
  test('are numbered in order of arrival; a change of stream breaks an open one', () =>
    withCore(async (core) => {
      const id = await runWith(core, [
        { stream: 'stdout', bytes: text('one\ntw') },
        { stream: 'stdout', bytes: text('o\nthree') },
        { stream: 'stderr', bytes: text('oops\n') },
        { stream: 'stdout', bytes: text(' goes on\n\nend') },
      ]);
      const { lines, total, complete } = await core.client.runs.output({ id, host: 'A' });
      expect(lines.map(brief)).toEqual(['1 one', '2 two', '3 three', '4Eoops', '5  goes on', '6 ', '7 end']);
      expect(lines.filter((line) => line.partial).map((line) => line.n)).toEqual([3, 7]);
      expect([total, complete]).toEqual([7, false]);
    }));

  test('are the same from any window of a hundred thousand', () =>
    withCore(async (core) => {
      const all = Array.from({ length: 100_000 }, (_, i) => `line ${i + 1}`);
      const whole = text(`${all.join('\n')}\n`);
      const pieces: Piece[] = [];
      for (let at = 0; at < whole.length; at += 30_011) pieces.push({ stream: 'stdout', bytes: whole.subarray(at, at + 30_011) });
      const id = await runWith(core, pieces);
      for (const from of [1, 2, 3_777, 50_000, 99_990]) {
        const { lines } = await core.client.runs.output({ id, host: 'a', from, count: 20 });
        expect(lines.map((line) => line.text)).toEqual(all.slice(from - 1, from + 19));
        expect(lines[0]?.n).toBe(from);
      }
      expect((await core.client.runs.output({ id, host: 'a', from: 100_001, count: 5 })).lines).toEqual([]);
    }));

  test('of 20 MB are cut where they are shown, and say where the rest lies', () =>
    withCore(async (core) => {
      const long = new Uint8Array(20_000_000).fill(120);
      const pieces: Piece[] = [{ stream: 'stdout', bytes: text('before\n') }];
      for (let at = 0; at < long.length; at += 65_536) pieces.push({ stream: 'stdout', bytes: long.subarray(at, at + 65_536) });
      pieces.push({ stream: 'stdout', bytes: text('\nafter\n') });
      const id = await runWith(core, pieces);
      const { lines } = await core.client.runs.output({ id, host: 'a' });
      expect(lines.map(({ n, text: shown, cut, offset, length }) => [n, shown.length, cut, offset, length])).toEqual([
        [1, 6, undefined, undefined, undefined],
        [2, 16_384, true, 7, 20_000_000],
        [3, 5, undefined, undefined, undefined],
      ]);
    }));
});

describe('bytes of output', () => {
  test('come back exactly, by stream, from any offset', () =>
    withCore(async (core) => {
      const out = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 256);
      const err = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 104_729) % 251);
      const pieces: Piece[] = [];
      for (let at = 0; at < 300_000; at += 9973) {
        pieces.push({ stream: 'stdout', bytes: out.subarray(at, at + 9973) });
        if (at < 200_000) pieces.push({ stream: 'stderr', bytes: err.subarray(at, Math.min(at + 9973, 200_000)) });
      }
      const id = await runWith(core, pieces);
      for (const [stream, expected] of [['stdout', out] as const, ['stderr', err] as const]) {
        const { base64, total } = await core.client.runs.bytes({ id, host: 'a', stream });
        expect(Buffer.compare(Buffer.from(base64, 'base64'), expected)).toBe(0);
        expect(total).toBe(expected.length);
        const part = await core.client.runs.bytes({ id, host: 'a', stream, offset: 123_456, length: 50_000 });
        expect(Buffer.compare(Buffer.from(part.base64, 'base64'), expected.subarray(123_456, 173_456))).toBe(0);
      }
    }));

  test('told twice are stored once', () =>
    withCore(async (core) => {
      const id = await runWith(core, [{ stream: 'stdout', bytes: text('once\n') }]);
      await core.runner.tell({ type: 'output', execution: `${id}.0.1`, at: 0, stream: 'stdout', offset: 0, bytes: text('once\n') });
      expect((await core.client.runs.get({ id, output: true })).executions[0]).toMatchObject({ stdout: 'once\n', stdoutBytes: 5 });
    }));

  test('that are no UTF-8 come as base64 beside the text with marks', () =>
    withCore(async (core) => {
      const id = await runWith(core, [{ stream: 'stdout', bytes: Uint8Array.of(0xff, 0x41) }]);
      const run = await core.client.runs.get({ id, output: true });
      expect(run.executions[0]).toMatchObject({ stdout: '\ufffdA', stdoutBase64: '/0E=' });
    }));
});

test('samples are read as host and execution, at most as many points as asked, with spikes kept', () =>
  withCore(async (core) => {
    const id = await runWith(core, []);
    const reading = (i: number) => ({
      at: core.clock.now() + i * 1000,
      host: {
        cpuPercent: i === 50 ? 99 : 1,
        memoryBytes: 100,
        memoryTotalBytes: 1000,
        netRxBytesPerS: 1,
        netTxBytesPerS: 2,
        diskReadBytesPerS: null,
        diskWriteBytesPerS: null,
        load1: 0.5,
      },
      execution: { cpuPercent: 3, memoryBytes: 10, diskReadBytesPerS: null, diskWriteBytesPerS: null, processes: 2 },
    });
    await core.runner.tell({
      type: 'samples',
      execution: `${id}.0.1`,
      readings: Array.from({ length: 100 }, (_, i) => reading(i)),
      taken: 1,
    });
    const all = await core.client.runs.samples({ id });
    expect(all).toHaveLength(200);
    expect(all[0]).toMatchObject({
      host: 'a',
      scope: 'host',
      cpuPercent: 1,
      memoryBytes: 100,
      memoryTotalBytes: 1000,
      load1: 0.5,
      diskReadBytesPerS: null,
    });
    const few = await core.client.runs.samples({ id, host: 'a', points: 10 });
    expect(few).toHaveLength(20);
    expect(Math.max(...few.filter((sample) => sample.scope === 'host').map((sample) => sample.cpuPercent ?? 0))).toBe(99);
  }));
