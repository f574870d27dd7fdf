// What the screen of a comparison says in words.
import { describe, expect, test } from 'vitest';
import { durationTicks, durationWords, endWords, outputWords, tellingDurations } from '../../renderer/compare/compare-words.ts';

const took = (beforeMs: number, afterMs: number, host = 'a') => ({ host, beforeMs, afterMs });

describe('the words of a comparison', () => {
  test('tell an end with its exit code where that says something', () => {
    expect(endWords({ state: 'failed', exitCode: 3 })).toBe('failed, exit 3');
    expect(endWords({ state: 'succeeded', exitCode: 0 })).toBe('succeeded');
    expect(endWords({ state: 'timed-out', exitCode: null })).toBe('timed out');
  });

  test('tell a duration by its change, the largest changes first', () => {
    expect([took(1000, 5000), took(125_000, 60_000), took(1000, 1020)].map(durationWords)).toEqual([
      '4.0 s longer',
      '1m 05s shorter',
      'the same',
    ]);
    expect(tellingDurations([took(1, 2, 'a'), took(9000, 1000, 'b'), took(0, 5000, 'c')], 2).map(({ host }) => host)).toEqual(['b', 'c']);
  });

  test('put round durations on the axis', () => {
    expect(durationTicks([took(1500, 3700)], 5)).toEqual([0, 1000, 2000, 3000]);
    expect(durationTicks([took(0, 95_000)], 8)).toEqual([0, 15_000, 30_000, 45_000, 60_000, 75_000, 90_000]);
    expect(durationTicks([took(0, 0)], 8)).toEqual([0]);
  });

  test('tell what became of output, also where its lines cannot be shown', () => {
    const differences = { verdict: 'compared' as const, cut: false, added: 1, removed: 2, first: [] };
    expect(outputWords({ kind: 'different', differences })).toBe('1 line added, 2 removed');
    expect(outputWords({ kind: 'different', differences: { ...differences, cut: true } })).toBe(
      '1 line added, 2 removed, of what can be compared',
    );
    expect(outputWords({ kind: 'different', differences: { ...differences, verdict: 'too-different', added: null } })).toBe(
      'too different to be told line by line',
    );
    expect([outputWords({ kind: 'same', differences: null }), outputWords({ kind: 'unknown', differences: null })]).toEqual([
      'wrote the same',
      'not compared',
    ]);
  });
});
