// What ran on a host, newest first.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Execution, Run } from '../../../shared/contract/run.ts';
import { runName } from '../../../shared/model/run.ts';
import { api } from '../../api/client.ts';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { JobLink, RunLink } from '../../parts/links.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { Ago, Elapsed } from '../../parts/time.tsx';
import styles from './host.module.css';

export function HostRuns({ host }: { host: string }) {
  const navigate = useNavigate();
  const runs = useQuery(api.runs.list.queryOptions({ input: { host, limit: 30, executions: true } }));
  return (
    <Panel
      title="Runs here"
      flush
      more={
        <Link to="/runs" search={{ host }}>
          All runs here
        </Link>
      }
    >
      {runs.error !== null && <Failure error={runs.error} retry={() => void runs.refetch()} />}
      {runs.isPending && <Loading label="Loading runs" />}
      {runs.data !== undefined && runs.data.length === 0 && (
        <Empty
          title="Nothing ran here yet"
          actions={<Button onClick={() => void navigate({ to: '/console', search: { target: host } })}>Run a command…</Button>}
        />
      )}
      {runs.data !== undefined && runs.data.length > 0 && <RunTable host={host} runs={runs.data} />}
    </Panel>
  );
}

function RunTable({ host, runs }: { host: string; runs: readonly Run[] }) {
  return (
    <table className={styles.runs}>
      <thead>
        <tr>
          <th scope="col">State here</th>
          <th scope="col">Job</th>
          <th scope="col">When</th>
          <th scope="col" className={styles.end}>
            Exit code
          </th>
          <th scope="col" className={styles.end}>
            Took
          </th>
          <th scope="col">By</th>
          <th scope="col">Run</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} execution={run.executions.find((one) => one.host === host)} host={host} />
        ))}
      </tbody>
    </table>
  );
}

function RunRow({ run, execution, host }: { run: Run; execution: Execution | undefined; host: string }) {
  return (
    <tr>
      <td>
        <StateMark state={execution?.state ?? run.state} />
      </td>
      <td>{run.job === null ? <span className="dim">{runName(run, 'ad-hoc command')}</span> : <JobLink name={run.job} />}</td>
      <td>
        <Ago at={execution?.startedAt ?? run.createdAt} />
      </td>
      <td className={styles.end}>{execution?.exitCode ?? '–'}</td>
      <td className={styles.end}>
        <Elapsed ms={execution?.durationMs} since={execution?.startedAt} />
      </td>
      <td>{run.actor}</td>
      <td>
        <RunLink id={run.id} host={host} />
      </td>
    </tr>
  );
}
