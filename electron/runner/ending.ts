// What an execution that was sent to its host came to, from all that is known of its end. Pure.
import type { Outcome } from '../../shared/model/run.ts';
import type { StopReport } from './wrapper/stop.ts';

export interface Known {
  host: string;
  /** as the end's secret told it; null: it never did */
  exitCode: number | null;
  /** who asked for the end, and what the host reported of it */
  stopping: { by: 'cancel' | 'timeout'; report: StopReport | null } | null;
  connectionLost: boolean;
  channelClosed: boolean;
}

/**
 * A script that lived when it was signalled was ended by us, whatever its code; one that had gone by then ended by itself.
 * Without the secret there is never a success.
 */
export function endingOf({ host, exitCode, stopping, connectionLost, channelClosed }: Known): Outcome {
  const report = stopping?.report ?? null;
  if (stopping !== null && report?.signalled === true) {
    const killed = exitCode === 137 || (exitCode === null && report.killed);
    return {
      type: 'ended',
      by: stopping.by,
      exitCode: exitCode ?? (killed ? 137 : 143),
      signal: killed ? 'SIGKILL' : 'SIGTERM',
      survivors: report.complete ? report.survivors : null,
    };
  }
  if (exitCode !== null) return { type: 'exited', exitCode };
  if (connectionLost) return { type: 'lost', reason: 'connection-lost', cause: `the connection to ${host} was lost while the script ran` };
  if (stopping !== null && report?.signalled === null && !channelClosed) {
    return { type: 'ended', by: stopping.by, exitCode: null, signal: null, survivors: null };
  }
  return { type: 'lost', reason: 'wrapper-killed', cause: `what watched over the script on ${host} was killed` };
}

/** The connection went before the script's first byte. `sent`: the script was on its way. */
export function lostBeforeStart(host: string, sent: boolean): Outcome {
  if (sent) {
    const cause = `the connection to ${host} was lost while the script was sent; it may have started`;
    return { type: 'lost', reason: 'connection-lost', cause };
  }
  return { type: 'unreachable', cause: `the connection to ${host} was lost before the script was sent`, remedy: 'run it again' };
}
