// Which way to look at a run an address means.
import { describe, expect, it } from 'vitest';
import { digitOf, isViewName, viewNames, viewOf } from '../../renderer/view/view-names.ts';

describe('the page of a run', () => {
  it('opens with the groups when there are hosts to tell apart, with the output when there is one', () => {
    expect([viewOf({}, 48, viewNames), viewOf({}, 2, viewNames), viewOf({}, 1, viewNames), viewOf({}, 0, viewNames)]).toEqual([
      'groups',
      'groups',
      'output',
      'output',
    ]);
  });

  it('shows the output of the host or the line that a link names', () => {
    expect([viewOf({ host: 'web-07' }, 48, viewNames), viewOf({ line: 812 }, 48, viewNames)]).toEqual(['output', 'output']);
  });

  it('keeps the view of the address, whatever host it names', () => {
    expect(viewOf({ view: 'matrix', host: 'web-07' }, 48, viewNames)).toBe('matrix');
  });

  it('falls back when an address asks for a view there is not', () => {
    expect([isViewName('heatmap'), viewOf({ view: 'timeline' }, 48, ['groups', 'output'])]).toEqual([false, 'groups']);
  });

  it('gives every view the same digit always', () => {
    expect(viewNames.map((name) => `${digitOf(name)} ${name}`)).toEqual(['1 groups', '2 matrix', '3 output', '4 timeline', '5 details']);
  });
});
