// The run in the page's cache, cut so that a part of the page hears only of what it shows: executions change ten times a
// second while a run goes on.
import { useQuery } from '@tanstack/react-query';
import type { Execution, Run } from '../../shared/contract/run.ts';
import { formatElapsed } from '../../shared/model/duration.ts';
import { summaryLine } from '../../shared/summary.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query.ts';
import { shownState } from '../run/host-order.ts';
import { isActive, type RunHeadData } from '../run/run-head.tsx';

/**
 * What did not change stays the same object: the cache sees to that when it writes events. Comparing a thousand executions
 * field by field besides, with every event and in every part of the page, cost more than drawing what changed.
 */
function queryOf(named: string) {
  return { ...api.runs.get.queryOptions({ input: { id: named } }), structuralSharing: sameHeadOr };
}

/** Heads alone are compared: they are small, and made anew with every event. */
function sameHeadOr(before: unknown, after: unknown): unknown {
  return isHead(before) && isHead(after) && equalHeads(before, after) ? before : after;
}

function isHead(data: unknown): data is RunHeadData {
  return typeof data === 'object' && data !== null && 'counts' in data && !('executions' in data);
}

function equalHeads(a: RunHeadData, b: RunHeadData): boolean {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof RunHeadData)[];
  return keys.every((key) => a[key] === b[key] || (typeof a[key] === 'object' && JSON.stringify(a[key]) === JSON.stringify(b[key])));
}

function headOf({ executions: _, ...head }: Run): RunHeadData {
  return head;
}

function executionsOf(run: Run): readonly Execution[] {
  return run.executions;
}

function awayOf(run: Run): number {
  return run.executions.filter((execution) => shownState(execution) === 'no-contact').length;
}

const none: readonly Execution[] = [];

export function useRunHead(named: string) {
  return useQuery({ ...queryOf(named), select: headOf });
}

export function useExecutions(named: string): readonly Execution[] {
  return useQuery({ ...queryOf(named), select: executionsOf }).data ?? none;
}

/** Hosts without contact at the moment. */
export function useAway(named: string): number {
  return useQuery({ ...queryOf(named), select: awayOf }).data ?? 0;
}

/** How it went in one line; null while it goes on. */
export function useSummary(named: string): string | null {
  return useQuery({ ...queryOf(named), select: summaryOf }).data ?? null;
}

function summaryOf(run: Run): string | null {
  if (isActive(run)) return null;
  return summaryLine(run, run.durationMs === null ? null : formatElapsed(run.durationMs));
}

/** As they are now, for what is done at a key press. */
export function executionsNow(named: string): readonly Execution[] {
  return queryClient.getQueryData<Run>(queryOf(named).queryKey)?.executions ?? none;
}
