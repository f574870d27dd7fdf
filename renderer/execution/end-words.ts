// How an execution stands or ended, in words. Pure.
import type { Execution } from '../../shared/contract/run.ts';
import { formatElapsed } from '../../shared/model/duration.ts';
import { lookOf } from '../parts/states.ts';
import { shownState } from '../run/host-order.ts';

/** `exit 3`, `SIGTERM`, or nothing while it cannot be known. */
export function codeText({ exitCode, signal }: Pick<Execution, 'exitCode' | 'signal'>): string {
  if (signal !== null) return exitCode === null ? signal : `${signal}, exit ${exitCode}`;
  return exitCode === null ? '' : `exit ${exitCode}`;
}

/** `web-07, failed, exit 1, 12 s` */
export function executionWords(execution: Execution): string {
  const { host, durationMs } = execution;
  const took = durationMs === null ? '' : formatElapsed(durationMs);
  return [host, lookOf(shownState(execution)).word, codeText(execution), took].filter((part) => part !== '').join(', ');
}
