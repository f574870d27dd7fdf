// The list of groups: what stands where while a run goes on, and what is told of each.
import { describe, expect, it } from 'vitest';
import {
  differenceText,
  heightOf,
  keysInOrder,
  movesIn,
  previewsOf,
  rowOfHost,
  rowsOf,
  settle,
  spokenLines,
} from '../../renderer/groups/group-rows.ts';
import type { Group, Groups } from '../../shared/contract/groups.ts';

function groupLike(key: string, parts: Partial<Group> = {}): Group {
  return {
    key,
    hosts: key,
    names: [key],
    count: 1,
    state: 'succeeded',
    exitCode: 0,
    signal: null,
    reason: 'exit',
    detail: null,
    reference: false,
    host: key,
    attempt: 1,
    output: 'one\ntwo\n',
    stderrAt: 8,
    truncated: false,
    lines: 2,
    cut: null,
    differences: null,
    similarTo: null,
    likeness: null,
    ...parts,
  };
}

function groupsLike(groups: Group[], parts: Partial<Groups> = {}): Groups {
  return {
    run: 'r-1',
    complete: false,
    normalisers: [],
    similar: false,
    basis: 'output',
    outputRemoved: null,
    groups,
    unfinished: { count: 0, hosts: '', names: [], lastLines: [] },
    comparing: { count: 0, hosts: '', names: [] },
    ...parts,
  };
}

const line = (kind: 'added' | 'removed', text: string) => ({ kind, stream: 'stdout' as const, text, before: 1, after: 1 });

describe('the order of groups', () => {
  it('stays while it is read: what is new comes last, what is gone leaves', () => {
    expect(settle(['b', 'a', 'c'], ['a', 'd', 'b'])).toEqual(['b', 'a', 'd']);
    expect(settle([], ['a', 'b'])).toEqual(['a', 'b']);
  });

  it('tells how many would move if it were sorted now', () => {
    expect([movesIn(['a', 'b', 'c'], ['a', 'b', 'c']), movesIn(['b', 'a', 'c'], ['a', 'b', 'c'])]).toEqual([0, 2]);
  });

  it('has what is nearly the same below the group it is like', () => {
    const groups = [groupLike('a'), groupLike('b'), groupLike('c', { similarTo: 'a' })];
    expect(keysInOrder(groups)).toEqual(['a', 'c', 'b']);
  });

  it('ends with what is compared and with what has not ended', () => {
    const unfinished = {
      count: 2,
      hosts: 'x,y',
      names: ['x', 'y'],
      lastLines: [{ host: 'x', state: 'running' as const, lastLine: 'step 3' }],
    };
    const groups = groupsLike([groupLike('a')], { unfinished, comparing: { count: 1, hosts: 'z', names: ['z'] } });
    expect(rowsOf(groups, ['gone', 'a']).map(({ key }) => key)).toEqual(['a', 'comparing', 'unfinished']);
    expect(['a', 'y', 'z', 'nobody', null].map((host) => rowOfHost(groups, host))).toEqual(['a', 'unfinished', 'comparing', null, null]);
  });
});

describe('what those that have not ended wrote last', () => {
  const told = (host: string, lastLine: string) => ({ host, state: 'running' as const, lastLine });

  it('is what was told since, else what it was when the groups were read; the silent are passed over', () => {
    const lastLines = [told('a', 'old'), told('b', ''), told('c', ''), told('d', 'step 1'), told('e', 'step 9')];
    const fresh = new Map([
      ['a', 'new'],
      ['c', 'hello'],
    ]);
    expect(spokenLines(lastLines, (host) => fresh.get(host))).toEqual([
      { host: 'a', text: 'new' },
      { host: 'c', text: 'hello' },
    ]);
    expect(spokenLines([told('b', '')], () => undefined)).toEqual([]);
  });

  it('has its place in the list before it is there, so that nothing below moves', () => {
    const [row] = rowsOf(groupsLike([], { unfinished: { count: 5, hosts: 'a-e', names: [], lastLines: [] } }), []);
    expect(row === undefined ? 0 : heightOf(row)).toBe(74);
  });
});

describe('what is told of a group', () => {
  const differences = (first: ReturnType<typeof line>[], added: number, removed: number): Group['differences'] => ({
    verdict: 'compared',
    cut: false,
    added,
    removed,
    first,
  });

  it('is what only it wrote, and what is missing in it', () => {
    const group = groupLike('b', {
      differences: differences([line('removed', 'ready'), line('removed', 'done'), line('added', 'no space left')], 1, 2),
    });
    expect(previewsOf(group)).toEqual([
      { sign: '+', text: 'no space left' },
      { sign: '−', text: 'ready' },
    ]);
    expect(differenceText(group)).toBe('+1 −2');
  });

  it('is its last line where its own lines come after all that are missing', () => {
    const group = groupLike('b', { output: 'one\nE: broken\n', differences: differences([line('removed', 'two')], 1, 9) });
    expect(previewsOf(group)).toEqual([
      { sign: '+', text: 'E: broken' },
      { sign: '−', text: 'two' },
    ]);
  });

  it('is the cause first where there is one, and nothing about lines where none were written', () => {
    const silent = groupLike('c', {
      state: 'unreachable',
      detail: 'connection refused',
      output: '',
      lines: 0,
      differences: differences([line('removed', 'one')], 0, 2),
    });
    expect([previewsOf(silent), differenceText(silent)]).toEqual([[{ sign: '', text: 'connection refused' }], '']);
  });

  it('is what it wrote last where it is the reference, or only ended otherwise', () => {
    expect(previewsOf(groupLike('a', { reference: true }))).toEqual([{ sign: '', text: 'two' }]);
    const same = groupLike('d', { exitCode: 3, differences: differences([], 0, 0) });
    expect([previewsOf(same), differenceText(same)]).toEqual([[{ sign: '', text: 'two' }], 'ends otherwise']);
  });
});
