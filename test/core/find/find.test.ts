// Finding in stored output, held against grep over the same lines: random outputs in random pieces of both streams, random
// patterns, while the run goes on, after its end, packed, and around a middle that was left out.
import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../../support/core.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { type Asked, findAll, grep, linesOf, writingRun } from './written.ts';

const text = (value: string) => new TextEncoder().encode(value);

const words = [
  'error',
  'Error',
  'ERROR',
  'errors',
  'ok',
  'größe',
  'GRÖSSE',
  'disk_full',
  'naïve',
  '日本',
  'a.b',
  'a+b',
  '[x]',
  '42',
  'x',
  '',
];

function randomOutput(random: Random, size: number): Uint8Array {
  let written = '';
  while (written.length < size) {
    const count = random.below(8);
    const line = Array.from({ length: count }, () => random.pick(words)).join(random.pick([' ', ' ', '', '\t', ': ']));
    written += `${line}${random.below(20) === 0 ? ' '.repeat(random.below(40_000)) : ''}\n`;
  }
  return text(random.below(2) === 0 ? written : written.slice(0, -1));
}

/** Both outputs in pieces, in some order. */
async function writeMixed(
  random: Random,
  run: Awaited<ReturnType<typeof writingRun>>,
  sizes: { stdout: number; stderr: number },
  meanwhile = () => {},
) {
  const left = { stdout: randomOutput(random, sizes.stdout), stderr: randomOutput(random, sizes.stderr) };
  while (left.stdout.length + left.stderr.length > 0) {
    const stream = left.stderr.length > 0 && (left.stdout.length === 0 || random.below(4) === 0) ? 'stderr' : 'stdout';
    const length = 1 + random.below(random.pick([3, 200, 30_000]));
    await run.write(stream, left[stream].subarray(0, length));
    left[stream] = left[stream].subarray(length);
    meanwhile();
  }
}

const literals = ['error', 'ERROR', 'größe', 'a.b', 'a+b', '[x]', '日本', 'ok error', ' ', 'nowhere', 'x', 'or\ter'];
const expressions = [
  'err(or|s)+',
  '^error',
  'ok$',
  'x *$',
  '^$',
  'o.e',
  '[ae]\\+b',
  '^(ok|x)( |$)',
  'gr.+e',
  '[^ ]rror',
  'r{2}or',
  '4[0-9]|日',
  'error\\s+ok',
];

function randomQuestion(random: Random): { asked: Asked; options: string[]; pattern: string } {
  const regex = random.below(2) === 0;
  const pattern = random.pick(regex ? expressions : literals);
  const exact = random.below(2) === 0;
  const word = random.below(4) === 0;
  const options = [regex ? '-E' : '-F', ...(exact ? [] : ['-i']), ...(word ? ['-w'] : [])];
  return { asked: { pattern, regex, case: exact, word, limit: 1_000_000, follow: false }, options, pattern };
}

/** Finding and grep agree on the lines, and on how many there are. */
async function expectAsGrep(core: CoreUnderTest, id: string, random: Random, times: number): Promise<void> {
  const lines = await linesOf(core, id);
  for (let i = 0; i < times; i++) {
    const { asked, options, pattern } = randomQuestion(random);
    const stream = random.pick([undefined, undefined, 'stdout', 'stderr'] as const);
    const meant = lines.filter((line) => stream === undefined || line.stream === stream);
    const expected = grep(
      meant.map((line) => line.text),
      options,
      pattern,
    ).map((at) => meant[at]);
    const { hits, counts } = await findAll(core, id, { ...asked, ...(stream === undefined ? {} : { stream }) });
    const about = `${options.join(' ')} ${pattern} ${stream ?? 'both'}`;
    expect({ about, found: hits.map(({ n, at, stream: its }) => [n, at, its]) }).toEqual({
      about,
      found: expected.map((line) => [line?.n, line?.at, line?.stream]),
    });
    expect(counts).toEqual(hits.length === 0 ? [] : [{ host: 'a', attempt: 1, lines: hits.length }]);
  }
}

