// Many lines of output in one piece: the same as line by line, wherever the pieces were cut when they came.
import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { createRandom, type Random } from '../support/random.ts';

interface Piece {
  stream: 'stdout' | 'stderr';
  bytes: Buffer;
}

async function runWith(core: CoreUnderTest, pieces: readonly Piece[], outputLimitBytes?: number): Promise<string> {
  await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
  const limit = outputLimitBytes === undefined ? {} : { outputLimitBytes };
  const { id } = await core.client.runs.exec({ target: 'a', script: 'x', ...limit });
  const execution = `${id}.0.1`;
  await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 1, hostKey: 'k' });
  const offsets = { stdout: 0, stderr: 0 };
  for (const { stream, bytes } of pieces) {
    const offset = offsets[stream];
    offsets[stream] += bytes.length;
    await core.runner.tell({ type: 'output', execution, at: core.clock.now(), stream, offset, bytes });
  }
  return id;
}

/** Line by line: stream and text, and whether it ends with a newline of its own. */
async function byLine(core: CoreUnderTest, id: string, from = 1) {
  const { lines } = await core.client.runs.output({ id, host: 'a', from, count: 2000 });
  return lines.map((line) => ({ n: line.n, stream: line.stream, text: line.text, whole: !line.partial && !line.cut && !line.leftOut }));
}

/** In pieces, and what these do not tell line by line. */
async function byText(core: CoreUnderTest, id: string, from = 1) {
  const found: Awaited<ReturnType<typeof byLine>> = [];
  for (let next = from; ; ) {
    const answer = await core.client.runs.text({ id, host: 'a', from: next });
    for (const { stream, text } of answer.parts) {
      expect(text.endsWith('\n')).toBe(true);
      for (const line of text.slice(0, -1).split('\n')) found.push({ n: next++, stream, text: line, whole: true });
    }
    expect(answer.next).toBe(next);
    if (answer.parts.length > 0) continue;
    const [line] = (await byLine(core, id, next)).slice(0, 1);
    if (line === undefined) return found;
    expect(line.whole).toBe(false);
    found.push(line);
    next = line.n + 1;
  }
}

const words = ['a line', '', 'ümläut', '\u{feff}marked', 'x'.repeat(16_384), 'y'.repeat(16_385), '\u001b[31mred', 'broken \u{fffd}'];

function piecesOfChance({ pick, below }: Random): Piece[] {
  return Array.from({ length: 60 }, () => {
    const text = Array.from({ length: 1 + below(6) }, () => pick(words)).join('\n') + (below(3) > 0 ? '\n' : '');
    const bytes = Buffer.concat([Buffer.from(text), below(8) === 0 ? Buffer.from([0xe2, 0x82]) : Buffer.alloc(0)]);
    return { stream: below(4) === 0 ? ('stderr' as const) : ('stdout' as const), bytes };
  }).filter(({ bytes }) => bytes.length > 0);
}

describe('output in one piece', () => {
  test.for([1, 2, 3, 4, 5, 6, 7, 8])('tells every line once, in order, from any line on (pieces of chance, seed %i)', (seed) =>
    withCore(async (core) => {
      const random = createRandom(seed);
      const id = await runWith(core, piecesOfChance(random));
      const lines = await byLine(core, id);
      expect(await byText(core, id)).toEqual(lines);
      for (const from of [2, 7, 1 + random.below(lines.length)]) expect(await byText(core, id, from)).toEqual(lines.slice(from - 1));
    }),
  );

  test('is a MiB at a time of what came in small pieces', () =>
    withCore(async (core) => {
      const lines = Array.from({ length: 100_000 }, (_, i) => `line ${i + 1} of many`);
      const all = Buffer.from(`${lines.join('\n')}\n`);
      const pieces: Piece[] = [];
      for (let at = 0; at < all.length; at += 10_007) pieces.push({ stream: 'stdout', bytes: all.subarray(at, at + 10_007) });
      const id = await runWith(core, pieces);
      let text = '';
      let answers = 0;
      for (let next = 1; next <= lines.length; answers++) {
        const answer = await core.client.runs.text({ id, host: 'a', from: next });
        text += answer.parts.map((part) => part.text).join('');
        next = answer.next;
      }
      expect(text === all.toString()).toBe(true);
      expect(answers).toBe(Math.ceil(all.length / (1 << 20)));
    }));

  test('of an output whose middle is left out is told line by line', () =>
    withCore(async (core) => {
      const bytes = Buffer.from('0123456789\n'.repeat(100));
      const id = await runWith(
        core,
        Array.from({ length: 50 }, () => ({ stream: 'stdout' as const, bytes })),
        16_384,
      );
      expect(await core.client.runs.text({ id, host: 'a' })).toEqual({ parts: [], next: 1 });
      expect((await byLine(core, id)).length).toBeGreaterThan(100);
    }));
});
