// Lines of several hosts in order of arrival, held against what a reader of the run's file would put together.
import { describe, expect, test } from 'vitest';
import { packOutput } from '../../electron/store/packing.ts';
import type { ArrivedLine } from '../../shared/contract/interleaved.ts';
import type { Outcome } from '../../shared/model/run.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { createRandom } from '../support/random.ts';

interface Piece {
  host: number;
  stream: 'stdout' | 'stderr';
  text: string;
}

async function startOn(core: CoreUnderTest, hosts: number, outputLimitBytes?: number): Promise<string> {
  for (let i = 0; i < hosts; i++) await core.client.hosts.add({ name: `h${i}`, address: '192.0.2.1' });
  const target = Array.from({ length: hosts }, (_, i) => `h${i}`).join(',');
  const { id } = await core.client.runs.exec({ target, script: 'x', fanout: hosts, outputLimitBytes });
  for (let i = 0; i < hosts; i++) {
    await core.runner.tell({ type: 'started', execution: `${id}.${i}.1`, at: core.clock.now(), pid: i + 1, hostKey: 'k' });
  }
  return id;
}

/** Tells them one after the other, ten milliseconds apart. */
function teller(core: CoreUnderTest, id: string) {
  const offsets = new Map<string, number>();
  return async (pieces: readonly Piece[]) => {
    for (const { host, stream, text } of pieces) {
      const key = `${host} ${stream}`;
      const bytes = new TextEncoder().encode(text);
      const offset = offsets.get(key) ?? 0;
      offsets.set(key, offset + bytes.length);
      core.clock.advance(10);
      await core.runner.tell({ type: 'output', execution: `${id}.${host}.1`, at: core.clock.now(), stream, offset, bytes });
    }
  };
}

/** What should be read: a line stands where its first byte arrived. */
function expectedLines(pieces: readonly Piece[]): string[] {
  const rows: { text: string; host: number; stream: string }[] = [];
  const open = new Map<number, (typeof rows)[number]>();
  for (const { host, stream, text } of pieces) {
    if (open.get(host)?.stream !== stream) open.delete(host);
    for (const part of text.split(/(?<=\n)/)) {
      const row = open.get(host) ?? { text: '', host, stream };
      if (!open.has(host)) rows.push(row);
      row.text += part.replace('\n', '');
      if (part.endsWith('\n')) open.delete(host);
      else open.set(host, row);
    }
  }
  return rows.map(({ host, stream, text }) => `h${host} ${stream} ${text}`);
}

const brief = ({ host, stream, text }: ArrivedLine) => `${host} ${stream} ${text}`;

function randomPieces(seed: number, hosts: number, count: number): Piece[] {
  const random = createRandom(seed);
  let n = 0;
  return Array.from({ length: count }, () => {
    const lines = Array.from({ length: random.below(4) }, () => `${n++}${'.'.repeat(random.below(30))}\n`).join('');
    const tail = random.below(3) === 0 ? `part${n++}` : '';
    return { host: random.below(hosts), stream: random.below(4) === 0 ? 'stderr' : 'stdout', text: lines + tail || `${n++}\n` } as Piece;
  });
}

async function everyWindow(core: CoreUnderTest, id: string, expected: readonly string[], hosts?: string) {
  for (const count of [Math.ceil(expected.length / 40), 1000]) {
    const seen: ArrivedLine[] = [];
    let near: string | undefined;
    for (let from = 1; from <= expected.length; from += count) {
      const { lines, total, next } = await core.client.runs.interleaved({ id, hosts, from, count, near });
      expect(total).toBe(expected.length);
      seen.push(...lines);
      near = next;
    }
    expect(seen.map(brief)).toEqual(expected);
    expect(seen.map(({ row }) => row)).toEqual(expected.map((_, i) => i + 1));
  }
}

