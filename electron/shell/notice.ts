// What a system notice and the two questions of the window say. Words only; who shows them is window.ts.
import type { Run } from '../../shared/contract/run.ts';
import { type ExecutionState, executionStates } from '../../shared/model/run.ts';
import { nameOf, placeOf, type RunningRun } from './tray.ts';
import { plural } from './wording.ts';

export interface Notice {
  title: string;
  body: string;
  /** where a click leads, after the `#` */
  place: string;
}

const words: Partial<Record<ExecutionState, string>> = {
  failed: 'failed',
  'timed-out': 'timed out',
  unreachable: 'unreachable',
  refused: 'refused',
  lost: 'lost',
  cancelled: 'cancelled',
  skipped: 'skipped',
};

/** Null for a run that goes on, went well, or was ended by somebody on purpose. */
export function noticeOf(run: Pick<Run, 'id' | 'job' | 'state' | 'counts'>): Notice | null {
  if (run.state !== 'failed' && run.state !== 'partial') return null;
  const count = (state: ExecutionState) => run.counts[state] ?? 0;
  const total = executionStates.reduce((sum, state) => sum + count(state), 0);
  const bad = total - count('succeeded');
  return {
    title: `${nameOf(run)} failed on ${bad} of ${plural(total, 'host')}`,
    body: executionStates.flatMap((state) => (words[state] && count(state) > 0 ? [`${count(state)} ${words[state]}`] : [])).join(', '),
    place: placeOf(run.id),
  };
}

/** Of a run whose job asked for it, however it ended. */
export function endNotice(run: Pick<Run, 'id' | 'job' | 'state' | 'counts'>): Notice {
  const counts = executionStates.flatMap((state) =>
    (run.counts[state] ?? 0) > 0 ? [`${run.counts[state]} ${words[state] ?? state}`] : [],
  );
  return noticeOf(run) ?? { title: `${nameOf(run)}: ${run.state}`, body: counts.join(', '), place: placeOf(run.id) };
}

export interface Question {
  message: string;
  detail: string;
  buttons: string[];
  /** index of the button that Enter presses, and of the one that Escape means */
  defaultId: number;
  cancelId: number;
}

export const closeAnswers = ['keep', 'quit'] as const;
export const closeQuestion: Question = {
  message: 'Keep djcron running in the tray?',
  detail: 'Runs go on and you are told when one fails. You can change this later in Settings.',
  buttons: ['Keep running', 'Quit'],
  defaultId: 0,
  cancelId: 0,
};

export const quitAnswers = ['stay', 'cancel-runs', 'leave'] as const;
export function quitQuestion(running: readonly RunningRun[]): Question {
  const hosts = running.reduce((sum, item) => sum + item.executions, 0);
  const runs = running.length === 1 ? '1 run is' : `${running.length} runs are`;
  return {
    message: `${runs} going on, on ${plural(hosts, 'host')}`,
    detail:
      'Scripts that have begun go on on their hosts under their limits; the next start finds them again, with all they wrote. No schedule fires meanwhile.',
    buttons: ['Keep djcron running', 'Cancel them and quit', 'Quit and leave them'],
    defaultId: 0,
    cancelId: 0,
  };
}
