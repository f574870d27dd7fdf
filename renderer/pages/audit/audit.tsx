// Who did what, to what, when, from where, with which result. Nobody can edit it; the chain of hashes shows whether
// anybody did.
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { AuditEntry } from '../../../shared/contract/audit.ts';
import { api } from '../../api/client.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table-row.tsx';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { Page } from '../../parts/page.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { Instant } from '../../parts/time.tsx';
import styles from './audit.module.css';
import { AuditDetail, ObjectLink, ResultMark } from './audit-detail.tsx';

const pageSize = 200;

export function AuditPage() {
  const { q = '', object } = useSearch({ from: '/audit' });
  const navigate = useNavigate();
  const [text] = useDebouncedValue(q.trim(), 150);
  const entries = useInfiniteQuery(
    api.audit.list.infiniteOptions({
      input: (beforeSeq: number | undefined) => ({
        limit: pageSize,
        ...(text !== '' && { text }),
        ...(object && { object }),
        ...(beforeSeq && { beforeSeq }),
      }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.seq),
      placeholderData: keepPreviousData,
    }),
  );
  const rows = useMemo(() => entries.data?.pages.flat() ?? [], [entries.data]);
  const [open, setOpen] = useState<number | null>(null);
  const shown = rows.find((entry) => entry.seq === open);
  const search = (change: { q?: string; object?: string }) => {
    const next = { ...(q !== '' && { q }), ...(object && { object }), ...change };
    void navigate({ to: '/audit', search: Object.fromEntries(Object.entries(next).filter(([, value]) => value)), replace: true });
  };
  useShortcuts('Audit log', [{ keys: 'escape', title: 'Close the entry', run: () => setOpen(null) }]);
  const filtered = text !== '' || object !== undefined;
  return (
    <Page title="Audit log" fill actions={<Chain />}>
      {entries.error !== null && <Failure error={entries.error} retry={() => void entries.refetch()} />}
      <div className={styles.tools}>
        <FilterField value={q} onChange={(value) => search({ q: value })} placeholder="Filter: who, what, object, value" width={320} />
        {object !== undefined && (
          <Button size="compact-sm" variant="light" onClick={() => search({ object: '' })} title="Show all objects">
            object: {object} ×
          </Button>
        )}
      </div>
      {entries.isPending && <Loading rows={12} label="Loading the audit log" />}
      {entries.data !== undefined && (
        <div className={shown === undefined ? styles.split : `${styles.split} ${styles.withDetail}`}>
          <div className={styles.left}>
            <DataTable
              label="Audit entries, newest first"
              columns={shown === undefined ? columns : narrowColumns}
              rows={rows}
              rowKey={(entry) => String(entry.seq)}
              onOpen={(entry) => setOpen(entry.seq)}
              shown={open === null ? undefined : String(open)}
              onEnd={() => entries.hasNextPage && !entries.isFetchingNextPage && void entries.fetchNextPage()}
              empty={
                <Empty
                  title={filtered ? 'No entry matches' : 'Nothing was done yet'}
                  actions={
                    filtered && (
                      <Button variant="default" onClick={() => search({ q: '', object: '' })}>
                        Clear the filter
                      </Button>
                    )
                  }
                />
              }
            />
          </div>
          {shown !== undefined && <AuditDetail entry={shown} close={() => setOpen(null)} />}
        </div>
      )}
    </Page>
  );
}

const columns: readonly Column<AuditEntry>[] = [
  { key: 'seq', title: '#', width: '64px', align: 'end', cell: (entry) => <span className="faint">{entry.seq}</span> },
  { key: 'at', title: 'When', width: '168px', cell: (entry) => <Instant at={entry.at} seconds /> },
  { key: 'actor', title: 'Who', width: 'minmax(80px, 0.7fr)', cell: (entry) => entry.actor },
  { key: 'origin', title: 'From', width: '84px', cell: (entry) => <span className="dim">{entry.origin}</span> },
  { key: 'action', title: 'Action', width: 'minmax(110px, 0.9fr)', cell: (entry) => <strong>{entry.action}</strong> },
  { key: 'object', title: 'Object', width: 'minmax(140px, 1.4fr)', cell: (entry) => <ObjectLink entry={entry} /> },
  { key: 'result', title: 'Result', width: 'minmax(140px, 0.8fr)', cell: (entry) => <ResultMark result={entry.result} /> },
];

// beside an open entry, which tells the rest
const narrowColumns = columns.filter((column) => column.key !== 'origin' && column.key !== 'result');

/** Whether the chain holds; checked when asked for, because a long one takes its time. */
function Chain() {
  const verdict = useQuery(api.audit.verify.queryOptions({ enabled: false, staleTime: Number.POSITIVE_INFINITY }));
  const { data } = verdict;
  return (
    <div className={styles.verdict}>
      <span role="status">
        {verdict.error !== null && <StateMark state="failed" word="could not be checked" />}
        {verdict.error === null && data !== undefined && !verdict.isFetching && data.ok && (
          <StateMark state="ok" word={`verified to entry ${data.entries.toLocaleString('en')}`} />
        )}
        {verdict.error === null && data !== undefined && !verdict.isFetching && !data.ok && (
          <StateMark state="failed" word={data.problem ?? `entry ${data.seq} does not hold`} />
        )}
      </span>
      <Button variant="default" loading={verdict.isFetching} onClick={() => void verdict.refetch()}>
        Verify the chain
      </Button>
    </div>
  );
}
