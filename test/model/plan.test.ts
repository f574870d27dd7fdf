// The pure rules: durations, modes, interpreters, states of runs and exit codes.
import { describe, expect, test } from 'vitest';
import { formatDuration, formatElapsed, parseDuration } from '../../shared/model/duration.ts';
import { jobDefinition } from '../../shared/model/job.ts';
import { interpreterOf, planJob } from '../../shared/model/plan.ts';
import { policiesOf } from '../../shared/model/policies.ts';
import { exitCodeOfRun, runStateOf } from '../../shared/model/run.ts';
import { formatSize, parseSize } from '../../shared/model/size.ts';

const definition = (more: object = {}) =>
  jobDefinition.parse({ apiVersion: 'djcron/v1', kind: 'Job', name: 'x', script: { text: 'true' }, targets: '@all', ...more });

test.each([
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  ['250ms', 250],
  ['1.5s', 1500],
])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each(['', '5', 'm', '5 m', '30m1h', '-5s', '1h1h', 'soon'])('"%s" is no duration', (text) => expect(parseDuration(text)).toBeNull());

test('a duration reads back what was written', () => {
  for (const ms of [0, 1, 999, 1000, 61_000, 3_599_999, 90_061_001]) expect(parseDuration(formatDuration(ms))).toBe(ms);
});

test('how long something took is told in words', () => {
  const spans = [0, 840, 999, 1000, 6940, 6960, 9949, 9950, 59_499, 59_500, 91_400, 3_599_600, 7_500_000, 273_600_000, -5];
  expect(spans.map(formatElapsed)).toEqual([
    ...['0 ms', '840 ms', '999 ms', '1.0 s', '6.9 s', '7.0 s', '9.9 s', '10 s', '59 s', '1m 00s', '1m 31s', '1h 00m', '2h 05m'],
    ...['3d 04h', '0 ms'],
  ]);
});

test.each([
  ['50MiB', 52_428_800],
  ['1GB', 1_000_000_000],
  ['1.5 GiB', 1_610_612_736],
  ['64k', 65_536],
  ['4096', 4096],
  ['0B', 0],
])('%s is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

test.each(['', 'MiB', '-1MiB', '50 MiB s', '1e9', '50MiBs', '9999999TiB', 'much'])('"%s" is no size', (text) =>
  expect(parseSize(text)).toBeNull(),
);

test('a size reads back what was written', () => {
  for (const bytes of [0, 1, 1000, 1024, 1536, 52_428_800, 1_000_000_000, 1024 ** 4, 1_234_567_891])
    expect(parseSize(formatSize(bytes))).toBe(bytes);
  expect([formatSize(1024 ** 3), formatSize(2_000_000), formatSize(1025)]).toEqual(['1GiB', '2MB', '1025B']);
});

describe('policies of output', () => {
  test('are numbers for the run, with defaults for what the file leaves out', () => {
    expect(policiesOf(definition())).toMatchObject({
      idleTimeoutMs: null,
      output: 'separate',
      outputLimitBytes: 1024 ** 3,
      spoolLimitBytes: 1024 ** 3,
      keep: null,
    });
    const policies = { idleTimeout: '15m', output: 'merged', outputLimit: '50MiB', spoolLimit: 1_000_000, keep: { days: 90 } };
    expect(policiesOf(definition({ policies }))).toMatchObject({
      idleTimeoutMs: 900_000,
      output: 'merged',
      outputLimitBytes: 52_428_800,
      spoolLimitBytes: 1_000_000,
      keep: { runs: null, days: 90 },
    });
  });
});

describe('mode', () => {
  const hosts = ['a', 'b', 'c', 'd'];
  const plan = (mode: unknown) =>
    planJob({ definition: definition({ mode }), target: '@all', hosts, params: {}, active: [], pick: (count) => count - 1 }).hosts;
  test('all takes every host, one a single one, a number so many, in the order of the target', () => {
    expect([plan('all'), plan('one'), plan(2), plan(9)]).toEqual([hosts, ['d'], ['c', 'd'], hosts]);
  });
});

test.each([
  ['#!/bin/bash\nx', '/bin/bash'],
  ['#! /usr/bin/env -S python3 -u\r\nx', '/usr/bin/env -S python3 -u'],
  ['echo\n#!/bin/bash', '/bin/sh'],
  ['', '/bin/sh'],
])('the interpreter of %j is %s', (script, interpreter) => expect(interpreterOf(script)).toBe(interpreter));

test.each([
  [{ succeeded: 2 }, 'succeeded', 0],
  [{ succeeded: 1, failed: 1 }, 'partial', 1],
  [{ succeeded: 1, skipped: 1 }, 'partial', 1],
  [{ failed: 1, cancelled: 1 }, 'cancelled', 1],
  [{ unreachable: 1, refused: 1 }, 'failed', 4],
  [{ succeeded: 3, lost: 1 }, 'partial', 4],
  [{ 'timed-out': 1, succeeded: 1 }, 'partial', 124],
  [{ 'timed-out': 1, failed: 1 }, 'failed', 1],
] as const)('executions %j make a run %s and exit code %d', (counts, state, code) => {
  expect([runStateOf(counts), exitCodeOfRun(counts)]).toEqual([state, code]);
});

test('a run is queued until its first execution starts, and running until its last has ended', () => {
  expect([runStateOf({ queued: 2 }), runStateOf({ queued: 1, succeeded: 1 }), runStateOf({ running: 1, failed: 1 })]).toEqual([
    'queued',
    'running',
    'running',
  ]);
});
