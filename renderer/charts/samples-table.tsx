// The readings behind the charts as a table, for eyes that cannot read curves and for exact numbers.
import type { Sample } from '../../shared/contract/output.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { usePreferences } from '../parts/preferences.ts';
import { formatClock } from '../parts/time-format.ts';
import styles from './charts.module.css';
import { metrics } from './metrics.ts';

interface Moment {
  at: string;
  host: Sample | null;
  execution: Sample | null;
}

export function SamplesTable({ host, samples }: { host: string; samples: readonly Sample[] }) {
  const { zone } = usePreferences();
  const columns: Column<Moment>[] = [
    { key: 'at', title: 'Time', width: '110px', cell: ({ at }) => formatClock(Date.parse(at), zone, { milliseconds: true }) },
    ...metrics.flatMap((metric) =>
      metric.lines.map(
        (line): Column<Moment> => ({
          key: `${metric.id}-${line.label}`,
          title: `${metric.title} ${line.label}`,
          width: 'minmax(96px, 1fr)',
          align: 'end',
          cell: (moment) => {
            const value = moment[line.scope]?.[line.field] ?? null;
            return value === null ? <span className="faint">–</span> : metric.format(value);
          },
        }),
      ),
    ),
  ];
  return (
    <div className={styles.table}>
      <DataTable label={`Readings of ${host}`} columns={columns} rows={momentsOf(samples)} rowKey={(moment) => moment.at} />
    </div>
  );
}

function momentsOf(samples: readonly Sample[]): Moment[] {
  const moments = new Map<string, Moment>();
  for (const sample of samples) {
    const moment = moments.get(sample.at) ?? { at: sample.at, host: null, execution: null };
    moment[sample.scope] = sample;
    moments.set(sample.at, moment);
  }
  return [...moments.values()].sort((a, b) => a.at.localeCompare(b.at));
}
