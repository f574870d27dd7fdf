// The list of what needs somebody, with the one thing to do about each.
import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Host } from '../../../shared/contract/hosts.ts';
import type { Run } from '../../../shared/contract/run.ts';
import { HostLink, JobLink } from '../../parts/links.tsx';
import { Panel } from '../../parts/panel.tsx';
import { countsText } from '../../parts/progress.tsx';
import { sentence } from '../../parts/sentence.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { Ago } from '../../parts/time.tsx';
import { openRunDialog } from '../../start/open-run.tsx';
import { openHostTest } from '../hosts/hosts-test.tsx';
import { openKeyAccept } from '../keys/keys-accept.tsx';
import styles from './overview.module.css';
import { type Attention, attentionOf } from './overview-needs.ts';

export function AttentionPanel({ runs, hosts }: { runs: readonly Run[]; hosts: readonly Host[] }) {
  const items = attentionOf(runs, hosts);
  return (
    <Panel title="Needs attention" count={items.length || undefined} flush>
      {items.length === 0 && <Quiet runs={runs} />}
      <ul className={styles.list}>
        {items.map((item) => (
          <li key={keyOf(item)} className={styles.item}>
            <Item item={item} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function keyOf(item: Attention): string {
  return item.type === 'job' ? item.run.id : item.type === 'down' ? `down ${item.cause}` : item.type;
}

function Quiet({ runs }: { runs: readonly Run[] }) {
  const last = runs.find((run) => run.state === 'failed' || run.state === 'partial');
  return (
    <div className={styles.quiet}>
      <StateMark state="ok" word="Nothing needs you." />{' '}
      {last !== undefined && (
        <>
          Last failure: <Ago at={last.finishedAt} />,{' '}
          <Link to="/runs/$id" params={{ id: last.id }} className="link">
            {last.job ?? 'ad-hoc command'}
          </Link>
          .
        </>
      )}
    </div>
  );
}

function Item({ item }: { item: Attention }) {
  if (item.type === 'job') return <JobItem item={item} />;
  if (item.type === 'down') return <DownItem item={item} />;
  return <KeysItem item={item} />;
}

interface RowProps {
  state: string;
  title: ReactNode;
  aside?: ReactNode;
  text: ReactNode;
  actions: ReactNode;
}

function Row({ state, title, aside, text, actions }: RowProps) {
  return (
    <>
      <div className={styles.itemHead}>
        <StateMark state={state} word="" />
        <span className={`${styles.itemTitle} ellipsis`}>{title}</span>
        <span className="caption">{aside}</span>
      </div>
      <div className={styles.itemText}>{text}</div>
      <div className={styles.itemActions}>{actions}</div>
    </>
  );
}

function JobItem({ item }: { item: Extract<Attention, { type: 'job' }> }) {
  const { run, failedInARow } = item;
  return (
    <Row
      state={run.state}
      title={<JobLink name={item.job} />}
      aside={<Ago at={run.finishedAt} />}
      text={`${countsText(run.counts)}${failedInARow > 1 ? `; ${failedInARow} times in a row` : ''}`}
      actions={
        <>
          <Button size="compact-sm" variant="default" onClick={() => openRunDialog({ job: item.job })}>
            Run again…
          </Button>
          <Button size="compact-sm" variant="default" renderRoot={(props) => <Link to="/runs/$id" params={{ id: run.id }} {...props} />}>
            Open
          </Button>
        </>
      }
    />
  );
}

function DownItem({ item }: { item: Extract<Attention, { type: 'down' }> }) {
  const names = item.hosts.map((host) => host.name);
  return (
    <Row
      state="down"
      title={names.length === 1 ? <HostLink name={names[0] ?? ''} /> : `${names.length} hosts are down`}
      aside={<Ago at={item.hosts[0]?.health.checkedAt} />}
      text={
        <>
          {sentence(item.cause)}
          {names.length > 1 && (
            <>
              : <Names names={names} />
            </>
          )}
        </>
      }
      actions={
        <Button size="compact-sm" variant="default" onClick={() => openHostTest(names)}>
          Test
        </Button>
      }
    />
  );
}

function KeysItem({ item }: { item: Extract<Attention, { type: 'keys-changed' | 'keys-new' }> }) {
  const navigate = useNavigate();
  const names = item.hosts.map((host) => host.name);
  const changed = item.type === 'keys-changed';
  const hosts = names.length === 1 ? '1 host' : `${names.length} hosts`;
  return (
    <Row
      state={changed ? 'changed' : 'new'}
      title={
        changed
          ? `${hosts} ${names.length === 1 ? 'shows' : 'show'} another key`
          : `${hosts} ${names.length === 1 ? 'waits' : 'wait'} for a decision about ${names.length === 1 ? 'its' : 'their'} key`
      }
      text={
        <>
          <Names names={names} />
          {changed ? '. Nothing runs there until you decide' : '. Runs there are refused until the key is accepted'}
        </>
      }
      actions={
        <Button size="compact-sm" variant="default" onClick={() => (changed ? void navigate({ to: '/keys' }) : openKeyAccept(names))}>
          Review…
        </Button>
      }
    />
  );
}

function Names({ names }: { names: readonly string[] }) {
  const shown = names.slice(0, 6);
  return (
    <>
      {shown.map((name, i) => (
        <span key={name}>
          {i > 0 && ', '}
          <HostLink name={name} />
        </span>
      ))}
      {names.length > shown.length && ` and ${names.length - shown.length} more`}
    </>
  );
}