describe('finding in output', () => {
  test.each([1, 2, 3, 4])('agrees with grep over the lines of a run, running, finished and packed (%i)', (seed) =>
    withCore(async (core) => {
      const random = createRandom(seed);
      const run = await writingRun(core);
      const asked: Asked = { pattern: 'error', limit: 1_000_000 };
      const live = findAll(core, run.id, asked);
      await writeMixed(random, run, { stdout: 400_000, stderr: 60_000 }, () => core.clock.advance(20));
      await run.finish();
      core.clock.advance(1000);
      expect(await live).toEqual(await findAll(core, run.id, asked));
      await expectAsGrep(core, run.id, random, 25);
      await run.pack();
      await expectAsGrep(core, run.id, random, 25);
    }),
  );

  test('agrees with grep around a middle that was left out, and says what that is', () =>
    withCore(async (core) => {
      const random = createRandom(9);
      const run = await writingRun(core, { outputLimitBytes: 100_000 });
      await writeMixed(random, run, { stdout: 400_000, stderr: 60_000 });
      await run.finish();
      await expectAsGrepStored(core, run.id, random);
      await run.pack();
      await expectAsGrepStored(core, run.id, random);
    }));

  test('tells every hit with its text and where the matches are in it, without colours', () =>
    withCore(async (core) => {
      const run = await writingRun(core);
      await run.write('stdout', text('\u001b[31mERR'));
      await run.write('stdout', text('OR\u001b[0m: größer error\r\n\u001b]0;error\u0007title\nplain er\u001b[1'));
      await run.write('stdout', text('mror\n'));
      await run.finish();
      const { hits } = await findAll(core, run.id, { pattern: 'error' });
      expect(hits.map(({ n, text: shown, ranges }) => ({ n, shown, ranges }))).toEqual([
        {
          n: 1,
          shown: 'ERROR: größer error',
          ranges: [
            [0, 5],
            [14, 19],
          ],
        },
        { n: 3, shown: 'plain error', ranges: [[6, 11]] },
      ]);
    }));

  test('shows of a very long line the part around its first match, however far in it is', () =>
    withCore(async (core) => {
      const run = await writingRun(core);
      const block = new Uint8Array(65_536).fill(120);
      await run.write('stdout', text('needle at once\n'));
      for (let i = 0; i < 80; i++) await run.write('stdout', block);
      await run.write('stdout', text('nee'));
      await run.write('stdout', text('dle'));
      for (let i = 0; i < 80; i++) await run.write('stdout', block);
      await run.write('stdout', text('needle\nneedle after\n'));
      await run.finish();
      const { hits, progress } = await findAll(core, run.id, { pattern: 'needle' });
      expect(hits.map(({ n }) => n)).toEqual([1, 2, 3]);
      const [range] = hits[1]?.ranges ?? [];
      expect(hits[1]?.text.slice(...(range ?? [0, 0]))).toBe('needle');
      expect(hits[1]).toMatchObject({ cut: true, before: expect.any(Number) });
      expect(progress).toMatchObject({ lines: 3, told: 3, complete: true });
    }));

  test('counts all when few are told, and goes on after any of them', () =>
    withCore(async (core) => {
      const run = await writingRun(core);
      const lines = Array.from({ length: 90_000 }, (_, i) => `line ${i + 1}${i % 3 === 0 ? ' fizz' : ''}\n`).join('');
      for (let at = 0; at < lines.length; at += 50_000) await run.write('stdout', text(lines.slice(at, at + 50_000)));
      await run.finish();
      const first = await findAll(core, run.id, { pattern: 'fizz', limit: 10 });
      expect(first.hits.map(({ n }) => n)).toEqual([1, 4, 7, 10, 13, 16, 19, 22, 25, 28]);
      expect(first.counts).toEqual([{ host: 'a', attempt: 1, lines: 30_000 }]);
      const window = await findAll(core, run.id, {
        pattern: 'fizz',
        limit: 3,
        whole: false,
        after: { host: 'A', attempt: 1, n: 60_001 },
      });
      expect(window.hits.map(({ n }) => n)).toEqual([60_004, 60_007, 60_010]);
      const last = await findAll(core, run.id, { pattern: 'fizz', after: { host: 'a', attempt: 1, n: 89_990 } });
      expect(last.hits.map(({ n }) => n)).toEqual([89_992, 89_995, 89_998]);
    }));
});

/** Of lines that are stored: what is left out cannot be found. */
async function expectAsGrepStored(core: CoreUnderTest, id: string, random: Random): Promise<void> {
  const lines = await linesOf(core, id);
  const [gap] = lines.flatMap(({ leftOut }) => leftOut ?? []);
  expect(gap).toBeDefined();
  for (let i = 0; i < 12; i++) {
    const { asked, options, pattern } = randomQuestion(random);
    const expected = grep(
      lines.map((line) => line.text),
      options,
      pattern,
    ).map((at) => lines[at]?.n);
    const { hits, leftOut } = await findAll(core, id, asked);
    expect({ options, pattern, found: hits.map(({ n }) => n) }).toEqual({ options, pattern, found: expected });
    expect(leftOut).toEqual([{ type: 'left-out', host: 'a', attempt: 1, leftOut: gap }]);
  }
}
