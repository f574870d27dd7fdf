// Windows of output: what is asked of the engine, when, and what is kept.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { blockSize, createOutputLines, type OutputLines } from '../../renderer/output/output-lines.ts';
import type { OutputLine } from '../../shared/contract/output.ts';

type Answer = { lines: OutputLine[]; total: number; complete: boolean };

/** An engine with `total` lines, frames that the test advances, and a record of what was asked. */
function engine(total: number, known = { total, complete: true }) {
  const asked: { from: number; count: number }[] = [];
  const frames: (() => void)[] = [];
  const state = { total, complete: known.complete, textOf: (n: number) => `line ${n}`, fail: false };
  const source = {
    async read(from: number, count: number): Promise<Answer> {
      asked.push({ from, count });
      if (state.fail) throw new Error('away');
      const last = Math.min(state.total, from + count - 1);
      const lines = Array.from({ length: Math.max(0, last - from + 1) }, (_, i) => lineOf(from + i, state.textOf(from + i)));
      return { lines, total: state.total, complete: state.complete && last >= state.total };
    },
    nextFrame: (call: () => void) => void frames.push(call),
  };
  const output = createOutputLines(source, known);
  opened.push(output);
  return { output, asked, state, frame: () => runAll(frames), frames };
}

function runAll(frames: (() => void)[]): void {
  for (const call of frames.splice(0)) call();
}

function lineOf(n: number, text: string): OutputLine {
  return { n, at: '2026-11-24T02:30:00.000Z', stream: n % 2 === 0 ? 'stderr' : 'stdout', text };
}

const opened: OutputLines[] = [];
afterEach(() => {
  for (const output of opened.splice(0)) output.close();
});

/** These lines are on the screen, or with Infinity all from one on. */
function look(output: OutputLines, from: number, to: number): void {
  const last = Number.isFinite(to) ? to : from;
  output.view(
    Array.from({ length: last - from + 1 }, (_, i) => from + i),
    !Number.isFinite(to),
  );
}

const arrived = (output: OutputLines, n: number) => vi.waitFor(() => expect(output.line(n)).not.toBeNull(), { interval: 1 });

describe('what the view needs', () => {
  it('is read in blocks, once', async () => {
    const { output, asked, frame } = engine(100_000);
    look(output, 1, 40);
    frame();
    await arrived(output, 40);
    look(output, 5, 45);
    frame();
    expect(asked).toEqual([{ from: 1, count: blockSize }]);
    expect(output.line(7)).toEqual({
      n: 7,
      host: null,
      own: 7,
      at: '2026-11-24T02:30:00.000Z',
      stream: 'stdout',
      text: 'line 7',
      cutBytes: null,
      partial: false,
      leftOut: null,
      missing: false,
    });
  });

  it('shows a row for each line that is not stored, and the mark before them', async () => {
    const leftOut = { from: 4, to: 600, stdout: 10, stderr: 0 };
    const read = async (from: number, count: number): Promise<Answer> => {
      const beginning = [1, 2, 3].map((n) => ({ ...lineOf(n, `line ${n}`), ...(n === 3 ? { leftOut } : {}) }));
      const end = Array.from({ length: 100 }, (_, i) => lineOf(601 + i, `line ${601 + i}`));
      const inside = from > 3 && from <= 600 ? [{ ...lineOf(from, ''), leftOut }] : [];
      const all = [...beginning, ...inside, ...end].filter((line) => line.n >= from);
      return { lines: all.slice(0, count), total: 700, complete: true };
    };
    const output = createOutputLines({ read, nextFrame: (call) => call() }, { total: 700, complete: true });
    opened.push(output);
    look(output, 1, 40);
    await arrived(output, 40);
    expect(output.line(3)).toMatchObject({ text: 'line 3', leftOut, missing: false });
    expect(output.line(4)).toMatchObject({ text: '', leftOut: null, missing: true });
    look(output, 300, 340);
    await arrived(output, 300);
    expect(output.line(251)).toMatchObject({ missing: true });
    look(output, 580, 640);
    await arrived(output, 640);
    expect([output.line(600)?.missing, output.line(601)?.text, output.line(601)?.missing]).toEqual([true, 'line 601', false]);
    expect(output.total()).toBe(700);
  });

  it('is decided once a frame, however often the view moves', () => {
    const { output, asked, frame, frames } = engine(100_000);
    for (let top = 1; top < 50_000; top += 500) look(output, top, top + 40);
    expect(frames.length).toBe(1);
    frame();
    expect(asked.length).toBe(1);
    expect(asked[0]?.from).toBe(49_501);
  });

  it('waits while two requests are on their way', async () => {
    const { output, asked, frame } = engine(100_000);
    look(output, 1, 10);
    frame();
    look(output, 1000, 1010);
    frame();
    look(output, 50_010, 50_020);
    frame();
    expect(asked.map((range) => range.from)).toEqual([1, 751]);
    await vi.waitFor(() => {
      frame();
      expect(asked.length).toBe(3);
    });
    expect(asked[2]?.from).toBe(50_001);
  });

  it('is all that stays in memory of a very long output', async () => {
    const { output, frame } = engine(1_000_000);
    for (let top = 1; top < 60 * blockSize; top += blockSize) {
      look(output, top, top + 40);
      frame();
      await arrived(output, top);
    }
    expect(output.line(1)).toBeNull();
    expect(output.line(59 * blockSize)).not.toBeNull();
  });
});

describe('output that grows', () => {
  it('is read from its unfinished end only', async () => {
    const { output, asked, state, frame } = engine(10, { total: 10, complete: false });
    look(output, 1, 40);
    frame();
    await arrived(output, 10);
    state.total = 12;
    state.textOf = (n) => `line ${n}!`;
    output.grow(12);
    frame();
    await arrived(output, 12);
    expect(asked.slice(1)).toEqual([{ from: 9, count: blockSize - 8 }]);
    expect([output.line(8)?.text, output.line(10)?.text, output.line(12)?.text]).toEqual(['line 8', 'line 10!', 'line 12!']);
  });

  it('is not read while nobody looks at it', async () => {
    const { output, asked, state, frame } = engine(2000, { total: 2000, complete: false });
    look(output, 1, 40);
    frame();
    await arrived(output, 40);
    state.total = 4000;
    output.grow(4000);
    frame();
    expect([output.total(), asked.length]).toEqual([4000, 1]);
  });

  it('is asked for when it was empty', async () => {
    const { output, state, frame } = engine(0, { total: 0, complete: false });
    look(output, 1, 40);
    frame();
    state.total = 3;
    output.grow();
    frame();
    await arrived(output, 3);
    expect(output.total()).toBe(3);
  });
});

describe('a failure', () => {
  it('is told once and nothing more is asked until somebody says so', async () => {
    const { output, asked, state, frame } = engine(100);
    state.fail = true;
    look(output, 1, 40);
    frame();
    await vi.waitFor(() => expect(output.failure()).toBeInstanceOf(Error));
    look(output, 50, 90);
    frame();
    expect(asked.length).toBe(1);
    state.fail = false;
    output.retry();
    frame();
    await arrived(output, 60);
    expect(output.failure()).toBeNull();
  });
});

it('colours go on from line to line of their own stream', async () => {
  const { output, state, frame } = engine(5);
  state.textOf = (n) => (n === 1 ? '\u001b[31mred' : `line ${n}`);
  look(output, 1, 5);
  frame();
  await arrived(output, 5);
  expect([2, 3].map((n) => output.line(n)?.text)).toEqual(['line 2', '\u001b[31mline 3']);
});
