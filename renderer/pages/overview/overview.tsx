// Is anything wrong, what runs, what ran: answered at one glance, worst first. Every number leads to what it counts.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Run } from '../../../shared/contract/run.ts';
import { runName } from '../../../shared/model/run.ts';
import { api } from '../../api/client.ts';
import { useRunning } from '../../frame/running.ts';
import { Failure, Loading } from '../../parts/feedback.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { CountMarks, doneOf, SegmentedBar, totalOf } from '../../parts/progress.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { Ago, Elapsed } from '../../parts/time.tsx';
import { WelcomePage } from '../welcome.tsx';
import styles from './overview.module.css';
import { AttentionPanel } from './overview-attention.tsx';
import { FleetPanel } from './overview-fleet.tsx';
import { NextUp } from './overview-next.tsx';

export function OverviewPage() {
  const hosts = useQuery(api.hosts.list.queryOptions());
  const runs = useQuery(api.runs.list.queryOptions({ input: { limit: 100 } }));
  useShortcuts('Overview', [
    { keys: '1', title: 'Go to what needs attention', run: () => focusPanel(0) },
    { keys: '2', title: 'Go to what runs now', run: () => focusPanel(1) },
    { keys: '3', title: 'Go to the fleet', run: () => focusPanel(2) },
    { keys: '4', title: 'Go to the recent runs', run: () => focusPanel(3) },
    { keys: '5', title: 'Go to what is next up', run: () => focusPanel(4) },
  ]);
  const failed = hosts.error ?? runs.error;
  if (hosts.data?.length === 0 && runs.data?.length === 0) return <WelcomePage />;
  return (
    <Page title="Overview">
      {failed !== null && <Failure error={failed} retry={() => void Promise.all([hosts.refetch(), runs.refetch()])} />}
      {failed === null && (hosts.data === undefined || runs.data === undefined) && <Loading rows={10} label="Loading the overview" />}
      {hosts.data !== undefined && runs.data !== undefined && (
        <div className={styles.grid}>
          <div className={styles.column}>
            <AttentionPanel runs={runs.data} hosts={hosts.data} />
            <RecentRuns runs={runs.data} />
          </div>
          <div className={styles.column}>
            <RunningNow />
            <NextUp />
            <FleetPanel hosts={hosts.data} />
          </div>
        </div>
      )}
    </Page>
  );
}

const panelNames = ['Needs attention', 'Running now', 'Fleet', 'Recent runs', 'Next up'];

function focusPanel(index: number): void {
  const panels = [...document.querySelectorAll<HTMLElement>('main section')];
  const panel = panels.find((one) => one.querySelector('h2')?.textContent === panelNames[index]);
  panel?.querySelector<HTMLElement>('a, button')?.focus();
}

function RunningNow() {
  const { runs } = useRunning();
  return (
    <Panel title="Running now" count={runs.length || undefined} flush>
      {runs.length === 0 && <div className={styles.quiet}>Nothing runs right now.</div>}
      {runs.slice(0, 8).map((run) => (
        <Link key={run.id} to="/runs/$id" params={{ id: run.id }} className={styles.run}>
          <span className={styles.runHead}>
            <StateMark state="running" word="" />
            <strong className="ellipsis">{runName(run, 'ad-hoc command')}</strong>
            <span className="dim">
              {doneOf(run.counts)}/{totalOf(run.counts)} hosts
            </span>
            <span className={styles.runEnd}>
              <Elapsed since={run.startedAt ?? run.createdAt} />
            </span>
          </span>
          <SegmentedBar counts={run.counts} />
          <CountMarks counts={run.counts} />
        </Link>
      ))}
      {runs.length > 8 && (
        <div className={styles.quiet}>
          <Link to="/runs" search={{ state: 'running' }} className="link">
            {runs.length - 8} more
          </Link>
        </div>
      )}
    </Panel>
  );
}

function RecentRuns({ runs }: { runs: readonly Run[] }) {
  const finished = runs.filter((run) => run.finishedAt !== null).slice(0, 8);
  return (
    <Panel title="Recent runs" flush more={<Link to="/runs">All runs</Link>}>
      {finished.length === 0 && (
        <div className={styles.quiet}>
          No run has finished yet.{' '}
          <Button component={Link} to="/console" size="compact-xs" variant="light" ml={8}>
            Run a command…
          </Button>
        </div>
      )}
      {finished.map((run) => (
        <Link key={run.id} to="/runs/$id" params={{ id: run.id }} className={styles.row}>
          <StateMark state={run.state} />
          <span className="ellipsis">
            {run.job ?? <span className="dim">{runName(run, 'ad-hoc command')}</span>}{' '}
            <span className="faint">
              {run.counts.succeeded ?? 0}/{totalOf(run.counts)} on {run.target}
            </span>
          </span>
          <span className="dim">
            <Ago at={run.finishedAt} />
          </span>
          <span className="number dim">
            <Elapsed ms={run.durationMs} />
          </span>
        </Link>
      ))}
    </Panel>
  );
}
