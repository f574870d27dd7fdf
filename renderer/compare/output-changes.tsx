// What hosts wrote in one run and not in the other: those that changed alike together, their lines on demand.
import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Comparison, OutputChange } from '../../shared/contract/compare.ts';
import type { DiffLine } from '../../shared/contract/groups.ts';
import { api } from '../api/client.ts';
import { Failure, Loading } from '../parts/feedback.tsx';
import { Panel } from '../parts/panel.tsx';
import { countOf } from '../run/counting.ts';
import styles from './compare.module.css';
import { outputWords } from './compare-words.ts';
import { DiffLines } from './diff-lines.tsx';

export function OutputChanges({ comparison }: { comparison: Comparison }) {
  const { output, before, after } = comparison;
  const different = output.reduce((sum, { kind, count }) => sum + (kind === 'different' ? count : 0), 0);
  return (
    <Panel
      title="What they wrote"
      count={different}
      more="hosts whose output differs; times, process ids and names of the hosts do not count"
      flush
    >
      {output.length === 0 && <p className={styles.nothing}>No host came to an end in both runs.</p>}
      {output.map((change) => (
        <Change key={`${change.kind} ${change.host}`} change={change} runs={[before.id, after.id]} />
      ))}
    </Panel>
  );
}

interface ChangeProps {
  change: OutputChange;
  runs: readonly [string, string];
}

function Change({ change, runs }: ChangeProps) {
  const { kind, hosts, names, count, host, differences } = change;
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(host);
  const id = useId();
  const comparable = kind === 'different' && differences?.verdict === 'compared';
  return (
    <section className={styles.change} aria-labelledby={id}>
      <div className={styles.changeHead}>
        <h3 className={styles.changeTitle} id={id}>
          <code className={styles.value}>{hosts}</code> <span className="dim">({countOf(count, 'host')})</span>
        </h3>
        <span className={kind === 'different' ? styles.strong : 'dim'}>{outputWords(change)}</span>
        <span className={styles.spacer} />
        {comparable && open && names.length > 1 && (
          <Select
            size="xs"
            w={170}
            aria-label="Show the lines of"
            data={names}
            value={chosen}
            searchable
            allowDeselect={false}
            onChange={(next) => setChosen(next ?? host)}
          />
        )}
        {comparable && (
          <Button variant="default" size="compact-xs" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Show less' : 'Show in context'}
          </Button>
        )}
      </div>
      {!open && differences !== null && differences.first.length > 0 && (
        <DiffLines label={`First changed lines of ${hosts}`} hunks={[differences.first]} />
      )}
      {open && <InContext runs={runs} host={chosen} />}
    </section>
  );
}

function InContext({ runs: [before, after], host }: { runs: readonly [string, string]; host: string }) {
  const lines = useQuery(api.runs.compareOutput.queryOptions({ input: { id: after, other: before, host } }));
  if (lines.isError) return <Failure error={lines.error} retry={() => void lines.refetch()} />;
  if (lines.isPending) return <Loading rows={4} label="Comparing the lines" />;
  const hunks: DiffLine[][] = lines.data.hunks.map((hunk) => hunk.lines);
  return <DiffLines label={`Changed lines of ${host}`} hunks={hunks} />;
}
