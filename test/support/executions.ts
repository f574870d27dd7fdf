// Executions as the contract has them, for decisions that look at a few of their parts.
import type { Execution } from '../../shared/contract/run.ts';

/** Queued, never begun, but for what is given. */
export function executionLike(host: string, parts: Partial<Execution> = {}): Execution {
  return {
    host,
    index: 0,
    state: 'queued',
    attempt: 1,
    attempts: [],
    exitCode: null,
    signal: null,
    reason: null,
    detail: null,
    unproven: false,
    noContactSince: null,
    notBefore: null,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    stdoutBytes: 0,
    stderrBytes: 0,
    cut: null,
    lines: 0,
    hostKey: null,
    samplesNote: null,
    ...parts,
  };
}
