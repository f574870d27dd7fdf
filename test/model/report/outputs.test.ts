import { describe, expect, it } from 'vitest';
import { type GroupOutput, outputBounds, reportedOutputs } from '../../../shared/model/report/outputs.ts';
import type { ExecutionState } from '../../../shared/model/run.ts';

const bounds = { head: 2, tail: 1, length: 10 };

function output(hosts: string[], texts: readonly string[], more: Partial<GroupOutput> = {}): GroupOutput {
  const lines = texts.map((text, i) => ({ n: i + 1, stream: 'stdout' as const, text }));
  const whole = lines.length <= 3;
  const state: ExecutionState = 'succeeded';
  return {
    hosts,
    sample: hosts[0] ?? '',
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
  it('have what needs somebody first, then the largest group', () => {
    const outputs = reportedOutputs(
      [output(['web-3'], ['down']), output(['web-1', 'web-2'], ['up']), output(['db-1'], ['up'], { state: 'failed', exitCode: 1 })],
      bounds,
    );
    expect(outputs.map((group) => [group.folded, group.state, group.lines.map(({ text }) => text)])).toEqual([
      ['db-1', 'failed', ['up']],
      ['web-[1-2]', 'succeeded', ['up']],
      ['web-3', 'succeeded', ['down']],
    ]);
  });

  it('say how many lines are left out of the middle, and how many were shortened', () => {
    const [long] = reportedOutputs([output(['web-1'], ['a line of more than ten', 'b', 'c', 'd', 'e'])], bounds);
    expect(long).toMatchObject({ leftOut: { after: 2, lines: 2 }, shortened: 1 });
    expect(long?.lines.map(({ n, text }) => [n, text])).toEqual([
      [1, 'a line of '],
      [2, 'b'],
      [5, 'e'],
    ]);
  });

  it('give one much room and each of a thousand some', () => {
    const room = [1, 20, 1000, 100_000].map(outputBounds).map(({ head, tail }) => head + tail);
    expect(room).toEqual([2000, 2000, 40, 30]);
  });
});
