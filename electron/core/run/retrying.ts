// Attempts after the first, inside the same run: an execution whose end its job wants tried again gets its next attempt in the
// transaction that writes that end, so that no death can lose or double it.
import type { RunHow } from '../../../shared/model/plan.ts';
import { type Retries, retriedStates } from '../../../shared/model/policies.ts';
import type { ExecutionRow, NewExecution } from '../../store/executions.ts';

const dayMs = 86_400_000;

/** Null: it was the last. `now`: epoch ms from which the delay counts. */
export function nextAttempt(row: ExecutionRow, { retries }: Pick<RunHow, 'retries'>, now: number): NewExecution | null {
  if (retries === null || row.attempt > retries.limit || row.cancelAsked === 1) return null;
  const wanted = retriedStates.some((state) => state === row.state && retries.on.includes(state));
  if (!wanted) return null;
  return {
    run: row.run,
    host: row.host,
    position: row.position,
    attempt: row.attempt + 1,
    notBefore: now + delayMsOf(retries, row.attempt),
  };
}

/** ms to wait after the `attempt`th, from 1. */
export function delayMsOf({ delayMs, backoff }: Pick<Retries, 'delayMs' | 'backoff'>, attempt: number): number {
  return backoff === 'fixed' ? delayMs : Math.min(dayMs, delayMs * 2 ** (attempt - 1));
}
