// Whose turn it is among the runs of one job, by its concurrency policy: with `queue` each waits for those before it, with
// `replace` for the proof that they are gone. Counted from the executions themselves, so that it holds after any restart.
import type { LiveExecution, LiveRun } from './live.ts';
import type { Recorder } from './recorder.ts';

export interface Turns {
  mayBegin(run: LiveRun): boolean;
  /** What it waits for, for a person. */
  words(run: LiveRun): string;
  /** Those that waited for this execution to end, as things are now: they may begin, or never may. */
  after(execution: LiveExecution): { run: LiveRun; mayBegin: boolean }[];
}

export function createTurns(recorder: Pick<Recorder, 'runs'>): Turns {
  const isWaiting = ({ row, executions }: LiveRun) => keepsTurns(row) && executions.every((execution) => execution.row.sentAt === null);
  const before = (run: LiveRun) => {
    const { job, id } = run.row;
    if (!keepsTurns(run.row)) return [];
    return recorder.runs().filter(({ row }) => row.job === job && row.id < id && row.finishedAt === null);
  };

  return {
    mayBegin: (run) => !isWaiting(run) || before(run).length === 0,
    words: (run) =>
      `waits for the end of ${before(run)
        .map(({ row }) => row.id)
        .join(', ')}`,
    after(execution) {
      const { job, id, finishedAt } = execution.run.row;
      if (job === null) return [];
      const unproven = execution.row.unproven === 1;
      if (finishedAt === null && !unproven) return [];
      const waiting = recorder.runs().filter((run) => run.row.job === job && run.row.id > id && isWaiting(run));
      return waiting.flatMap((run): { run: LiveRun; mayBegin: boolean }[] => {
        if (unproven && run.row.how.concurrency === 'replace') return [{ run, mayBegin: false }];
        return finishedAt !== null && before(run).length === 0 ? [{ run, mayBegin: true }] : [];
      });
    },
  };
}

function keepsTurns({ job, how }: LiveRun['row']): boolean {
  return job !== null && (how.concurrency === 'queue' || how.concurrency === 'replace');
}
