// One truth from all that is known of an execution's end; and chunks as they leave.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Chunk, createChunker } from '../../electron/runner/chunks.ts';
import { beganAt, endedAt, type HostEnd, outcomeOfEnd } from '../../electron/runner/ending.ts';
import { createReadingParser } from '../../electron/runner/samples/reading.ts';

const end = (more: Partial<HostEnd>): HostEnd => ({ exitCode: null, why: 'exit', hit: [], left: [], ...more });

test.for<[string, Partial<HostEnd>, object]>([
  ['its own end', { exitCode: 4 }, { type: 'exited', exitCode: 4, leftovers: [] }],
  ['its own end with a daemon left behind', { exitCode: 0, left: ['7 x'] }, { type: 'exited', exitCode: 0, leftovers: ['7 x'] }],
  [
    'a stop by TERM',
    { exitCode: 143, why: 'cancel', hit: ['5 sh', '5 sh', '6 y'] },
    { type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM', signalled: ['5 sh', '6 y'], survivors: [] },
  ],
  ['a stop by KILL', { exitCode: 137, why: 'timeout' }, { type: 'ended', by: 'timeout', exitCode: 137, signal: 'SIGKILL' }],
  ['a stop that left something', { exitCode: 143, why: 'cancel', left: ['7 x'] }, { type: 'ended', survivors: ['7 x'] }],
  ['too long without a word', { exitCode: 143, why: 'idle-timeout' }, { type: 'ended', by: 'idle-timeout' }],
  ['too much output', { exitCode: 143, why: 'output-limit' }, { type: 'ended', by: 'output-limit' }],
  ['an end that nobody saw', { why: 'supervisor-lost' }, { type: 'lost', reason: 'supervisor-killed' }],
  ['an exit without its code', {}, { type: 'lost', reason: 'supervisor-killed' }],
  ['a stop whose code nobody saw', { why: 'cancel' }, { type: 'ended', by: 'cancel', exitCode: null, signal: 'SIGTERM' }],
  ['a reason from another time', { exitCode: 0, why: 'whatever' }, { type: 'lost' }],
])('%s', ([, facts, outcome]) => {
  expect(outcomeOfEnd('a', end(facts))).toMatchObject(outcome);
});

describe('the time of an execution', () => {
  test.for<[string, { start: string; up: number }, number]>([
    ['from the host, also when it is learnt late', { start: '500', up: 9000 }, 6000],
    ['now, on a host without /proc', { start: '-', up: 9000 }, 10_000],
    ['now, when the host says it was before the order', { start: '100', up: 90_000 }, 10_000],
    ['now, when the host says it is to come', { start: '5000', up: 9000 }, 10_000],
  ])('begins %s', ([, told, at]) => {
    expect(beganAt(10_000, 4000, told)).toBe(at);
  });

  test.for<[string, number | null, number | null, number]>([
    ['when it did by the host, learnt late', 1000, 5000, 6000],
    ['now, when it never began', null, null, 10_000],
    ['now, when the host did not count', 4000, null, 10_000],
    ['now, rather than a moment later', 4000, 6100, 10_000],
    ['by the host, when the clock here was set back meanwhile', 90_000, 5000, 95_000],
    ['not before it began, when nothing else is known', 90_000, null, 90_000],
  ])('ends %s', ([, startedAt, ms, at]) => {
    expect(endedAt(10_000, startedAt, ms)).toBe(at);
  });
});

describe('chunks', () => {
  let chunks: (Omit<Chunk, 'bytes'> & { text: string })[];
  const chunker = () => createChunker(({ stream, at, bytes }) => chunks.push({ stream, at, text: Buffer.from(bytes).toString() }));
  beforeEach(() => {
    chunks = [];
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('leave 50 ms after their first byte, and carry its time', () => {
    const { add } = chunker();
    add('stdout', Buffer.from('a\n'));
    vi.advanceTimersByTime(30);
    add('stdout', Buffer.from('b\n'));
    expect(chunks).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(chunks).toEqual([{ stream: 'stdout', at: 1000, text: 'a\nb\n' }]);
  });

  test('end with a line when the rest can wait', () => {
    const { add } = chunker();
    add('stdout', Buffer.from('a\n'));
    vi.advanceTimersByTime(30);
    add('stdout', Buffer.from('half'));
    vi.advanceTimersByTime(20);
    expect(chunks.map(({ text }) => text)).toEqual(['a\n']);
    vi.advanceTimersByTime(30);
    expect(chunks[1]).toEqual({ stream: 'stdout', at: 1030, text: 'half' });
  });

  test('keep the order of the two streams', () => {
    const { add, flush } = chunker();
    for (const [i, stream] of (['stdout', 'stderr', 'stderr', 'stdout'] as const).entries()) add(stream, Buffer.from(`${i}\n`));
    flush();
    expect(chunks.map(({ stream, text }) => `${stream} ${text}`)).toEqual(['stdout 0\n', 'stderr 1\n2\n', 'stdout 3\n']);
  });

  test('are of 64 KiB at most and lose nothing', () => {
    const { add, flush } = chunker();
    const line = `${'x'.repeat(999)}\n`;
    for (let i = 0; i < 200; i++) add('stdout', Buffer.from(line));
    add('stdout', Buffer.from('y'.repeat(200_000)));
    flush();
    expect(chunks.map(({ text }) => text).join('')).toBe(line.repeat(200) + 'y'.repeat(200_000));
    expect(Math.max(...chunks.map(({ text }) => text.length))).toBeLessThanOrEqual(65536);
    expect(chunks[0]?.text.endsWith('\n')).toBe(true);
  });
});

describe('readings', () => {
  const parse = (lines: readonly string[]) => {
    const parser = createReadingParser();
    return lines.map((line, i) => parser.line(line, () => 1000 * (i + 1))).filter((reading) => reading !== null);
  };

  test('are rates between two lines, in the units the host told', () => {
    const [first, second] = parse([
      'DJ-PROC 100.00 1000 400 1000000 600000 0 0 0 0 0.50 100 10 2 0 - 16384 250',
      'DJ-PROC 102.00 1400 500 1000000 500000 4000 2000 1024 2048 0.75 600 20 3 2000 - 16384 250',
    ]);
    expect(first).toEqual({
      at: 1000,
      host: {
        cpuPercent: null,
        memoryBytes: 400000,
        memoryTotalBytes: 1000000,
        netRxBytesPerS: null,
        netTxBytesPerS: null,
        diskReadBytesPerS: null,
        diskWriteBytesPerS: null,
        load1: 0.5,
      },
      execution: { cpuPercent: null, memoryBytes: 163840, diskReadBytesPerS: null, diskWriteBytesPerS: null, processes: 2 },
    });
    expect(second).toEqual({
      at: 2000,
      host: {
        cpuPercent: 25,
        memoryBytes: 500000,
        memoryTotalBytes: 1000000,
        netRxBytesPerS: 2000,
        netTxBytesPerS: 1000,
        diskReadBytesPerS: 512,
        diskWriteBytesPerS: 1024,
        load1: 0.75,
      },
      execution: { cpuPercent: 100, memoryBytes: 327680, diskReadBytesPerS: 1000, diskWriteBytesPerS: null, processes: 3 },
    });
  });

  test('never go below nothing when a counter starts again', () => {
    const [, second] = parse([
      'DJ-PROC 100.00 1000 400 1000 600 900 900 900 900 0.5 100 10 2 50 50 4096 100',
      'DJ-PROC 101.00 900 300 1000 600 0 0 0 0 0.5 0 10 2 0 0 4096 100',
    ]);
    expect(second).toMatchObject({ host: { netRxBytesPerS: 0, cpuPercent: null }, execution: { cpuPercent: 0, diskReadBytesPerS: 0 } });
  });

  test('of ps are gauges of the host and a rate of the execution', () => {
    const [, second] = parse(['DJ-PS 10 4 8000 2000 1.5 200.0 1.00 500 2', 'DJ-PS 11 4 8000 2000 1.5 200.0 1.50 500 2']);
    expect(second).toMatchObject({
      host: { cpuPercent: 50, memoryBytes: 6000, load1: 1.5, netRxBytesPerS: null },
      execution: { cpuPercent: 50, memoryBytes: 500, processes: 2 },
    });
  });

  test('are not made of what is no number, too short, or a lie', () => {
    expect(
      parse([
        'DJ-PROC',
        'DJ-PROC x',
        'hello',
        '',
        'DJ-PROC -1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0',
        'DJ-PROC Infinity 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0',
      ]),
    ).toEqual([]);
  });
});
