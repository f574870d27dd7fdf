// The lists in the page's cache, plain or paged.
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** What a list was asked with. */
export type Filter = Record<string, unknown>;

/**
 * Changes every cached list below a key, plain or paged (new rows belong to the first page). `change` gives the same
 * array when nothing changes, null when only the engine can tell.
 */
export function rewriteLists<Row>(
  queryClient: QueryClient,
  key: QueryKey,
  stale: (key: QueryKey) => void,
  change: (rows: readonly Row[], filter: Filter, key: QueryKey) => readonly Row[] | null,
): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey: key })) {
    const data: unknown = query.state.data;
    const options = query.queryKey[1] as { input?: Filter } | undefined;
    if (Array.isArray(data)) {
      const next = change(data as Row[], options?.input ?? {}, query.queryKey);
      if (next === null) stale(query.queryKey);
      else if (next !== data) queryClient.setQueryData(query.queryKey, next);
    } else if (isPaged<Row>(data)) {
      const pages = changePages(data.pages, options?.input ?? {}, (rows, filter) => change(rows, filter, query.queryKey));
      if (pages === null) stale(query.queryKey);
      else if (pages.some((page, i) => page !== data.pages[i])) queryClient.setQueryData(query.queryKey, { ...data, pages });
    }
  }
}

function changePages<Row>(
  pages: readonly (readonly Row[])[],
  filter: Filter,
  change: (rows: readonly Row[], filter: Filter) => readonly Row[] | null,
): (readonly Row[])[] | null {
  const changed = pages.map((page, i) => change(page, i === 0 ? filter : { ...filter, olderThan: '', beforeSeq: 0 }));
  return changed.includes(null) ? null : changed.filter((page) => page !== null);
}

function isPaged<Row>(data: unknown): data is { pages: Row[][] } {
  return typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages);
}
