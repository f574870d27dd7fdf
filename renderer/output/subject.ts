// What an output pane shows: the lines of one execution, or of several in order of arrival. What differs between the two is
// told here; all that shows lines is the same for both.
import type { ReactNode } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import type { SourceLine } from './output-lines.ts';

export interface Subject {
  run: string;
  /** null: several hosts, whose names stand before their lines */
  execution: Execution | null;
  /** whose lines they are */
  executions: readonly Execution[];
  /** of whom: `web-01`, `12 hosts` */
  label: string;
  /** more lines may come */
  live: boolean;
  startedAt: string | null;
  /** as the engine announced them */
  lines: number;
  /** what stands in the place of lines as long as none can come; null: they must come */
  empty: ReactNode;
  /** longest host name, in characters; 0: no names are shown */
  nameWidth: number;
  read(from: number, count: number): Promise<{ lines: SourceLine[]; total: number; complete: boolean }>;
  /** Number of the first line that arrived at or after an instant; null: none did. */
  lineSince(at: number): Promise<number | null>;
}

/** A run's executions as one thing: the earliest start, whether any goes on, and all lines. */
export function summed(executions: readonly Execution[]): Pick<Subject, 'executions' | 'live' | 'startedAt' | 'lines'> {
  const starts = executions.flatMap(({ startedAt }) => startedAt ?? []).sort();
  return {
    executions,
    live: executions.some(({ state }) => !isFinal(state)),
    startedAt: starts[0] ?? null,
    lines: executions.reduce((sum, { lines }) => sum + lines, 0),
  };
}