describe('lines of several hosts', () => {
  test('come in the order in which they began to arrive, whatever the window, the hosts and how they are broken', () =>
    withCore(async (core) => {
      const id = await startOn(core, 5);
      const pieces = randomPieces(7, 5, 160);
      await teller(core, id)(pieces);
      const expected = expectedLines(pieces);
      await everyWindow(core, id, expected);
      await everyWindow(
        core,
        id,
        expected.filter((line) => /^h[13] /.test(line)),
        'h1, H3',
      );
      // anywhere, without what an earlier answer said
      for (let from = expected.length; from > 0; from -= 13) {
        const { lines } = await core.client.runs.interleaved({ id, from, count: 5 });
        expect(lines.map(brief)).toEqual(expected.slice(from - 1, from + 4));
      }
    }));

  test('keep their rows while more comes, and after their output was packed', () =>
    withCore(async (core) => {
      const id = await startOn(core, 3);
      const pieces = randomPieces(11, 3, 900);
      const tell = teller(core, id);
      const whole = new Map<number, string>();
      let near: string | undefined;
      let from = 1;
      for (let at = 0; at < pieces.length; at += 300) {
        await tell(pieces.slice(at, at + 300));
        const { lines, next } = await core.client.runs.interleaved({ id, from, count: 1000, near });
        for (const line of lines) if (!line.partial) whole.set(line.row, brief(line));
        from += lines.length;
        near = next;
      }
      const expected = expectedLines(pieces);
      expect(whole.size).toBeGreaterThan(1000);
      expect([...whole]).toEqual([...whole.keys()].map((row) => [row, expected[row - 1]]));
      for (let i = 0; i < 3; i++) {
        const outcome: Outcome = { type: 'exited', exitCode: 0, leftovers: [] };
        await core.runner.tell({ type: 'finished', execution: `${id}.${i}.1`, at: core.clock.now(), hostKey: 'k', outcome });
      }
      await packOutput(core.store, id, { stopped: () => false });
      expect((await core.client.runs.interleaved({ id })).complete).toBe(true);
      await everyWindow(core, id, expected);
    }));

  test('are found by an instant, and end before another', () =>
    withCore(async (core) => {
      const id = await startOn(core, 2);
      const begun = core.clock.now();
      const pieces: Piece[] = Array.from({ length: 40 }, (_, i) => ({ host: i % 2, stream: 'stdout', text: `line ${i}\n` }));
      await teller(core, id)(pieces);
      const iso = (ms: number) => new Date(begun + ms).toISOString();
      const { lines } = await core.client.runs.interleaved({ id, since: iso(201), until: iso(251) });
      expect(lines.map(({ row, text }) => [row, text])).toEqual([
        [21, 'line 20'],
        [22, 'line 21'],
        [23, 'line 22'],
        [24, 'line 23'],
        [25, 'line 24'],
      ]);
      expect((await core.client.runs.interleaved({ id, since: iso(10_000) })).lines).toEqual([]);
    }));

  test('that are not stored keep their rows, and say so', () =>
    withCore(async (core) => {
      const id = await startOn(core, 2, 1024);
      const pieces: Piece[] = Array.from({ length: 300 }, (_, i) => ({
        host: i % 2,
        stream: 'stdout',
        text: `${String(i).padStart(18)}\n`,
      }));
      await teller(core, id)(pieces);
      const whole: ArrivedLine[] = [];
      for (let from = 1; from <= 300; from += 37) whole.push(...(await core.client.runs.interleaved({ id, from, count: 37 })).lines);
      expect(whole.map(({ row }) => row)).toEqual(pieces.map((_, i) => i + 1));
      for (const host of ['h0', 'h1']) {
        const own = whole.filter((line) => line.host === host);
        expect(own.map(({ n }) => n)).toEqual(own.map((_, i) => i + 1));
        const alone = (await core.client.runs.output({ id, host, count: 2000 })).lines;
        expect(own.filter(({ text }) => text !== '').map(({ n, text }) => [n, text])).toEqual(
          alone.filter(({ text }) => text !== '').map(({ n, text }) => [n, text]),
        );
      }
      expect(whole.filter(({ text }) => text === '').length).toBeGreaterThan(100);
    }));

  test('of a host that is not part of the run are refused', () =>
    withCore(async (core) => {
      const id = await startOn(core, 1);
      await expect(core.client.runs.interleaved({ id, hosts: 'h0,nobody' })).rejects.toMatchObject({
        data: { code: 'DJ-HOST-UNKNOWN', what: 'host "nobody" is not part of the run' },
      });
      expect(await core.client.runs.interleaved({ id })).toMatchObject({ lines: [], total: 0, complete: false, newestAt: null });
    }));
});

describe('an outline', () => {
  test('names markers, repeated lines and the lines of stderr, piece by piece', () =>
    withCore(async (core) => {
      const id = await startOn(core, 1);
      const out = (text: string): Piece => ({ host: 0, stream: 'stdout', text });
      const err = (text: string): Piece => ({ host: 0, stream: 'stderr', text });
      const tell = teller(core, id);
      await tell([out('::group::Install\na\na\n'), out('a\n'), err('oh\nno'), err('!\n'), out('::endgroup::\n')]);
      const first = await core.client.runs.outline({ id, host: 'h0' });
      expect(first).toEqual({
        markers: [
          { n: 1, kind: 'group', text: 'Install' },
          { n: 7, kind: 'endgroup', text: '' },
        ],
        repeats: [{ from: 2, to: 4 }],
        next: 7,
        complete: false,
      });
      expect(await core.client.runs.stderrLines({ id, host: 'h0' })).toEqual({ ranges: [{ from: 5, to: 6 }], next: 7, complete: false });
      await tell([out('x'), err('::error file=a.sh,line=3::bad\n'), out('::nothing::\n:: group::\n')]);
      expect((await core.client.runs.outline({ id, host: 'h0', from: first.next })).markers).toEqual([
        { n: 7, kind: 'endgroup', text: '' },
        { n: 9, kind: 'error', text: 'bad' },
      ]);
      expect((await core.client.runs.stderrLines({ id, host: 'h0', from: 7 })).ranges).toEqual([{ from: 9, to: 9 }]);
    }));

  test('of forty thousand lines is read in pieces that meet', () =>
    withCore(async (core) => {
      const id = await startOn(core, 1);
      const tell = teller(core, id);
      for (let i = 0; i < 40; i++) await tell([{ host: 0, stream: 'stdout', text: 'same\n'.repeat(1000) }]);
      const found: { from: number; to: number }[] = [];
      let from = 1;
      for (let next = 0; next !== from; ) {
        if (next > 0) from = next;
        const piece = await core.client.runs.outline({ id, host: 'h0', from });
        found.push(...piece.repeats);
        next = piece.next;
      }
      expect([found[0]?.from, found.at(-1)?.to]).toEqual([1, 40_000]);
      for (const [i, range] of found.entries()) if (i > 0) expect(range.from).toBe(found[i - 1]?.to);
    }));
});
