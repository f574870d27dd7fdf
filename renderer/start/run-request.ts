// What the run dialog is asked to start: a saved job, or a script for this once.
import type { Run } from '../../shared/contract/run.ts';
import type { Values } from './parameter-values.ts';

export interface AdHoc {
  target: string;
  script: string;
  runAs?: string;
  fanout?: number;
  timeoutMs?: number;
}

export interface RunRequest {
  /** a saved job … */
  job?: string;
  params?: Values;
  /** instead of the job's own */
  target?: string;
  /** … or a script for this once */
  adHoc?: AdHoc;
  onStarted?: (run: Run) => void;
}
