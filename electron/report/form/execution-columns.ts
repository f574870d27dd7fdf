// The columns of an execution in CSV and XLSX.
import type { ReportedExecution } from '../../../shared/model/report/report.ts';

interface ExecutionColumn {
  name: string;
  value(execution: ReportedExecution): string | number | null;
  /** characters, in a sheet */
  width: number;
}

export const executionColumns: readonly ExecutionColumn[] = [
  { name: 'run', value: (it) => it.run, width: 30 },
  { name: 'job', value: (it) => it.job, width: 20 },
  { name: 'host', value: (it) => it.host, width: 20 },
  { name: 'state', value: (it) => it.state, width: 12 },
  { name: 'exit_code', value: (it) => it.exitCode, width: 10 },
  { name: 'signal', value: (it) => it.signal, width: 10 },
  { name: 'reason', value: (it) => it.reason, width: 14 },
  { name: 'detail', value: (it) => it.detail, width: 40 },
  { name: 'attempt', value: (it) => it.attempt, width: 8 },
  { name: 'trigger', value: (it) => it.trigger, width: 10 },
  { name: 'actor', value: (it) => it.actor, width: 12 },
  { name: 'started_at', value: (it) => it.startedAt, width: 25 },
  { name: 'finished_at', value: (it) => it.finishedAt, width: 25 },
  { name: 'duration_ms', value: (it) => it.durationMs, width: 12 },
  { name: 'stdout_bytes', value: (it) => it.stdoutBytes, width: 12 },
  { name: 'stderr_bytes', value: (it) => it.stderrBytes, width: 12 },
  { name: 'host_key', value: (it) => it.hostKey, width: 50 },
];
