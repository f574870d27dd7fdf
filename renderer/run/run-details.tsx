// Everything else there is to know of a run: the script as it ran, how, with which values, and how each host ended.
import type { ReactNode } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { formatDuration } from '../../shared/model/duration.ts';
import { parameterVariable } from '../../shared/model/parameters.ts';
import { CodeView } from '../editor/code-editor.tsx';
import { codeText } from '../execution/end-words.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { RunLink } from '../parts/links.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { compareNames } from '../parts/table-moves.ts';
import { Elapsed, Instant } from '../parts/time.tsx';
import { formatBytes } from '../parts/time-format.ts';
import { countOf } from './counting.ts';
import styles from './run.module.css';
import { RunChain } from './run-chain.tsx';
import type { RunHeadData } from './run-head.tsx';

interface RunDetailsProps {
  run: RunHeadData;
  executions: readonly Execution[];
  onHost: (host: string) => void;
}

export function RunDetails({ run, executions, onHost }: RunDetailsProps) {
  const params = Object.entries(run.params);
  return (
    <div className={styles.details}>
      <section>
        <h2>How it ran</h2>
        <dl className={styles.list}>
          <Fact name="Target">
            <code>{run.target}</code>, {countOf(executions.length, 'host')}
          </Fact>
          <Fact name="Runs as">{run.runAs ?? 'the user of each host'}</Fact>
          <Fact name="At the same time">{run.fanout} hosts at most</Fact>
          <Fact name="Time limit">{run.timeoutMs === null ? 'none' : formatDuration(run.timeoutMs)}</Fact>
          <Fact name="Asked for">
            <Instant at={run.createdAt} seconds withZone />
          </Fact>
          {run.scheduledAt !== null && (
            <Fact name="Was due">
              <Instant at={run.scheduledAt} seconds withZone /> <span className="faint">schedule {run.schedule}</span>
            </Fact>
          )}
          {run.parentRun !== null && (
            <Fact name="Follows">
              <RunLink id={run.parentRun} />
            </Fact>
          )}
          {run.retryOf !== null && (
            <Fact name="Repeats">
              <RunLink id={run.retryOf} />
            </Fact>
          )}
        </dl>
      </section>
      <RunChain run={run.id} />
      {params.length > 0 && (
        <section>
          <h2>Parameters</h2>
          <dl className={styles.list}>
            {params.map(([name, value]) => (
              <Fact key={name} name={name}>
                <code>{value === '' ? '(empty)' : value}</code> <span className="faint">as ${parameterVariable(name)}</span>
              </Fact>
            ))}
          </dl>
        </section>
      )}
      <section>
        <h2>Script</h2>
        <CodeView text={run.script} label="The script as it ran" />
      </section>
      <section>
        <h2>Hosts</h2>
        <div className={styles.ends} style={{ height: 34 + executions.length * 28 }}>
          <DataTable
            label="How each host ended"
            columns={columns}
            rows={executions}
            rowKey={(execution) => execution.host}
            onOpen={(execution) => onHost(execution.host)}
          />
        </div>
      </section>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const columns: Column<Execution>[] = [
  {
    key: 'host',
    title: 'Host',
    width: 'minmax(150px, 1.2fr)',
    compare: (a, b) => compareNames(a.host, b.host),
    cell: ({ host }) => <span className="ellipsis">{host}</span>,
  },
  {
    key: 'state',
    title: 'State',
    width: '120px',
    compare: (a, b) => a.state.localeCompare(b.state),
    cell: ({ state }) => <StateMark state={state} />,
  },
  { key: 'end', title: 'End', width: '150px', cell: (execution) => <code>{codeText(execution)}</code> },
  {
    key: 'took',
    title: 'Took',
    width: '80px',
    align: 'end',
    compare: (a, b) => (a.durationMs ?? 0) - (b.durationMs ?? 0),
    cell: ({ durationMs, startedAt }) => <Elapsed ms={durationMs} since={startedAt} />,
  },
  {
    key: 'output',
    title: 'Output',
    width: '90px',
    align: 'end',
    compare: (a, b) => a.stdoutBytes + a.stderrBytes - b.stdoutBytes - b.stderrBytes,
    cell: ({ stdoutBytes, stderrBytes }) => formatBytes(stdoutBytes + stderrBytes),
  },
  {
    key: 'reason',
    title: 'Reason',
    width: 'minmax(200px, 3fr)',
    cell: ({ detail, reason }) =>
      reason !== 'exit' || detail !== null ? (
        <span className="ellipsis" title={detail ?? reason ?? undefined}>
          {detail ?? reason ?? ''}
        </span>
      ) : null,
  },
  {
    key: 'key',
    title: 'Host key',
    width: 'minmax(150px, 1fr)',
    cell: ({ hostKey }) => (
      <code className="ellipsis" title={hostKey ?? undefined}>
        {hostKey ?? '–'}
      </code>
    ),
  },
];
