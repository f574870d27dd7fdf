// What became of every due moment of a job, newest first, and a way to run after all what was not run.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Occurrence, Schedule } from '../../../shared/contract/schedules.ts';
import { api } from '../../api/client.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table-row.tsx';
import { Empty } from '../../parts/feedback.tsx';
import { RunLink } from '../../parts/links.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { Ago } from '../../parts/time.tsx';
import { formatInstant, zoneName } from '../../parts/time-format.ts';
import { canCatchUp, openCatchUp } from '../../schedule/catch-up.ts';

interface JobLedgerProps {
  rows: readonly Occurrence[];
  schedules: readonly Schedule[];
}

const mostRuns = 500;

export function JobLedger({ rows, schedules }: JobLedgerProps) {
  const job = rows[0]?.job;
  const { data: runs } = useQuery(api.runs.list.queryOptions({ input: { job, limit: mostRuns }, enabled: job !== undefined }));
  const states = useMemo(() => new Map((runs ?? []).map(({ id, state }) => [id, state])), [runs]);
  // all rows alike, so that they stand below each other
  const seconds = rows.some(({ dueAt }) => Date.parse(dueAt) % 60_000 !== 0);
  const columns = useMemo(() => {
    const zones = new Map(schedules.map(({ name, timezone }) => [name, timezone]));
    return ledgerColumns(
      (name) => zones.get(name) ?? 'local',
      (run) => states.get(run) ?? 'unknown',
      seconds,
    );
  }, [schedules, states, seconds]);
  return (
    <DataTable
      label="Ledger"
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.schedule} ${row.dueAt}`}
      empty={<Empty title="Nothing was due yet">Every due moment will have its row here, with what became of it.</Empty>}
    />
  );
}

function ledgerColumns(zoneOf: (schedule: string) => string, stateOf: (run: string) => string, seconds: boolean): Column<Occurrence>[] {
  const dueText = ({ dueAt, schedule }: Occurrence) => {
    const [at, zone] = [Date.parse(dueAt), zoneOf(schedule)];
    return `${formatInstant(at, zone, { now: Date.now(), seconds })} ${zoneName(zone, at)}`;
  };
  return [
    {
      key: 'due',
      title: 'Due',
      width: '206px',
      cell: (row) => (
        <span title={row.dueAt}>
          {dueText(row)}
          {row.count > 1 && <span className="faint"> ({row.count} of them)</span>}
        </span>
      ),
    },
    { key: 'ago', title: 'Ago', width: '116px', cell: ({ dueAt }) => <Ago at={dueAt} /> },
    { key: 'schedule', title: 'Schedule', width: 'minmax(80px, 0.6fr)', cell: ({ schedule }) => schedule },
    { key: 'outcome', title: 'Outcome', width: '112px', cell: ({ outcome }) => <StateMark state={outcome} /> },
    {
      key: 'reason',
      title: 'Why',
      width: 'minmax(160px, 2fr)',
      cell: ({ reason }) => (
        <span className="ellipsis dim" title={reason ?? undefined}>
          {reason}
        </span>
      ),
    },
    {
      key: 'run',
      title: 'Run',
      width: '128px',
      cell: ({ run }) =>
        run === null ? (
          <span className="faint">–</span>
        ) : (
          <RunLink id={run}>
            <StateMark state={stateOf(run)} />
          </RunLink>
        ),
    },
    {
      key: 'actions',
      title: 'Actions',
      untitled: true,
      width: '110px',
      align: 'end',
      cell: (row) =>
        canCatchUp(row.outcome) ? (
          <Button size="compact-xs" variant="default" tabIndex={-1} onClick={() => openCatchUp(row, dueText(row))}>
            Run now…
          </Button>
        ) : null,
    },
  ];
}
