// One message, one execution row: what changes. Pure; final states absorb everything that comes later.
import { endOf, isFinal, type Outcome } from '../../../shared/model/run.ts';
import type { RunnerMessage } from '../../runner/messages.ts';
import type { ExecutionRow } from '../../store/executions.ts';

type StateMessage = Exclude<RunnerMessage, { type: 'output' | 'samples' | 'cleaned' }>;

/** Gives the same row when the message changes nothing. */
export function advance(row: ExecutionRow, message: StateMessage, successCodes: readonly number[]): ExecutionRow {
  if (isFinal(row.state)) return row;
  switch (message.type) {
    case 'started':
      return {
        ...row,
        state: 'running',
        startedAt: row.startedAt ?? message.at,
        pid: message.pid,
        hostKey: message.hostKey || row.hostKey,
        ...inContact(row),
      };
    case 'no-contact':
      return { ...row, noContactSince: row.noContactSince ?? message.at, detail: message.cause };
    case 'no-samples':
      return { ...row, samplesNote: message.reason };
    case 'finished':
      return conclude({ ...row, hostKey: message.hostKey ?? row.hostKey }, message.outcome, { at: message.at, successCodes });
  }
}

export function conclude(row: ExecutionRow, outcome: Outcome, when: { at: number; successCodes: readonly number[] }): ExecutionRow {
  if (isFinal(row.state)) return row;
  const end = endOf(outcome, when.successCodes);
  const unproven = isProven(outcome) ? 0 : 1;
  const finishedAt = Math.max(when.at, row.startedAt ?? 0);
  const met = inContact(row);
  return { ...row, ...end, unproven, ...met, detail: end.detail ?? met.detail, finishedAt };
}

/** Why there was no contact says nothing any more of one that was met again. */
function inContact({ noContactSince, detail }: ExecutionRow): Pick<ExecutionRow, 'noContactSince' | 'detail'> {
  return { noContactSince: null, detail: noContactSince === null ? detail : null };
}

/** Nothing of it is alive any more, as far as its host could look. */
function isProven(outcome: Outcome): boolean {
  if (outcome.type === 'lost') return outcome.reason === 'rebooted';
  return outcome.type !== 'ended' || outcome.survivors?.length === 0;
}
