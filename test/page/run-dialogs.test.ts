// What the dialogs of a run ask for: where to cancel, which hosts to retry, and how far a cancelled host is.
import { describe, expect, it } from 'vitest';
import { cancelChoices, rungOf } from '../../renderer/cancel/cancel-choices.ts';
import { endsOf, firstTicked, wishOf } from '../../renderer/retry/retry-wish.ts';
import { executionLike } from '../support/executions.ts';

const started = '2026-11-24T09:00:00.000Z';
const fleet = [
  executionLike('a', { state: 'succeeded', startedAt: started }),
  executionLike('b', { state: 'failed', startedAt: started, exitCode: 1 }),
  executionLike('c', { state: 'running', startedAt: started }),
  executionLike('d', { state: 'running', startedAt: started }),
  executionLike('e'),
  executionLike('f', { state: 'skipped' }),
];

describe('cancelling', () => {
  const choices = (host: string | null, selected: string[]) =>
    cancelChoices(fleet, { host, selected: new Set(selected) }).map(({ value, hosts }) => `${value}: ${hosts.join()}`);

  it('means hosts that have not ended: all, those that wait, or the one looked at', () => {
    expect(choices('d', [])).toEqual(['all: c,d,e', 'waiting: e', 'one: d']);
  });

  it('means first what was selected by hand, without what has ended already', () => {
    expect(choices('a', ['b', 'c'])).toEqual(['selected: c', 'all: c,d,e', 'waiting: e']);
  });

  it('offers nothing twice, and nothing where all has ended', () => {
    expect(choices('e', ['e'])).toEqual(['all: c,d,e', 'waiting: e']);
    expect(cancelChoices([fleet[0] ?? executionLike('a')], { host: null, selected: new Set() })[0]?.hosts).toEqual([]);
  });

  it('tells of every host how far it is, and calls nothing gone that is not proven', () => {
    const rung = (parts: Parameters<typeof executionLike>[1], asked = true) => rungOf(executionLike('a', parts), asked);
    expect([
      rung({ state: 'running', startedAt: started }, false),
      rung({ state: 'running', startedAt: started }),
      rung({ state: 'cancelled', startedAt: started }),
      rung({ state: 'cancelled', startedAt: started, unproven: true }),
      rung({ state: 'cancelled' }),
    ]).toEqual(['waits', 'asked', 'gone', 'left', 'not-started']);
  });
});

describe('a retry', () => {
  it('has every end that occurs to be ticked, success last, and all but success ticked', () => {
    const ends = endsOf(fleet, null);
    expect(ends).toEqual([
      { state: 'failed', count: 1 },
      { state: 'skipped', count: 1 },
      { state: 'succeeded', count: 1 },
    ]);
    expect([...firstTicked(ends)]).toEqual(['failed', 'skipped']);
  });

  it('of chosen hosts that all succeeded means success', () => {
    expect([...firstTicked(endsOf(fleet, new Set(['a', 'c'])))]).toEqual(['succeeded']);
  });

  it('sends only the values that were changed, and asks nothing while nothing is ticked', () => {
    const choice = {
      run: 'r-1',
      hosts: ['b'],
      use: 'as-it-ran' as const,
      ran: { label: 'x', size: '3' },
      values: { label: 'x', size: '4' },
    };
    expect(wishOf({ ...choice, states: new Set(['failed', 'skipped'] as const) })).toEqual({
      retryOf: 'r-1',
      states: ['failed', 'skipped'],
      use: 'as-it-ran',
      params: { size: '4' },
      hosts: ['b'],
    });
    expect([wishOf({ ...choice, states: new Set() }), wishOf({ ...choice, hosts: [], states: new Set(['failed'] as const) })]).toEqual([
      null,
      null,
    ]);
  });
});
