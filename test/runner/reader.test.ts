// Telling noise, output and end apart, wherever the packets of the network happen to be cut.
import { describe, expect, test } from 'vitest';
import { createReader, type StreamName } from '../../electron/runner/wrapper/reader.ts';

const keys = { nonce: 'abc123', secret: '\x1e0123456789abcdef' };

function read(pieces: readonly (readonly [StreamName, Buffer | string])[], close = true) {
  const events: string[] = [];
  const output = { stdout: '', stderr: '' };
  const reader = createReader(keys, {
    ready: () => events.push('ready'),
    begin: ({ pid, start }) => events.push(`begin ${pid} ${start}`),
    fail: (reason) => events.push(`fail ${reason}`),
    output: (stream, bytes) => {
      output[stream] += bytes.toString('latin1');
    },
    end: (stream, code) => events.push(`end ${stream} ${code}`),
  });
  for (const [stream, bytes] of pieces) reader.push(stream, Buffer.from(bytes));
  if (close) for (const stream of ['stdout', 'stderr'] as const) reader.close(stream);
  return { events, ...output, noise: reader.noise('stdout') };
}

const begin = '\nDJ-BEGIN abc123 42 777\n';
const end = (code: number) => `${keys.secret} ${code}\n`;

describe('a stream from a host', () => {
  const whole = `motd\n\nDJ-READY abc123\n${begin}one\n\x1e01 \x1etwo${end(143)}late bytes of a daemon`;
  const expected = { events: ['ready', 'begin 42 777', 'end stdout 143'], stdout: 'one\n\x1e01 \x1etwo', stderr: '', noise: 'motd\n' };

  test('is read alike in one piece, byte by byte, and cut anywhere', () => {
    expect(read([['stdout', whole]])).toEqual(expected);
    expect(read(whole.split('').map((byte) => ['stdout', byte] as const))).toEqual(expected);
    for (let at = 1; at < whole.length; at++) {
      expect(
        read([
          ['stdout', whole.slice(0, at)],
          ['stdout', whole.slice(at)],
        ]),
        `cut at ${at}`,
      ).toEqual(expected);
    }
  });

  test('gives out at once all that cannot belong to the end', () => {
    const { stdout } = read([['stdout', `${begin}prompt: 0123`]], false);
    expect(stdout).toBe('prompt: 0123');
    expect(read([['stdout', `${begin}x\x1e0`]], false).stdout).toBe('x');
    expect(read([['stdout', `${begin}x\x1e0`]]).stdout).toBe('x\x1e0');
  });

  test('knows the begin by whichever stream comes first', () => {
    const { events, stderr } = read([
      ['stderr', `${begin}oops${end(7)}`],
      ['stdout', `\nDJ-READY abc123\n${begin}${end(7)}`],
    ]);
    expect([events, stderr]).toEqual([['begin 42 777', 'end stderr 7', 'ready', 'end stdout 7'], 'oops']);
  });

  test('takes no mark of another nonce, and no secret without a code', () => {
    expect(read([['stdout', '\nDJ-READY other\n\nDJ-BEGIN other 1 1\nx']]).events).toEqual([]);
    const odd = `${keys.secret} 1234\n${keys.secret}x${keys.secret}${keys.secret} 9`;
    expect(read([['stdout', `${begin}${odd}`]])).toMatchObject({ events: ['begin 42 777'], stdout: odd });
  });

  test('bytes that are no text stand anywhere', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const { stdout } = read([['stdout', Buffer.concat([Buffer.from(begin), bytes, Buffer.from(end(0))])]]);
    expect(stdout).toBe(bytes.toString('latin1'));
  });

  test('endless noise is a failure, and kept within bounds', () => {
    const { events, noise } = read(Array.from({ length: 40 }, () => ['stdout', 'x'.repeat(4096)] as const));
    expect([events, noise.length]).toEqual([['fail noise'], 65536]);
  });

  test('a failure that the host tells is told once', () => {
    expect(read([['stdout', '\nDJ-READY abc123\n\nDJ-FAIL abc123 no-place\n\nDJ-FAIL abc123 no-place\n']]).events).toEqual([
      'ready',
      'fail no-place',
    ]);
  });
});
