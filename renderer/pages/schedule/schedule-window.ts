// What the schedule screen shows of a span of time: the ledger up to now and the plan from now on, joined by schedule.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Occurrence, Schedule } from '../../../shared/contract/schedules.ts';
import { api } from '../../api/client.ts';
import { type Lane, type LoadPoint, lanesOf, loadOf } from '../../timeline/moments.ts';
import type { TimeSpan } from '../../timeline/time-span.ts';

/** More rows of the ledger than this are not fetched: the oldest are left out, and it is said. */
export const mostRows = 5000;
const mostRuns = 1000;

export interface ScheduleWindow {
  lanes: Lane[];
  ledger: readonly Occurrence[];
  load: LoadPoint[];
  /** rows of the ledger were left out */
  isCut: boolean;
  error: unknown;
  isPending: boolean;
  retry: () => void;
}

/** `isFiltered`: some schedules are left out, and the load is of those that are not. */
export function useScheduleWindow(schedules: readonly Schedule[], { from, until }: TimeSpan, isFiltered: boolean): ScheduleWindow {
  const middle = (from + until) / 2;
  const since = new Date(from).toISOString();
  const ledger = useQuery({
    ...api.schedules.ledger.queryOptions({ input: { since, limit: mostRows } }),
    placeholderData: keepPreviousData,
  });
  const plan = useQuery({
    ...api.schedules.plan.queryOptions({ input: { from: new Date(middle).toISOString(), until: new Date(until).toISOString() } }),
    placeholderData: keepPreviousData,
  });
  const runStates = useRunStates(since);
  const lanes = useMemo(
    () => lanesOf({ schedules, ledger: ledger.data ?? [], planned: plan.data?.schedules ?? [], runStates }),
    [schedules, ledger.data, plan.data, runStates],
  );
  const load = useMemo(
    () => (isFiltered ? loadOf(lanes, middle, until) : (plan.data?.load ?? []).map(({ at, due }) => ({ at: Date.parse(at), due }))),
    [isFiltered, lanes, middle, until, plan.data],
  );
  return {
    lanes,
    ledger: ledger.data ?? [],
    load,
    isCut: (ledger.data?.length ?? 0) >= mostRows,
    error: ledger.error ?? plan.error,
    isPending: ledger.isPending || plan.isPending,
    retry: () => void Promise.all([ledger.refetch(), plan.refetch()]),
  };
}

/** How scheduled runs ended, of the newest; others show only that they ran. */
export function useRunStates(since: string): ReadonlyMap<string, string> {
  const { data } = useQuery({
    ...api.runs.list.queryOptions({ input: { trigger: 'schedule', since, limit: mostRuns } }),
    placeholderData: keepPreviousData,
  });
  return useMemo(() => new Map((data ?? []).map(({ id, state }) => [id, state])), [data]);
}
