// One group in full: who belongs to it, what can be done with them, and the output that stands for all of them, what sets
// it apart from the reference, or its hosts one by one.
import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Group } from '../../shared/contract/groups.ts';
import type { Execution } from '../../shared/contract/run.ts';
import type { Normaliser } from '../../shared/model/fold/normalisers.ts';
import { createMoments } from '../output/moments.ts';
import { OutputPane } from '../output/output-pane.tsx';
import { Copy } from '../parts/copy.tsx';
import { Empty } from '../parts/feedback.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { countOf } from '../run/counting.ts';
import { useSteady } from '../run/steady.ts';
import type { RunViewProps } from '../view/run-view.ts';
import { GroupDiffView } from './group-diff.tsx';
import { GroupHosts } from './group-hosts.tsx';
import { endOf } from './group-row.tsx';
import styles from './groups.module.css';

export const detailKinds = ['diff', 'output', 'hosts'] as const;
export type DetailKind = (typeof detailKinds)[number];

interface GroupDetailProps extends RunViewProps {
  group: Group;
  executions: readonly Execution[];
  normalisers: readonly Normaliser[];
  kind: DetailKind;
  onKind: (kind: DetailKind) => void;
}

/** The diff where there is one; a reference is shown itself. */
export function kindOf(group: Group, wanted: DetailKind): DetailKind {
  return wanted === 'diff' && (group.reference || group.lines === 0) ? 'output' : wanted;
}

export function GroupDetail(props: GroupDetailProps) {
  const { group, executions, run, selected, onSelect, go } = props;
  const kind = kindOf(group, props.kind);
  const own = new Set(group.names);
  return (
    <section className={styles.detail} aria-label={`Group of ${group.hosts}`}>
      <GroupHead {...props} />
      {kind === 'diff' && <GroupDiffView run={run.id} group={group.key} normalisers={props.normalisers} />}
      {kind === 'output' && <SampleOutput {...props} />}
      {kind === 'hosts' && (
        <GroupHosts
          executions={executions.filter(({ host }) => own.has(host))}
          onOpen={(host) => go({ host, view: 'output' })}
          selected={selected}
          onSelect={onSelect}
        />
      )}
    </section>
  );
}

function GroupHead({ group, run, acts, go, kind, onKind }: GroupDetailProps) {
  const word = lookOf(group.state).word;
  const line = `${countOf(group.count, 'host')} ${word}${group.exitCode === null ? '' : `, ${endOf(group)}`}: ${group.hosts} (${run.job ?? 'ad-hoc'} ${run.id})`;
  return (
    <header className={styles.head}>
      <div className={styles.who}>
        <StateMark state={group.state} />
        {group.exitCode !== null && <code className="dim">{endOf(group)}</code>}
        {group.reference && <span className={styles.reference}>reference</span>}
        <code className={styles.all} title={group.hosts}>
          {group.hosts}
        </code>
        <Copy text={line} label="Copy as one line" />
      </div>
      {group.detail !== null && <div className={styles.why}>{group.detail}</div>}
      <div className={styles.bar}>
        <SegmentedControl
          aria-label="What to show of the group"
          value={kindOf(group, kind)}
          onChange={(next) => onKind(next as DetailKind)}
          data={[
            { value: 'output', label: `Output of ${group.host}` },
            { value: 'diff', label: 'Difference', disabled: kindOf(group, 'diff') !== 'diff' },
            { value: 'hosts', label: countOf(group.count, 'host') },
          ]}
        />
        <div className={styles.acts}>
          <Button size="compact-xs" variant="default" onClick={() => go({ host: group.host, view: 'output' })}>
            Open {group.host}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => acts.retry(group.names)}>
            {group.count === 1 ? 'Retry it…' : `Retry these ${group.count}…`}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => acts.runOn(group.hosts)}>
            {group.count === 1 ? 'Run on it…' : `Run on these ${group.count}…`}
          </Button>
        </div>
      </div>
    </header>
  );
}

function SampleOutput({ group, executions, run, line, go }: GroupDetailProps) {
  const [moments] = useState(createMoments);
  const chooseLine = useSteady((n: number | null) => go({ host: group.host, line: n ?? undefined }));
  const execution = executions.find(({ host }) => host === group.host);
  if (run.outputRemoved !== null) return <Empty title="The output of this run was removed">What is known of its end is above.</Empty>;
  if (execution === undefined) return null;
  return (
    <OutputPane key={`${run.id} ${group.host}`} run={run.id} execution={execution} line={line} onLine={chooseLine} moments={moments} />
  );
}
