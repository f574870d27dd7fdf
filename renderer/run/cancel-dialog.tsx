// Cancelling: which hosts it concerns and what will be done there, then what came of it on each, with the proof.
import { Button, Group, Radio } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Execution, Run } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { api, client } from '../api/client.ts';
import { codeText } from '../execution/end-words.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { Failure, Loading } from '../parts/feedback.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { countOf } from './counting.ts';
import styles from './run.module.css';

/** `host`: the one that is looked at; it can be cancelled alone. */
export function openCancelDialog(run: Pick<Run, 'id' | 'job'>, host: string | null): void {
  const id = modals.open({
    title: `Cancel ${run.job ?? 'this run'}`,
    size: 'xl',
    children: <CancelDialog id={run.id} host={host} close={() => modals.close(id)} />,
  });
}

function CancelDialog({ id, host, close }: { id: string; host: string | null; close: () => void }) {
  const run = useQuery(api.runs.get.queryOptions({ input: { id } }));
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  if (run.isError) return <Failure error={run.error} retry={() => void run.refetch()} />;
  if (run.data === undefined) return <Loading rows={4} />;
  if (asked !== null) return <Proof run={run.data} hosts={asked} close={close} />;
  return <Question run={run.data} host={host} close={close} onAsked={setAsked} />;
}

interface QuestionProps {
  run: Run;
  host: string | null;
  close: () => void;
  onAsked: (hosts: readonly string[]) => void;
}

function Question({ run, host, close, onAsked }: QuestionProps) {
  const active = run.executions.filter((execution) => !isFinal(execution.state));
  const choices = choicesOf(active, host);
  const [choice, setChoice] = useState('all');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const hosts = (choices.find(({ value }) => value === choice) ?? choices[0])?.hosts ?? [];
  const cancel = async () => {
    setBusy(true);
    setError(null);
    try {
      await client.runs.cancel({ id: run.id, hosts: choice === 'all' ? undefined : [...hosts] });
      onAsked(hosts);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  if (active.length === 0) return <p>It has ended everywhere: there is nothing left to cancel.</p>;
  return (
    <div className={styles.dialog}>
      {choices.length > 1 && (
        <Radio.Group value={choice} onChange={setChoice} label="Where">
          <Group gap="md" mt={6}>
            {choices.map(({ value, label }) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Group>
        </Radio.Group>
      )}
      <p style={{ margin: 0 }}>
        Where it waits, it will not start. Where it runs, every process of the script is asked to end (SIGTERM) and, after the job's grace,
        killed (SIGKILL). Then djcron looks whether anything of it is left, and says so for each host.
      </p>
      <ExecutionsTable label="Hosts to cancel" columns={before} executions={active.filter((execution) => hosts.includes(execution.host))} />
      {error !== null && <Failure error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          Let it run
        </Button>
        <Button color="red" loading={busy} onClick={() => void cancel()}>
          Cancel on {countOf(hosts.length, 'host')}
        </Button>
      </Group>
    </div>
  );
}

function choicesOf(active: readonly Execution[], host: string | null): { value: string; label: string; hosts: string[] }[] {
  const names = (some: readonly Execution[]) => some.map((execution) => execution.host);
  const waiting = active.filter((execution) => execution.state === 'queued');
  const choices = [{ value: 'all', label: `All ${active.length} hosts that wait or run`, hosts: names(active) }];
  if (waiting.length > 0 && waiting.length < active.length) {
    choices.push({ value: 'waiting', label: `Only the ${waiting.length} that wait`, hosts: names(waiting) });
  }
  if (active.length > 1 && host !== null && active.some((execution) => execution.host === host)) {
    choices.push({ value: 'one', label: `Only ${host}`, hosts: [host] });
  }
  return choices;
}

function Proof({ run, hosts, close }: { run: Run; hosts: readonly string[]; close: () => void }) {
  const executions = run.executions.filter((execution) => hosts.includes(execution.host));
  const open = executions.filter((execution) => !isFinal(execution.state)).length;
  return (
    <div className={styles.dialog}>
      <div role="status">
        {open > 0 ? `Cancelled; ${open} of ${executions.length} still ending.` : 'Ended everywhere. What was found afterwards:'}
      </div>
      <ExecutionsTable label="What came of it" columns={[...before, ...after]} executions={executions} />
      <Group justify="flex-end">
        <Button variant="default" onClick={close} data-autofocus>
          Close
        </Button>
      </Group>
    </div>
  );
}

const before: Column<Execution>[] = [
  { key: 'host', title: 'Host', width: 'minmax(140px, 1fr)', cell: ({ host }) => <span className="ellipsis">{host}</span> },
  { key: 'state', title: 'State', width: '120px', cell: ({ state }) => <StateMark state={state} /> },
];

const after: Column<Execution>[] = [
  { key: 'end', title: 'End', width: '150px', cell: (execution) => <code>{codeText(execution)}</code> },
  {
    key: 'detail',
    title: 'Proof',
    width: 'minmax(180px, 2.4fr)',
    cell: ({ detail }) => (
      <span className="ellipsis" title={detail ?? undefined}>
        {detail ?? ''}
      </span>
    ),
  },
];

interface ExecutionsTableProps {
  label: string;
  columns: readonly Column<Execution>[];
  executions: readonly Execution[];
}

function ExecutionsTable({ label, columns, executions }: ExecutionsTableProps) {
  return (
    <div className={styles.proof} style={{ height: Math.min(320, 34 + executions.length * 28) }}>
      <DataTable label={label} columns={columns} rows={executions} rowKey={(execution) => execution.host} />
    </div>
  );
}
