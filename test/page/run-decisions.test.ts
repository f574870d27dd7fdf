// Small decisions of the run page and the editors: which host is next, what hides in a script, what changed.
import { describe, expect, it } from 'vitest';
import { hasWindowsLineEnds, hiddenCharacters, withUnixLineEnds } from '../../renderer/editor/hidden-characters.ts';
import { diffLines, withContext } from '../../renderer/editor/text-diff.ts';
import { countsByState, firstHost, nextNotSucceeded, shownExecutions } from '../../renderer/run/host-order.ts';
import type { ExecutionState } from '../../shared/model/run.ts';
import { executionLike } from '../support/executions.ts';

const execution = (host: string, state: ExecutionState) => executionLike(host, { state });

const fleet = [
  execution('web-01', 'succeeded'),
  execution('web-02', 'failed'),
  execution('web-03', 'running'),
  execution('db-01', 'unreachable'),
];

describe('hosts of a run', () => {
  it('that did not succeed follow one another in a ring', () => {
    const next = (from: string | null) => nextNotSucceeded(fleet, from, 1);
    expect([next(null), next('web-02'), next('db-01'), nextNotSucceeded(fleet, 'web-02', -1)]).toEqual([
      'web-02',
      'db-01',
      'web-02',
      'db-01',
    ]);
    expect(nextNotSucceeded([execution('a', 'succeeded')], 'a', 1)).toBeNull();
  });

  it('are filtered by state and by name', () => {
    const names = (state: Parameters<typeof shownExecutions>[1], text: string) =>
      shownExecutions(fleet, state, text).map(({ host }) => host);
    expect([names('all', 'WEB'), names('not-succeeded', ''), names('running', 'db')]).toEqual([
      ['web-01', 'web-02', 'web-03'],
      ['web-02', 'db-01'],
      [],
    ]);
  });

  it('that are not heard of are shown and counted as that, until they end', () => {
    const away = { noContactSince: '2026-11-24T09:00:00.000Z' };
    const some = [{ ...execution('a', 'running'), ...away }, execution('b', 'running'), { ...execution('c', 'lost'), ...away }];
    expect(countsByState(some)).toEqual([
      { state: 'running', count: 1 },
      { state: 'no-contact', count: 1 },
      { state: 'lost', count: 1 },
    ]);
    expect(shownExecutions(some, 'no-contact', '').map(({ host }) => host)).toEqual(['a']);
  });

  it('open at the one asked for, else at the first that went wrong', () => {
    expect([firstHost(fleet, 'db-01'), firstHost(fleet, 'gone'), firstHost([], undefined)]).toEqual(['db-01', 'web-02', null]);
  });

  it('are counted by state, absent states left out', () => {
    expect(countsByState(fleet).map(({ state, count }) => `${count} ${state}`)).toEqual([
      '1 running',
      '1 succeeded',
      '1 failed',
      '1 unreachable',
    ]);
    expect(countsByState([])).toEqual([]);
  });
});

describe('hidden characters', () => {
  it('are named with their place', () => {
    expect(hiddenCharacters('a\u00a0b\n\u202ex\u0000')).toEqual([
      { at: 1, line: 1, column: 2, name: 'no-break space U+00A0' },
      { at: 4, line: 2, column: 1, name: 'right-to-left override U+202E' },
      { at: 6, line: 2, column: 3, name: 'control character U+0000' },
    ]);
  });

  it('are not line ends, which are told apart', () => {
    expect([hiddenCharacters('a\r\nb\tc\n'), hasWindowsLineEnds('a\r\nb'), withUnixLineEnds('a\r\nb\n')]).toEqual([[], true, 'a\nb\n']);
  });
});

describe('a difference', () => {
  it('is told line by line', () => {
    expect(diffLines('a\nb\nc', 'a\nx\nc\nd')).toEqual([
      { kind: 'same', text: 'a', before: 1, after: 1 },
      { kind: 'removed', text: 'b', before: 2, after: null },
      { kind: 'added', text: 'x', before: null, after: 2 },
      { kind: 'same', text: 'c', before: 3, after: 3 },
      { kind: 'added', text: 'd', before: null, after: 4 },
    ]);
  });

  it('rebuilds both texts, whatever they are', () => {
    const words = ['a', 'b', 'c', '', 'd'];
    const text = (seed: number) =>
      Array.from({ length: 12 }, (_, i) => words[(seed * (i + 3) + ((i * seed) >> 2)) % words.length]).join('\n');
    for (let seed = 1; seed < 200; seed++) {
      const [one, other] = [text(seed), text(seed * 7 + 1)];
      const lines = diffLines(one, other) ?? [];
      const side = (kind: 'removed' | 'added') =>
        lines.filter((line) => line.kind === 'same' || line.kind === kind).map((line) => line.text);
      expect([side('removed').join('\n'), side('added').join('\n')]).toEqual([one, other]);
    }
  });

  it('shows changes with a little around them', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    const after = before.with(10, 'changed');
    const shown = withContext(diffLines(before.join('\n'), after.join('\n')) ?? [], 2);
    expect(shown.map((line) => line?.text ?? '…')).toEqual(['…', 'line 8', 'line 9', 'line 10', 'changed', 'line 11', 'line 12', '…']);
  });

  it('of texts that have nothing in common is not attempted', () => {
    const lines = (word: string) => Array.from({ length: 500 }, (_, i) => `${word} ${i}`).join('\n');
    expect(diffLines(lines('a'), lines('b'), 400)).toBeNull();
  });
});
