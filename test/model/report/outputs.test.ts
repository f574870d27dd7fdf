import { describe, expect, it } from 'vitest';
import { foldOutputs, type HostOutput, outputBounds } from '../../../shared/model/report/outputs.ts';
import type { ExecutionState } from '../../../shared/model/run.ts';

const bounds = { head: 2, tail: 1, length: 10 };

function output(host: string, texts: readonly string[], more: Partial<HostOutput> = {}): HostOutput {
  const lines = texts.map((text, i) => ({ n: i + 1, stream: 'stdout' as const, text }));
  const whole = lines.length <= 3;
  const state: ExecutionState = 'succeeded';
  return {
    host,
    state,
    exitCode: 0,
    total: lines.length,
    head: whole ? lines : lines.slice(0, 2),
    tail: whole ? [] : lines.slice(-1),
    notStored: null,
    ...more,
  };
}

describe('outputs of a report', () => {
  it('are one where hosts ended alike and wrote the same; what needs somebody comes first', () => {
    const folded = foldOutputs(
      [
        output('web-1', ['up']),
        output('web-2', ['up']),
        output('db-1', ['up'], { state: 'failed', exitCode: 1 }),
        output('web-3', ['down']),
      ],
      bounds,
    );
    expect(folded.map((group) => [group.folded, group.state, group.lines.map(({ text }) => text)])).toEqual([
      ['db-1', 'failed', ['up']],
      ['web-[1-2]', 'succeeded', ['up']],
      ['web-3', 'succeeded', ['down']],
    ]);
  });

  it('say how many lines are left out of the middle, and how many were shortened', () => {
    const [long] = foldOutputs([output('web-1', ['a line of more than ten', 'b', 'c', 'd', 'e'])], bounds);
    expect(long).toMatchObject({ leftOut: { after: 2, lines: 2 }, shortened: 1 });
    expect(long?.lines.map(({ n, text }) => [n, text])).toEqual([
      [1, 'a line of '],
      [2, 'b'],
      [5, 'e'],
    ]);
  });

  it('give one host much room and a thousand hosts some', () => {
    const room = [1, 20, 1000, 100_000].map(outputBounds).map(({ head, tail }) => head + tail);
    expect(room).toEqual([2000, 2000, 40, 30]);
  });
});
