// Cancelling: which hosts it concerns and what will be done there, then how far each of them is, with the proof.
import { Button, Group, Radio } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Execution, Run } from '../../shared/contract/run.ts';
import { api, client } from '../api/client.ts';
import { codeText } from '../execution/end-words.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { Failure, Loading } from '../parts/feedback.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { countOf } from '../run/counting.ts';
import styles from '../run/run.module.css';
import { cancelChoices, rungOf, rungWords } from './cancel-choices.ts';

/** `host`: the one that is looked at, `selected`: those marked by hand; they can be cancelled alone. */
interface CancelWish {
  host: string | null;
  selected: ReadonlySet<string>;
}

export function openCancelDialog(run: Pick<Run, 'id' | 'job'>, wish: CancelWish): void {
  const id = modals.open({
    title: `Cancel ${run.job ?? 'this run'}`,
    size: 'min(900px, 94vw)',
    children: <CancelDialog id={run.id} wish={wish} close={() => modals.close(id)} />,
  });
}

function CancelDialog({ id, wish, close }: { id: string; wish: CancelWish; close: () => void }) {
  const run = useQuery(api.runs.get.queryOptions({ input: { id } }));
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  if (run.isError) return <Failure error={run.error} retry={() => void run.refetch()} />;
  if (run.data === undefined) return <Loading rows={4} />;
  if (asked !== null) return <Proof run={run.data} hosts={asked} close={close} />;
  return <Question run={run.data} wish={wish} close={close} onAsked={setAsked} />;
}

interface QuestionProps {
  run: Run;
  wish: CancelWish;
  close: () => void;
  onAsked: (hosts: readonly string[]) => void;
}

function Question({ run, wish, close, onAsked }: QuestionProps) {
  const choices = cancelChoices(run.executions, wish);
  const [choice, setChoice] = useState(choices[0]?.value ?? 'all');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const meant = choices.find(({ value }) => value === choice) ?? choices[0];
  const hosts = new Set(meant?.hosts ?? []);
  const cancel = async () => {
    setBusy(true);
    setError(null);
    try {
      await client.runs.cancel({ id: run.id, hosts: meant?.value === 'all' ? undefined : [...hosts] });
      onAsked([...hosts]);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  if (hosts.size === 0) return <p>It has ended everywhere: there is nothing left to cancel.</p>;
  return (
    <div className={styles.dialog}>
      {choices.length > 1 && (
        <Radio.Group value={meant?.value} onChange={(value) => setChoice(value as typeof choice)} label="Where">
          <Group gap="md" mt={6}>
            {choices.map(({ value, label }) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Group>
        </Radio.Group>
      )}
      <ol className={styles.ladder}>
        <li>Where it waits, it will not start.</li>
        <li>Where it runs, every process of the script is asked to end (SIGTERM).</li>
        <li>What is still there after the job’s grace is killed (SIGKILL).</li>
        <li>djcron looks whether anything of it is left, and says so for each host.</li>
      </ol>
      <ExecutionsTable label="Hosts to cancel" columns={before} executions={run.executions.filter(({ host }) => hosts.has(host))} />
      {error !== null && <Failure error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          Let it run
        </Button>
        <Button color="red" loading={busy} onClick={() => void cancel()}>
          Cancel on {countOf(hosts.size, 'host')}
        </Button>
      </Group>
    </div>
  );
}

function Proof({ run, hosts, close }: { run: Run; hosts: readonly string[]; close: () => void }) {
  const asked = new Set(hosts);
  const executions = run.executions.filter(({ host }) => asked.has(host));
  const rungs = executions.map((execution) => rungOf(execution, true));
  const count = (wanted: string) => rungs.filter((rung) => rung === wanted).length;
  const open = count('asked');
  return (
    <div className={styles.dialog}>
      <div role="status" className={styles.rungs}>
        {open > 0 ? <StateMark state="running" word={`${open} of ${executions.length} still ending`} /> : <span>Ended everywhere:</span>}
        {(['gone', 'not-started', 'left'] as const).map(
          (rung) =>
            count(rung) > 0 && <StateMark key={rung} state={rungWords[rung].state} word={`${count(rung)} ${rungWords[rung].word}`} />,
        )}
      </div>
      <ExecutionsTable label="What came of it" columns={after} executions={executions} />
      <Group justify="flex-end">
        <Button variant="default" onClick={close} data-autofocus>
          Close
        </Button>
      </Group>
    </div>
  );
}

const host: Column<Execution> = {
  key: 'host',
  title: 'Host',
  width: 'minmax(120px, 1fr)',
  cell: (execution) => <span className="ellipsis">{execution.host}</span>,
};

const before: Column<Execution>[] = [
  host,
  { key: 'state', title: 'State', width: '120px', cell: ({ state }) => <StateMark state={state} /> },
];

const after: Column<Execution>[] = [
  host,
  {
    key: 'rung',
    title: 'How far',
    width: '140px',
    compare: (a, b) => rungOf(b, true).localeCompare(rungOf(a, true)),
    cell: (execution) => <RungMark execution={execution} />,
  },
  { key: 'end', title: 'End', width: '130px', cell: (execution) => <code className="ellipsis">{codeText(execution)}</code> },
  {
    key: 'detail',
    title: 'Proof',
    width: 'minmax(220px, 2.6fr)',
    cell: ({ detail }) => (
      <span className="ellipsis" title={detail ?? undefined}>
        {detail ?? ''}
      </span>
    ),
  },
];

function RungMark({ execution }: { execution: Execution }) {
  const { state, word } = rungWords[rungOf(execution, true)];
  return <StateMark state={state} word={word} />;
}

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
