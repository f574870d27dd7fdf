// What a server means that opens no channel.
import { expect, test } from 'vitest';
import { type Refused, refusalOf } from '../../electron/runner/ssh/refusal.ts';

const exec: Refused = { host: 'a', user: 'ana', message: 'Unable to exec', channels: 1, served: false, times: 1 };
const open: Refused = { ...exec, message: '(SSH) Channel open failure: open failed' };

test.for<[string, Refused, object]>([
  ['a command is refused once: its session may have been killed as it began', exec, { type: 'elsewhere' }],
  [
    'a command is refused again',
    { ...exec, times: 2 },
    { type: 'broken', outcome: { reason: 'no-exec', cause: 'a refuses to run commands for ana' } },
  ],
  ['no channel beside others', { ...open, channels: 5, served: true }, { type: 'fewer', channels: 4 }],
  ['no channel where there was one', { ...open, served: true }, { type: 'elsewhere' }],
  ['no channel at all', open, { type: 'broken', outcome: { reason: 'no-session' } }],
  ['a connection that died', { ...exec, message: 'No response from server' }, { type: 'elsewhere' }],
  ['whatever it is, for ever', { ...open, channels: 5, served: true, times: 20 }, { type: 'broken', outcome: { reason: 'no-session' } }],
])('%s', ([, refused, expected]) => {
  expect(refusalOf(refused)).toMatchObject(expected);
});
