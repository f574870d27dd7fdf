// What two runs are told to differ in, and the sentence that says it.
import { describe, expect, test } from 'vitest';
import { compareRuns, glance, type Part, type Side } from '../../../shared/model/compare/compare.ts';

const part = (host: string, state: Part['state'] = 'succeeded', exitCode: number | null = 0, durationMs: number | null = 1000): Part => ({
  host,
  state,
  exitCode,
  durationMs,
});

const side = (change: Partial<Side> = {}): Side => ({
  params: { version: '1' },
  settings: { target: '@web' },
  definition: 'x',
  finished: true,
  durationMs: 60_000,
  executions: [part('web-1'), part('web-2'), part('web-3')],
  ...change,
});

const allSame = { same: 3, different: 0, unknown: 0 };
const told = (before: Side, after: Side, output = allSame) => glance(compareRuns(before, after), output, [before, after]);

describe('two runs', () => {
  test('that are alike differ in nothing, and that is said', () => {
    expect(compareRuns(side(), side())).toMatchObject({
      params: [],
      settings: [],
      definitionChanged: false,
      transitions: [],
      added: [],
      gone: [],
    });
    expect(told(side(), side())).toBe('Nothing changed: asked the same of the same hosts, all ended the same and wrote the same.');
  });

  test('tell hosts that failed now before those that changed, recovered or go on', () => {
    const before = side({
      executions: [
        part('a'),
        part('b', 'failed', 1),
        part('c', 'unreachable', null),
        part('d'),
        part('e', 'failed', 1),
        part('f', 'failed', 2),
      ],
    });
    const after = side({
      executions: [
        part('b', 'succeeded'),
        part('c', 'failed', 3),
        part('d', 'running', null),
        part('a', 'failed', 7),
        part('e', 'failed', 4),
        part('F', 'failed', 2),
      ],
    });
    const { transitions } = compareRuns(before, after);
    expect(transitions.map(({ host, kind }) => `${host} ${kind}`)).toEqual(['a broke', 'c changed', 'e changed', 'b recovered', 'd open']);
    expect(transitions[0]).toEqual({
      host: 'a',
      kind: 'broke',
      before: { state: 'succeeded', exitCode: 0 },
      after: { state: 'failed', exitCode: 7 },
    });
    expect(told(before, after, { same: 5, different: 0, unknown: 0 })).toBe(
      'No longer succeeding: a; ended in another way: c,e; succeeding again: b; not at the end yet: d.',
    );
  });

  test('tell what was asked in another way, which hosts came and went, and what became slower first', () => {
    const before = side({
      params: { version: '1', old: 'x' },
      executions: [part('web-1'), part('web-2', 'succeeded', 0, 9000), part('web-3')],
    });
    const after = side({
      params: { version: '2', fresh: '' },
      settings: { target: '@all' },
      definition: 'y',
      durationMs: 190_000,
      executions: [part('web-2', 'succeeded', 0, 4000), part('web-3', 'succeeded', 0, 2500), part('web-4'), part('web-5')],
    });
    const found = compareRuns(before, after);
    expect(found.params).toEqual([
      { name: 'version', before: '1', after: '2' },
      { name: 'old', before: 'x', after: null },
      { name: 'fresh', before: null, after: '' },
    ]);
    expect([found.added, found.gone, found.both]).toEqual([['web-4', 'web-5'], ['web-1'], ['web-2', 'web-3']]);
    expect(found.durations).toEqual([
      { host: 'web-3', beforeMs: 1000, afterMs: 2500 },
      { host: 'web-2', beforeMs: 9000, afterMs: 4000 },
    ]);
    expect(told(before, after, { same: 0, different: 1, unknown: 1 })).toBe(
      'Parameters version, old and fresh changed; the definition changed; target changed; new hosts: web-[4-5]; host gone: web-1; ' +
        'the output of 1 of 2 hosts differs; the output of 1 of 2 hosts is not compared; it took 3m 10s instead of 1m 00s.',
    );
  });

  test('of other hosts have nothing in common', () => {
    expect(told(side({ executions: [part('a')] }), side({ executions: [part('b')] }), { same: 0, different: 0, unknown: 0 })).toBe(
      'The two runs have no host in common; new host: b; host gone: a.',
    );
  });
});
