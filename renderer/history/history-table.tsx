// The runs that fit, all of them: rows come as they are scrolled to, and below is said where one stands and what of them is gone.
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Pin } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Run } from '../../shared/contract/run.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { countOf } from '../run/counting.ts';
import { runColumns } from '../run/runs-columns.tsx';
import styles from './history.module.css';
import { RemovedLine } from './removed-line.tsx';
import type { HistoryWindows, Slot } from './use-history.ts';

interface HistoryTableProps {
  history: HistoryWindows;
  selected: ReadonlyMap<string, Run>;
  onSelect: (selected: ReadonlyMap<string, Run>) => void;
  onActive: (run: Run | null) => void;
  /** whose output is looked for */
  host: string | undefined;
  empty: ReactNode;
}

export function HistoryTable({ history, selected, onSelect, onActive, host, empty }: HistoryTableProps) {
  const navigate = useNavigate();
  const { slots, fresh, showFresh, listed } = history;
  const place = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 0 });
  // what nobody looks at closely may move: the newest come by themselves
  const followed = useRef(range);
  followed.current = range;
  useEffect(() => {
    const busy = place.current?.querySelector('[role="grid"]')?.matches(':hover, :focus-within') === true;
    if (fresh > 0 && followed.current.first === 0 && !busy) showFresh();
  }, [fresh, showFresh]);
  const keys = useMemo(
    () => new Set(slots.flatMap(({ key, run }) => (run !== null && selected.has(run.id) ? [key] : []))),
    [slots, selected],
  );
  const select = (next: ReadonlySet<string>) => {
    const runs = new Map(selected);
    for (const { key, run } of slots) {
      if (run === null) continue;
      if (next.has(key)) runs.set(run.id, run);
      else runs.delete(run.id);
    }
    onSelect(runs);
  };
  return (
    <div className={styles.list} ref={place}>
      {fresh > 0 && (
        <Button className={styles.fresh} size="compact-xs" variant="light" onClick={showFresh}>
          {countOf(fresh, 'newer run')}: show
        </Button>
      )}
      <DataTable
        label="Runs"
        columns={slots.some(({ run }) => run !== null && Object.keys(run.params).length > 0) ? columns : withoutParameters}
        rows={slots}
        rowKey={({ key }) => key}
        selection={{ keys, onChange: select }}
        onOpen={({ run }) =>
          run !== null &&
          void navigate({ to: '/runs/$id', params: { id: run.id }, search: host === undefined || host.includes('*') ? {} : { host } })
        }
        onActive={({ run }) => onActive(run)}
        onRange={(first, last) => {
          setRange({ first, last });
          history.setRange(first, last);
        }}
        empty={empty}
      />
      {slots.length > 0 && listed !== undefined && (
        <div className={`${styles.foot} caption`}>
          <span>
            {(range.first + 1).toLocaleString('en')}–{Math.min(slots.length, range.last + 1).toLocaleString('en')} of{' '}
            {countOf(slots.length, 'run')}
            {selected.size > 0 && `, ${selected.size} selected`}
            {listed.pinned > 0 && `, ${listed.pinned} pinned`}
          </span>
          <RemovedLine removed={listed.removed} />
        </div>
      )}
    </div>
  );
}

const pinned: Column<Run> = {
  key: 'pinned',
  title: 'Pinned',
  untitled: true,
  width: '34px',
  cell: ({ pinnedBy }) =>
    pinnedBy !== null && (
      <span title={`pinned by ${pinnedBy}: its output stays`}>
        <Pin size={13} role="img" aria-label="pinned" />
      </span>
    ),
};

const columns: Column<Slot>[] = [...runColumns.slice(0, 1), pinned, ...runColumns.slice(1)].map((column) => ({
  ...column,
  compare: undefined,
  cell: ({ run }) => (run === null ? <span className={styles.coming} aria-hidden="true" /> : column.cell(run)),
}));

/** Room for the rest, where no run in the list was given any. */
const withoutParameters = columns.filter(({ key }) => key !== 'params');
