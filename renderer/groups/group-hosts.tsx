// The hosts of a group, one by one: they wrote the same and ended the same, but not at the same time.
import type { Execution } from '../../shared/contract/run.ts';
import { codeText } from '../execution/end-words.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { compareNames } from '../parts/table-moves.ts';
import { Elapsed, Instant } from '../parts/time.tsx';
import { formatBytes } from '../parts/time-format.ts';

interface GroupHostsProps {
  executions: readonly Execution[];
  onOpen: (host: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (hosts: ReadonlySet<string>) => void;
}

export function GroupHosts({ executions, onOpen, selected, onSelect }: GroupHostsProps) {
  return (
    <DataTable
      label="Hosts of the group"
      columns={columns}
      rows={executions}
      rowKey={(execution) => execution.host}
      onOpen={(execution) => onOpen(execution.host)}
      selection={{ keys: selected, onChange: onSelect }}
    />
  );
}

const columns: Column<Execution>[] = [
  {
    key: 'host',
    title: 'Host',
    width: 'minmax(130px, 1.4fr)',
    compare: (a, b) => compareNames(a.host, b.host),
    cell: ({ host }) => <span className="ellipsis">{host}</span>,
  },
  { key: 'state', title: 'State', width: '112px', cell: ({ state }) => <StateMark state={state} /> },
  { key: 'end', title: 'End', width: '80px', cell: (execution) => <code>{codeText(execution)}</code> },
  {
    key: 'finished',
    title: 'Ended',
    width: '150px',
    compare: (a, b) => compareNames(a.finishedAt ?? '', b.finishedAt ?? ''),
    cell: ({ finishedAt }) => <Instant at={finishedAt} seconds />,
  },
  {
    key: 'took',
    title: 'Took',
    width: '72px',
    align: 'end',
    compare: (a, b) => (a.durationMs ?? 0) - (b.durationMs ?? 0),
    cell: ({ durationMs }) => <Elapsed ms={durationMs} />,
  },
  {
    key: 'output',
    title: 'Output',
    width: '80px',
    align: 'end',
    compare: (a, b) => a.stdoutBytes + a.stderrBytes - b.stdoutBytes - b.stderrBytes,
    cell: ({ stdoutBytes, stderrBytes }) => formatBytes(stdoutBytes + stderrBytes),
  },
];
