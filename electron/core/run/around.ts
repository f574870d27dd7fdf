// The runs of the same job next to a run, and how long it usually takes.
import type { RunAround } from '../../../shared/contract/around.ts';
import { medianOf } from '../../../shared/model/duration.ts';
import { durationsBefore, type Neighbour, neighbourOf } from '../../store/neighbours.ts';
import type { RunRow } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { instantOf } from '../edge.ts';

const usualRuns = 20;

export function runAround({ store }: Pick<Core, 'store'>, { id, job }: Pick<RunRow, 'id' | 'job'>): RunAround {
  if (job === null) return { previous: null, next: null, usualMs: null, usualOf: 0 };
  const took = durationsBefore(store, { id, job }, usualRuns);
  return {
    previous: tell(neighbourOf(store, { id, job }, 'previous')),
    next: tell(neighbourOf(store, { id, job }, 'next')),
    usualMs: medianOf(took),
    usualOf: took.length,
  };
}

function tell(run: Neighbour | null): RunAround['previous'] {
  return run && { ...run, createdAt: instantOf(run.createdAt) };
}
