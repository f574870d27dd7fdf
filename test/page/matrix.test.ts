// The matrix of hosts: how large its cells are, where keys lead, in which order they stand and what they are called.
import { describe, expect, it } from 'vitest';
import { cellAfter, cellSizeOf, cellsBetween, columnsIn } from '../../renderer/matrix/matrix-layout.ts';
import { hostsInOrder } from '../../renderer/matrix/matrix-order.ts';
import { nearer } from '../../renderer/matrix/paced.ts';
import { shortNames } from '../../renderer/matrix/short-names.ts';
import { executionLike } from '../support/executions.ts';

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const shape = { count: 10, columns: 4, page: 2 };
const led = (key: string, from: number, more: Partial<typeof plain> = {}) => cellAfter({ key, ...plain, ...more }, from, shape);

describe('cells', () => {
  it('are as large as the number of hosts leaves room for', () => {
    expect([1, 24, 25, 120, 121, 400, 401, 5000].map((hosts) => cellSizeOf(hosts).kind)).toEqual([
      'card',
      'card',
      'tile',
      'tile',
      'cell',
      'cell',
      'dot',
      'dot',
    ]);
  });

  it('stand side by side as often as the width takes them, and at least once', () => {
    const dot = cellSizeOf(1000);
    expect([columnsIn(800, dot), columnsIn(798, dot), columnsIn(13, dot)]).toEqual([50, 50, 1]);
  });

  it('are left by arrows to the cell that lies there, and not beyond the edge', () => {
    expect([led('ArrowRight', 3), led('ArrowDown', 3), led('ArrowDown', 7), led('ArrowUp', 3), led('ArrowRight', 9)]).toEqual([
      4, 7, 7, 3, 9,
    ]);
  });

  it('are left by Home and End within the row, with Ctrl within all of them', () => {
    expect([led('Home', 6), led('End', 6), led('Home', 6, { ctrlKey: true }), led('End', 1, { ctrlKey: true })]).toEqual([4, 7, 0, 9]);
  });

  it('are not left by keys that mean something else', () => {
    expect([
      led('x', 3),
      led('Enter', 3),
      led('ArrowDown', 3, { altKey: true }),
      cellAfter({ key: 'End', ...plain }, 0, { ...shape, count: 0 }),
    ]).toEqual([null, null, null, null]);
  });

  it('between two corners are a rectangle, without the places where there is no host', () => {
    expect(cellsBetween(1, 6, shape)).toEqual([1, 2, 5, 6]);
    expect(cellsBetween(10, 5, { count: 10, columns: 4 })).toEqual([5, 6, 9]);
  });
});

describe('hosts', () => {
  const fleet = [
    executionLike('web-10', { index: 0, state: 'succeeded', durationMs: 900 }),
    executionLike('web-2', { index: 1, state: 'failed', exitCode: 2, durationMs: 1200 }),
    executionLike('db-1', { index: 2, state: 'running' }),
    executionLike('web-3', { index: 3, state: 'failed', exitCode: 1, durationMs: 10 }),
    executionLike('db-2', { index: 4, state: 'running', noContactSince: '2026-11-24T09:00:00.000Z' }),
  ];

  it('stand as they ran, by name, by what needs somebody first, or by how long they took', () => {
    expect(hostsInOrder(fleet, 'run')).toEqual(['web-10', 'web-2', 'db-1', 'web-3', 'db-2']);
    expect(hostsInOrder(fleet, 'name')).toEqual(['db-1', 'db-2', 'web-2', 'web-3', 'web-10']);
    expect(hostsInOrder(fleet, 'state')).toEqual(['web-3', 'web-2', 'db-2', 'db-1', 'web-10']);
    expect(hostsInOrder(fleet, 'duration')).toEqual(['web-2', 'web-10', 'web-3', 'db-1', 'db-2']);
  });

  it('are called by what tells them apart where there is little room', () => {
    const short = (names: string[]) => [...shortNames(names, 8).values()];
    expect(short(['web-01', 'web-02'])).toEqual(['web-01', 'web-02']);
    expect(short(['frontend-0001.example.net', 'frontend-0002.example.net'])).toEqual(['…0001', '…0002']);
    expect(short(['a.example.net', 'a.example.org'])).toEqual(['…net', '…org']);
    expect(short(['database', 'frontend-01'])).toEqual(['database', 'frontend-01']);
  });
});

describe('cells that change at once', () => {
  const fleet = (state: 'running' | 'succeeded', lines = 0) =>
    Array.from({ length: 5 }, (_, index) => executionLike(`web-${index}`, { index, state, lines }));
  const states = (shown: readonly { state: string }[]) => shown.map(({ state }) => state[0]).join('');

  it('come to what they are now some at a time, and no more is done when they are there', () => {
    const [before, latest] = [fleet('running'), fleet('succeeded')];
    const first = nearer(before, latest, 2);
    expect(states(first)).toBe('ssrrr');
    const second = nearer(first, latest, 2);
    expect(states(second)).toBe('ssssr');
    expect(nearer(second, latest, 2)).toBe(latest);
  });

  it('that look the same are not counted', () => {
    const grown = fleet('running', 7);
    expect(nearer(fleet('running'), grown, 1)).toBe(grown);
  });

  it('are taken at once when there are others', () => {
    const latest = fleet('succeeded').slice(1);
    expect(nearer(fleet('running'), latest, 1)).toBe(latest);
  });
});
