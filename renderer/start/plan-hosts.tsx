// The hosts a run would touch, all of them, each with what speaks against it; unticked ones are left out.
import type { RunPlan } from '../../shared/contract/run.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { compareNames } from '../parts/table-moves.ts';
import styles from './run-dialog.module.css';

type PlanHost = RunPlan['hosts'][number];

interface PlanHostsProps {
  hosts: readonly PlanHost[];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

export function PlanHosts({ hosts, chosen, onChoose }: PlanHostsProps) {
  return (
    <div className={styles.hosts} style={{ height: Math.min(300, 34 + hosts.length * 28) }}>
      <DataTable
        label="Hosts of this run"
        columns={columns}
        rows={hosts}
        rowKey={(host) => host.name}
        selection={{ keys: chosen, onChange: onChoose }}
      />
    </div>
  );
}

const columns: Column<PlanHost>[] = [
  {
    key: 'host',
    title: 'Host',
    width: 'minmax(100px, 1fr)',
    compare: (a, b) => compareNames(a.name, b.name),
    cell: ({ name }) => (
      <span className="ellipsis" title={name}>
        {name}
      </span>
    ),
  },
  {
    key: 'address',
    title: 'As',
    width: 'minmax(150px, 1.6fr)',
    cell: ({ user, address, port }) => (
      <code className="ellipsis" title={`${user}@${address}:${port}`}>
        {user}@{address}
        {port === 22 ? '' : `:${port}`}
      </code>
    ),
  },
  {
    key: 'warning',
    title: 'Note',
    width: 'minmax(120px, 1.2fr)',
    compare: (a, b) => (b.warning ?? '').localeCompare(a.warning ?? ''),
    cell: (host) => <Mind host={host} />,
  },
];

function Mind({ host: { hostKeyState, warning } }: { host: PlanHost }) {
  const trusted = hostKeyState === 'known' || hostKeyState === 'certificate';
  if (warning === null && trusted) return <StateMark state={hostKeyState} word="key known" />;
  return (
    <span className="ellipsis" title={warning ?? undefined}>
      <StateMark state={trusted ? 'degraded' : hostKeyState} word="" /> {warning ?? `key ${hostKeyState}`}
    </span>
  );
}
