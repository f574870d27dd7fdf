// What a list of runs says of each: how it went, of what, when, where, by whom.
import type { Run } from '../../shared/contract/run.ts';
import { runName } from '../../shared/model/run.ts';
import type { Column } from '../parts/data-table-row.tsx';
import { JobLink, RunLink } from '../parts/links.tsx';
import { CountMarks, countsText } from '../parts/progress.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Elapsed, Instant } from '../parts/time.tsx';
import { isActive } from './run-head.tsx';
import styles from './runs-table.module.css';

export const runColumns: Column<Run>[] = [
  { key: 'state', title: 'State', width: '108px', cell: (run) => <StateMark state={run.state} /> },
  {
    key: 'job',
    title: 'Job',
    width: 'minmax(130px, 1.6fr)',
    cell: ({ job, purpose, script }) =>
      job !== null ? (
        <JobLink name={job} />
      ) : purpose !== null ? (
        <span className="ellipsis dim">{runName({ job, purpose }, '')}</span>
      ) : (
        <code className="ellipsis dim" title={script.slice(0, 400)}>
          {firstLine(script)}
        </code>
      ),
  },
  { key: 'when', title: 'Started', width: '150px', cell: (run) => <Instant at={run.startedAt ?? run.createdAt} seconds /> },
  {
    key: 'took',
    title: 'Took',
    width: '68px',
    align: 'end',
    cell: (run) => <Elapsed ms={isActive(run) ? null : run.durationMs} since={run.startedAt} />,
  },
  { key: 'hosts', title: 'Hosts', width: 'minmax(140px, 1fr)', cell: (run) => <Hosts run={run} /> },
  {
    key: 'target',
    title: 'Target',
    width: 'minmax(88px, 1fr)',
    cell: ({ target }) => (
      <code className="ellipsis" title={target}>
        {target}
      </code>
    ),
  },
  {
    key: 'params',
    title: 'Parameters',
    width: 'minmax(72px, 0.8fr)',
    cell: ({ params }) => {
      const text = Object.entries(params)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ');
      return (
        <code className="ellipsis dim" title={text}>
          {text}
        </code>
      );
    },
  },
  {
    key: 'by',
    title: 'By',
    width: 'minmax(86px, 0.7fr)',
    cell: ({ trigger, actor }) => (
      <span className="ellipsis" title={`${trigger} by ${actor}`}>
        {actor} <span className="faint">{trigger === 'manual' ? '' : trigger}</span>
      </span>
    ),
  },
  { key: 'id', title: 'Run', width: '122px', cell: (run) => <RunLink id={run.id} /> },
];

function Hosts({ run }: { run: Run }) {
  return (
    <span className={styles.hosts} title={countsText(run.counts)}>
      <CountMarks counts={run.counts} />
    </span>
  );
}

/** The line that says what a script does: the first that is neither a shebang nor a comment nor an option. */
function firstLine(script: string): string {
  const lines = script.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('#') && !line.startsWith('set -')) ?? lines[0] ?? '';
}
