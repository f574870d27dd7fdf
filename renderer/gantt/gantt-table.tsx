// The same as the bars in numbers, for eyes that cannot read lengths.
import type { Execution } from '../../shared/contract/run.ts';
import { formatElapsed } from '../../shared/model/duration.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { shownState } from '../run/host-order.ts';
import styles from './gantt.module.css';
import { type SegmentKind, segmentsOf } from './segments.ts';

interface GanttTableProps {
  executions: readonly Execution[];
  created: number;
  now: number;
}

export function GanttTable({ executions, created, now }: GanttTableProps) {
  const total = (execution: Execution, kind: SegmentKind) => {
    const found = segmentsOf(execution, created, now).filter((segment) => segment.kind === kind);
    return found.length === 0 ? '–' : formatElapsed(found.reduce((sum, { from, to }) => sum + to - from, 0));
  };
  const time = (key: SegmentKind, title: string): Column<Execution> => ({
    key,
    title,
    width: 'minmax(90px, 140px)',
    align: 'end',
    cell: (execution) => total(execution, key),
  });
  const columns: Column<Execution>[] = [
    { key: 'host', title: 'Host', width: 'minmax(140px, 1fr)', cell: ({ host }) => host },
    { key: 'state', title: 'State', width: '150px', cell: (execution) => <StateMark state={shownState(execution)} /> },
    time('wait', 'Waited'),
    time('connect', 'On its way'),
    time('run', 'Ran'),
    { key: 'attempts', title: 'Attempts', width: '90px', align: 'end', cell: ({ attempt }) => attempt },
  ];
  return (
    <div className={styles.table}>
      <DataTable label="Hosts by time" columns={columns} rows={executions} rowKey={({ host }) => host} />
    </div>
  );
}
