// What is written down of executions before the runner is told, so that it is known after any death: part of the recorder.
import { writeExecution } from '../../store/executions.ts';
import { writeRunState } from '../../store/runs.ts';
import type { Announcer } from '../announcer.ts';
import type { Ports } from '../ports.ts';
import type { DiskWatch } from './disk-watch.ts';
import type { LiveExecution } from './live.ts';
import { announceRun } from './notice.ts';

export interface Marks {
  /** The order is about to be sent: from here on it may have started. Synchronous, so that it is on disk before. */
  markSent(executions: readonly LiveExecution[]): void;
  /** They wait, and why. */
  markWaiting(executions: readonly LiveExecution[], detail: string): void;
  /** They are to end. Synchronous, so that it is on disk before anybody is told so. */
  markCancelled(executions: readonly LiveExecution[]): void;
}

export function createMarks({
  store,
  clock,
  announcer,
  disk,
}: Pick<Ports, 'store' | 'clock'> & { announcer: Announcer; disk: DiskWatch }): Marks {
  return {
    markSent(executions) {
      const at = clock.now();
      try {
        store.transaction(() => {
          for (const execution of executions) writeExecution(store, { ...execution.row, detail: null, sentAt: at, spooled: 1 });
          for (const run of new Set(executions.map((execution) => execution.run))) {
            if (run.row.startedAt === null) writeRunState(store, { ...run.row, startedAt: at });
          }
        });
      } catch (error) {
        void disk.refused('starts', error); // whoever sends them tries again
        throw error;
      }
      disk.takes('starts');
      for (const execution of executions) {
        execution.row = { ...execution.row, detail: null, sentAt: at, spooled: 1 };
        execution.run.row = { ...execution.run.row, startedAt: execution.run.row.startedAt ?? at };
      }
    },
    markWaiting(executions, detail) {
      store.transaction(() => {
        for (const execution of executions) writeExecution(store, { ...execution.row, detail });
      });
      for (const execution of executions) execution.row = { ...execution.row, detail };
    },
    markCancelled(executions) {
      store.transaction(() => {
        for (const execution of executions) writeExecution(store, { ...execution.row, cancelAsked: 1 });
      });
      for (const execution of executions) execution.row = { ...execution.row, cancelAsked: 1 };
      for (const run of new Set(executions.map((execution) => execution.run))) announceRun(announcer, run, executions);
    },
  };
}
