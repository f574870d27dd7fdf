// The list of schedules below the timeline: what each means, when it is due next, what became of the last, and its pause.
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import type { Schedule } from '../../../shared/contract/schedules.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table-row.tsx';
import { JobLink, RunLink } from '../../parts/links.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { compareNames, compareNext } from '../../parts/table-moves.ts';
import { Ago } from '../../parts/time.tsx';
import { DueNext } from '../../schedule/due-next.tsx';
import { openPause, openResume } from '../../schedule/pause-dialog.tsx';
import type { Lane } from '../../timeline/moments.ts';
import styles from './schedule.module.css';

interface ScheduleTableProps {
  lanes: readonly Lane[];
  allPaused: boolean;
  empty: ReactNode;
}

export function ScheduleTable({ lanes, allPaused, empty }: ScheduleTableProps) {
  const navigate = useNavigate();
  const [active, setActive] = useState<Schedule | null>(null);
  const columns = useMemo(() => scheduleColumns(allPaused), [allPaused]);
  useShortcuts('Schedules', [
    { keys: 'p', title: 'Pause or resume the schedule…', run: () => active !== null && turnPause(active) },
    {
      keys: 'e',
      title: 'Edit its job',
      run: () => active !== null && void navigate({ to: '/jobs/$name/edit', params: { name: active.job } }),
    },
  ]);
  return (
    <DataTable
      label="Schedules"
      columns={columns}
      rows={lanes}
      rowKey={(lane) => lane.key}
      onOpen={({ schedule }) => void navigate({ to: '/jobs/$name', params: { name: schedule.job }, search: { view: 'schedule' } })}
      onActive={({ schedule }) => setActive(schedule)}
      empty={empty}
    />
  );
}

function turnPause({ job, name, paused }: Schedule): void {
  if (paused === null) openPause({ job, schedule: name });
  else openResume({ job, schedule: name });
}

function scheduleColumns(allPaused: boolean): Column<Lane>[] {
  return [
    {
      key: 'schedule',
      title: 'Schedule',
      width: 'minmax(180px, 2fr)',
      compare: (a, b) => compareNames(a.key, b.key),
      cell: ({ schedule: { job, name } }) => (
        <span className="ellipsis">
          <JobLink name={job} /> <span className="faint">{name}</span>
        </span>
      ),
    },
    {
      key: 'words',
      title: 'When',
      width: 'minmax(180px, 2.4fr)',
      cell: ({ schedule: { words, text } }) => (
        <span className="ellipsis" title={text}>
          {words}
        </span>
      ),
    },
    {
      key: 'zone',
      title: 'Zone',
      width: 'minmax(136px, 1fr)',
      compare: (a, b) => compareNames(a.schedule.timezone, b.schedule.timezone),
      cell: ({ schedule: { timezone } }) => (
        <span className="dim" title={timezone}>
          {timezone}
        </span>
      ),
    },
    {
      key: 'next',
      title: 'Next due',
      width: '168px',
      compare: (a, b) => compareNext(a.schedule.nextAt, b.schedule.nextAt),
      cell: ({ schedule }) => <DueNext schedule={schedule} allPaused={allPaused} />,
    },
    { key: 'last', title: 'Last', width: '196px', cell: ({ schedule }) => <Last schedule={schedule} /> },
    {
      key: 'actions',
      title: 'Actions',
      untitled: true,
      width: '92px',
      align: 'end',
      cell: ({ schedule }) => (
        <Button size="compact-xs" variant="default" tabIndex={-1} onClick={() => turnPause(schedule)}>
          {schedule.paused === null ? 'Pause…' : 'Resume…'}
        </Button>
      ),
    },
  ];
}

function Last({ schedule: { last } }: { schedule: Schedule }) {
  if (last === null) return <span className="faint">–</span>;
  const mark = <StateMark state={last.outcome === 'ran' ? (last.state ?? last.outcome) : last.outcome} />;
  return (
    <span className={styles.last} title={last.reason ?? undefined}>
      {last.run === null ? mark : <RunLink id={last.run}>{mark}</RunLink>}
      <span className="dim">
        <Ago at={last.dueAt} />
      </span>
    </span>
  );
}
