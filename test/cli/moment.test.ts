import { describe, expect, test } from 'vitest';
import { notSucceededLine, progressLine, summaryLine } from '../../electron/cli/run/summary.ts';
import { parseMoment, showBytes, showElapsed } from '../../electron/cli/terminal/moment.ts';
import type { Execution, Run } from '../../shared/contract/run.ts';
import { command } from './terminal.ts';

test('durations and sizes read as people say them', () => {
  expect([0, 840, 6960, 12_340, 192_000, 7_500_000, null].map(showElapsed)).toEqual(['0ms', '840ms', '7.0s', '12s', '3m12s', '2h05m', '-']);
  expect([0, 512, 1536, 96 * 2 ** 30, null].map(showBytes)).toEqual(['0 B', '512 B', '1.5 KiB', '96 GiB', '-']);
});

test('a time is RFC 3339, a date, or so long ago', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');
  expect(['-2h', '-1h30m', '2026-11-24T10:00:00+01:00', 'yesterday', '-soon', '2026-13-01'].map((text) => parseMoment(text, now))).toEqual([
    '2026-11-24T10:00:00.000Z',
    '2026-11-24T10:30:00.000Z',
    '2026-11-24T09:00:00.000Z',
    null,
    null,
    null,
  ]);
});

test.each([
  ['run list', '--since'],
  ['run list', '--until'],
  ['run logs last', '--since'],
  ['run logs last', '--until'],
  ['audit list', '--since'],
  ['report period --since -1d', '--until'],
  ['schedule ledger', '--since'],
  ['schedule pause', '--until'],
  ['cron next @daily', '--from'],
])('%s %s refuses what is no time with the forms there are', async (line, option) => {
  const { code, stdout, stderr } = await command([...line.split(' '), option, 'teatime']);
  const forms = 'A time is written as 2027-01-05T09:00:00Z, "2027-01-05 09:00", 2027-01-05 or -2h';
  const help = `djcron ${line.split(' ').slice(0, 2).join(' ')} --help`;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(`djcron: option '${option} <time>' argument 'teatime' is invalid. ${forms}: see ${help} [DJ-INPUT-INVALID]\n`);
});

const execution = (host: string, more: Partial<Execution>): Execution => ({
  host,
  index: 0,
  state: 'succeeded',
  attempt: 1,
  exitCode: 0,
  signal: null,
  reason: 'exit',
  detail: null,
  noContactSince: null,
  notBefore: null,
  attempts: [],
  startedAt: null,
  finishedAt: null,
  durationMs: null,
  stdoutBytes: 0,
  stderrBytes: 0,
  lines: 0,
  hostKey: null,
  samplesNote: null,
  unproven: false,
  cut: null,
  ...more,
});

describe('the end of a run', () => {
  const executions = [
    execution('a', {}),
    execution('b', { state: 'failed', exitCode: 3 }),
    execution('c', { state: 'failed', exitCode: 1 }),
    execution('d', { state: 'failed', exitCode: 1 }),
    execution('e', { state: 'unreachable', exitCode: null, reason: 'unreachable', detail: 'connection refused: start sshd' }),
    execution('f', {
      state: 'cancelled',
      exitCode: 143,
      signal: 'SIGTERM',
      reason: 'cancel',
      detail: 'confirmed: no process of it is left',
    }),
  ];

  test('is one line that tells how many ended how', () => {
    const run = { executions, durationMs: 192_000, counts: { succeeded: 1, failed: 3, unreachable: 1, cancelled: 1 } } as unknown as Run;
    expect(summaryLine(run)).toBe('1/6 succeeded, 3 failed (exit 1, 3), 1 cancelled, 1 unreachable, 3m12s');
  });

  test('is one line for each host that did not succeed, with the reason', () => {
    expect(executions.slice(1).map(notSucceededLine)).toEqual([
      'b: failed (exit 3)',
      'c: failed (exit 1)',
      'd: failed (exit 1)',
      'e: unreachable: connection refused: start sshd',
      'f: cancelled (exit 143, SIGTERM): confirmed: no process of it is left',
    ]);
  });

  test('is seen coming', () => {
    expect(progressLine([...executions, execution('g', { state: 'running' }), execution('h', { state: 'queued' })])).toBe(
      '6/8 done, 1 running, 3 failed, 1 cancelled, 1 unreachable',
    );
  });
});
