// Reports as data, made without an engine: of a run with as many hosts as wanted, with whatever text a test wants in it.
import { type GroupOutput, outputBounds, reportedOutputs } from '../../shared/model/report/outputs.ts';
import type { Report, ReportedExecution } from '../../shared/model/report/report.ts';
import type { ExecutionState } from '../../shared/model/run.ts';

export const began = Date.UTC(2026, 10, 24, 9);
const instant = (afterMs: number) => new Date(began + afterMs).toISOString();

export interface RunShape {
  hosts: number;
  job?: string;
  hostName?: (i: number) => string;
  /** lines of the host */
  output?: (i: number) => string[];
  script?: string;
  stateOf?: (i: number) => ExecutionState;
}

export function reportOfRun(shape: RunShape): Report {
  const { hosts, job = 'backup-db', script = '#!/bin/sh\ndf -h /\n' } = shape;
  const hostName = shape.hostName ?? ((i: number) => `web-${String(i + 1).padStart(4, '0')}`);
  const stateOf = shape.stateOf ?? ((i: number): ExecutionState => (i % 50 === 7 ? 'failed' : 'succeeded'));
  const output = shape.output ?? ((i: number) => [`checking web-${i}`, '\u001b[32mok\u001b[0m']);
  const bounds = outputBounds(hosts);
  const executions = Array.from({ length: hosts }, (_, i) => executionOf(job, hostName(i), stateOf(i), i));
  const outputs = executions.map((execution, i): GroupOutput => {
    const lines = output(i).map((text, n) => ({ n: n + 1, stream: n % 7 === 3 ? ('stderr' as const) : ('stdout' as const), text }));
    const bounded = lines.length <= bounds.head + bounds.tail;
    return {
      hosts: [execution.host],
      sample: execution.host,
      state: execution.state,
      exitCode: execution.exitCode,
      total: lines.length,
      head: bounded ? lines : lines.slice(0, bounds.head),
      tail: bounded ? [] : lines.slice(-bounds.tail),
      notStored: null,
    };
  });
  const counts: Partial<Record<ExecutionState, number>> = {};
  for (const { state } of executions) counts[state] = (counts[state] ?? 0) + 1;
  return {
    schema: 'djcron/report/v1',
    kind: 'run',
    title: `Run of ${job}`,
    madeAt: instant(3_600_000),
    madeBy: 'ana',
    version: '0.1.0',
    timezone: 'UTC',
    audit: { seq: 12, hash: 'ab'.repeat(32) },
    about: { run: 'r-01ABC', job, host: null, since: null, until: null },
    run: {
      id: 'r-01ABC',
      job,
      jobVersion: 3,
      state: 'partial',
      trigger: 'manual',
      actor: 'ana',
      createdAt: instant(0),
      startedAt: instant(100),
      finishedAt: instant(65_000),
      durationMs: 64_900,
      target: '@web',
      params: { label: 'nightly' },
      retryOf: null,
      schedule: null,
      scheduledAt: null,
      parentRun: null,
      script,
      runAs: 'postgres',
      fanout: 20,
      timeoutMs: 3_600_000,
      outputRemoved: null,
      counts,
      outputs: reportedOutputs(outputs, bounds),
    },
    period: null,
    executions,
    notes: [],
  };
}

function executionOf(job: string, host: string, state: ExecutionState, i: number): ReportedExecution {
  const ok = state === 'succeeded';
  return {
    run: 'r-01ABC',
    job,
    trigger: 'manual',
    actor: 'ana',
    host,
    state,
    attempt: 1,
    exitCode: ok ? 0 : 1,
    signal: null,
    reason: 'exit',
    detail: ok ? null : 'a command was not found',
    startedAt: instant(200 + i),
    finishedAt: instant(1200 + i * 37),
    durationMs: 1000 + i * 36,
    stdoutBytes: 120,
    stderrBytes: 0,
    hostKey: `SHA256:${'x'.repeat(43)}`,
  };
}
