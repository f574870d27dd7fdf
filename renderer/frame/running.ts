// What runs now: asked once, kept fresh by events.
import { useQuery } from '@tanstack/react-query';
import type { Run } from '../../shared/contract/run.ts';
import { api } from '../api/client.ts';
import { doneOf, totalOf } from '../parts/progress.tsx';

export interface Running {
  runs: readonly Run[];
  /** executions that are done, and all, of the runs that go on */
  done: number;
  total: number;
  executions: number;
}

export const runningInput = { state: 'running', limit: 200 } as const;

export function useRunning(): Running {
  const { data = [] } = useQuery(api.runs.list.queryOptions({ input: runningInput }));
  return {
    runs: data,
    done: data.reduce((sum, run) => sum + doneOf(run.counts), 0),
    total: data.reduce((sum, run) => sum + totalOf(run.counts), 0),
    executions: data.reduce((sum, run) => sum + (run.counts.running ?? 0), 0),
  };
}
