// The history read window by window: as long as it is, with each run at its place, so that any part of it can be gone to at once.
// What begins after it was opened does not push the rest down under the reader; it is counted, and shown when asked for.
import { useThrottledCallback } from '@mantine/hooks';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { RunFilter, Tally } from '../../shared/contract/history.ts';
import type { Run } from '../../shared/contract/run.ts';
import { api } from '../api/client.ts';
import { useEvents } from '../api/live.ts';
import { queryClient } from '../api/query.ts';
import { brushedFilter, type Stretch } from './words.ts';

const windowSize = 100;
const refreshMs = 2000;
const bucketsAtMost = 200;

/** A place in the list; `run` null: it has not come yet. */
export interface Slot {
  /** stays with the run when newer ones come */
  key: string;
  run: Run | null;
}

export interface HistoryWindows {
  /** over all the time that is shown; undefined: it has not come yet */
  whole: Tally | undefined;
  /** of what is listed */
  listed: Tally | undefined;
  slots: readonly Slot[];
  error: unknown;
  /** runs that began since, and the function that shows them */
  fresh: number;
  showFresh: () => void;
  /** rows in view */
  setRange: (first: number, last: number) => void;
  retry: () => void;
}

interface Anchor {
  /** of the filter it is for */
  key: string;
  newest: string | null;
  total: number;
  /** as it was when the screen was left; replaced as soon as it is known how it is now */
  old: boolean;
}

export function useHistory(filter: RunFilter, brush: Stretch | null): HistoryWindows {
  const listFilter = useMemo(() => brushedFilter(filter, brush), [filter, brush]);
  const whole = useTally(filter);
  const listed = useTally(listFilter);
  const key = JSON.stringify(listFilter);
  const [anchor, setAnchor] = useState<Anchor | null>(null);
  const now = listed.data !== undefined && !listed.isPlaceholderData ? listed.data : null;
  const old = !listed.isFetchedAfterMount;
  if (now !== null && (anchor?.key !== key || (anchor.old && !old))) setAnchor({ key, newest: now.newest, total: now.total, old });
  useRefresh();
  const [windows, setWindows] = useState({ first: 0, last: 0 });
  const { pages, error } = useWindows(listFilter, anchor?.key === key ? anchor : null, windows);
  const slots = useMemo(() => slotsOf(anchor?.total ?? 0, windows.first, pages), [anchor?.total, windows.first, pages]);
  return {
    whole: whole.data,
    listed: listed.data,
    slots,
    error: whole.error ?? listed.error ?? error,
    fresh: now !== null && anchor?.key === key && now.newest !== anchor.newest ? Math.max(0, now.total - anchor.total) : 0,
    showFresh: () => setAnchor(null),
    setRange(first, last) {
      const next = { first: Math.floor(first / windowSize), last: Math.floor(last / windowSize) };
      if (next.first !== windows.first || next.last !== windows.last) setWindows(next);
    },
    retry: () => void queryClient.invalidateQueries({ queryKey: api.runs.key() }),
  };
}

function useTally(filter: RunFilter) {
  return useQuery({
    ...api.runs.tally.queryOptions({ input: { ...filter, buckets: bucketsAtMost } }),
    placeholderData: keepPreviousData,
    // what happened while another screen was open was counted by nobody here
    refetchOnMount: 'always',
  });
}

/** Counts follow what happens, now and then. */
function useRefresh(): void {
  const refresh = useThrottledCallback(() => void queryClient.invalidateQueries({ queryKey: api.runs.tally.key() }), refreshMs);
  useEvents((event) => {
    if (event.type === 'run') refresh();
  });
}

function useWindows(filter: RunFilter, anchor: Anchor | null, { first, last }: { first: number; last: number }) {
  const windows = Math.min(last, Math.ceil((anchor?.total ?? 0) / windowSize) - 1) - first + 1;
  const upTo = anchor?.newest ?? null;
  return useQueries({
    queries: Array.from({ length: upTo === null ? 0 : Math.max(0, windows) }, (_, i) =>
      api.runs.list.queryOptions({ input: { ...filter, upTo: upTo ?? '', skip: (first + i) * windowSize, limit: windowSize } }),
    ),
    combine: pagesOf,
  });
}

function pagesOf(results: readonly { data: Run[] | undefined; error: unknown }[]) {
  return { pages: results.map(({ data }) => data), error: results.find((one) => one.error !== null)?.error ?? null };
}

function slotsOf(total: number, firstWindow: number, pages: readonly (readonly Run[] | undefined)[]): Slot[] {
  const from = firstWindow * windowSize;
  return Array.from({ length: total }, (_, index) => ({
    key: `n${total - index}`,
    run: (index < from ? undefined : pages[Math.floor((index - from) / windowSize)]?.[(index - from) % windowSize]) ?? null,
  }));
}
