// Executions that came to the same, and the one the others are held against.
import { describe, expect, it } from 'vitest';
import { type End, groupsOf } from '../../../shared/model/fold/groups.ts';

const end = (host: string, parts: Partial<End>): End => ({
  host,
  state: 'succeeded',
  exitCode: 0,
  signal: null,
  reason: null,
  told: '',
  digest: 'x',
  ...parts,
});
const hostsOf = (ends: readonly End[]) =>
  groupsOf(ends).map(({ members, reference }) => `${members.map(({ host }) => host).join()}${reference ? ' *' : ''}`);

describe('the reference', () => {
  it('is the largest group that went well, and stands first', () => {
    const failed = ['f1', 'f2', 'f3', 'f4'].map((host) => end(host, { state: 'failed', exitCode: 1 }));
    const [odd, even] = [end('a', { digest: 'y' }), ['b', 'c'].map((host) => end(host, {}))];
    expect(hostsOf([...failed, odd, ...even])).toEqual(['b,c *', 'f1,f2,f3,f4', 'a']);
  });

  it('is none that was cancelled, though it ended with 0, while one succeeded', () => {
    const cancelled = ['c1', 'c2'].map((host) => end(host, { state: 'cancelled', signal: 'SIGTERM' }));
    expect(hostsOf([...cancelled, end('good', {})])).toEqual(['good *', 'c1,c2']);
  });

  it('is the one with the lowest exit code where nothing went well', () => {
    const ends = [
      end('a', { state: 'unreachable', exitCode: null }),
      end('b', { state: 'failed', exitCode: 3 }),
      end('c', { state: 'failed', exitCode: 2 }),
    ];
    expect(hostsOf(ends)).toEqual(['c *', 'a', 'b']);
    expect(hostsOf([])).toEqual([]);
  });
});
