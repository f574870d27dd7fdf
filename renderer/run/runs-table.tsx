// Runs, newest first, fetched page by page as the reader goes down.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run } from '../../shared/contract/run.ts';
import type { RunState, Trigger } from '../../shared/model/run.ts';
import { api } from '../api/client.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Failure, Loading } from '../parts/feedback.tsx';
import { countOf } from './counting.ts';
import { runColumns } from './runs-columns.tsx';
import styles from './runs-table.module.css';

const pageSize = 100;

export interface RunsFilter {
  job?: string;
  host?: string;
  state?: RunState;
  trigger?: Trigger;
  /** RFC 3339 */
  since?: string;
  text?: string;
}

interface RunsTableProps {
  filter: RunsFilter;
  /** columns that say the same in every row */
  without?: readonly string[];
  empty: ReactNode;
  onActive?: (run: Run) => void;
}

export function RunsTable({ filter, without = [], empty, onActive }: RunsTableProps) {
  const navigate = useNavigate();
  const runs = useInfiniteQuery(
    api.runs.list.infiniteOptions({
      input: (olderThan: string | undefined) => ({ ...filter, olderThan, limit: pageSize }),
      initialPageParam: undefined,
      getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
    }),
  );
  const rows = runs.data?.pages.flat() ?? [];
  if (runs.isError) return <Failure error={runs.error} retry={() => void runs.refetch()} />;
  if (runs.isPending) return <Loading rows={12} label="Reading the runs" />;
  return (
    <>
      <DataTable
        label="Runs"
        columns={runColumns.filter((column) => !without.includes(column.key))}
        rows={rows}
        rowKey={(run) => run.id}
        onOpen={(run) =>
          void navigate({ to: '/runs/$id', params: { id: run.id }, search: filter.host === undefined ? {} : { host: filter.host } })
        }
        onActive={onActive}
        onEnd={() => {
          if (runs.hasNextPage && !runs.isFetchingNextPage) void runs.fetchNextPage();
        }}
        empty={empty}
      />
      {rows.length > 0 && (
        <div className={`${styles.foot} caption`} role="status">
          {countOf(rows.length, 'run')}
          {runs.hasNextPage ? ' so far, older ones come as you scroll' : ', and there are no older ones'}
        </div>
      )}
    </>
  );
}
