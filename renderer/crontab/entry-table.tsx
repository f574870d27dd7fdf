// All that a scan found, line by line: when, where, as whom, what; and the job it became.
import { type ReactNode, useMemo } from 'react';
import type { HostEntry } from '../../shared/contract/fleet.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { JobLink } from '../parts/links.tsx';
import { usePreferences } from '../parts/preferences.ts';
import { compareNames, compareNext } from '../parts/table-moves.ts';
import { formatInstant, type Zone, zoneName } from '../parts/time-format.ts';

export function EntryTable({ entries, now, empty }: { entries: readonly HostEntry[]; now: number; empty: ReactNode }) {
  const { zone } = usePreferences();
  const columns = useMemo(() => entryColumns(zone, now), [zone, now]);
  return <DataTable label="What hosts do by themselves" columns={columns} rows={entries} rowKey={({ id }) => String(id)} empty={empty} />;
}

function entryColumns(zone: Zone, now: number): Column<HostEntry>[] {
  return [
    {
      key: 'next',
      title: 'Next due',
      width: '150px',
      compare: (a, b) => compareNext(a.nextAt, b.nextAt),
      cell: ({ nextAt: next }) => (next === null ? <span className="faint">–</span> : <Next at={Date.parse(next)} zone={zone} now={now} />),
    },
    {
      key: 'hosts',
      title: 'Hosts',
      width: 'minmax(110px, 1fr)',
      compare: (a, b) => compareNames(a.hosts, b.hosts),
      cell: ({ hosts }) => (
        <span className="ellipsis" title={hosts}>
          {hosts}
        </span>
      ),
    },
    {
      key: 'when',
      title: 'When',
      width: 'minmax(150px, 1.4fr)',
      cell: ({ words, reason, timezone }) => (
        <span className={words === null ? 'ellipsis dim' : 'ellipsis'} title={`${words ?? reason ?? ''} (${timezone ?? ''})`}>
          {words ?? reason}
        </span>
      ),
    },
    {
      key: 'command',
      title: 'Command',
      width: 'minmax(200px, 2.4fr)',
      compare: (a, b) => compareNames(a.command, b.command),
      cell: ({ command }) => (
        <code className="ellipsis" title={command}>
          {command}
        </code>
      ),
    },
    { key: 'user', title: 'User', width: '84px', cell: ({ user }) => <span className="dim">{user ?? 'login'}</span> },
    {
      key: 'file',
      title: 'File',
      width: 'minmax(110px, 1fr)',
      compare: (a, b) => compareNames(a.file, b.file),
      cell: ({ file }) => (
        <span className="ellipsis dim" title={file}>
          {file}
        </span>
      ),
    },
    {
      key: 'job',
      title: 'Job',
      width: 'minmax(80px, 0.8fr)',
      cell: ({ job }) => (job === null ? <span className="faint">–</span> : <JobLink name={job} />),
    },
  ];
}

function Next({ at, zone, now }: { at: number; zone: Zone; now: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={zoneName(zone, at)}>
      {formatInstant(at, zone, { now })}
    </time>
  );
}
