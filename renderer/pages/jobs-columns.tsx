// The columns of the list of jobs. Run… stands apart from the rest and only opens the dialog.
import { ActionIcon, Button, Menu } from '@mantine/core';
import { EllipsisVertical } from 'lucide-react';
import type { Job } from '../../shared/contract/jobs.ts';
import type { Column } from '../parts/data-table-row.tsx';
import { JobLink, RunLink } from '../parts/links.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { compareNames } from '../parts/table-moves.ts';
import { Ago, Elapsed } from '../parts/time.tsx';
import { formatInstant } from '../parts/time-format.ts';
import { openRunDialog } from '../run/run-dialog.tsx';
import { type JobAct, jobActs } from './job-acts.tsx';
import styles from './jobs.module.css';
import { lastState } from './jobs-filter.ts';

const stateOrder = ['failed', 'partial', 'cancelled', 'running', 'queued', 'succeeded', 'never'];

export function jobColumns(act: (act: JobAct, job: Job) => void): Column<Job>[] {
  return [
    {
      key: 'state',
      title: 'Last run',
      width: '112px',
      compare: (a, b) => stateOrder.indexOf(lastState(a)) - stateOrder.indexOf(lastState(b)),
      cell: (job) => <LastRun job={job} />,
    },
    { key: 'strip', title: 'Recent runs', width: '186px', cell: (job) => <Strip job={job} /> },
    {
      key: 'name',
      title: 'Job',
      width: 'minmax(200px, 3fr)',
      compare: (a, b) => compareNames(a.name, b.name),
      cell: ({ name, description }) => (
        <span className="ellipsis" title={description}>
          <span className={styles.name}>
            <JobLink name={name} />
          </span>{' '}
          <span className="faint">{description}</span>
        </span>
      ),
    },
    {
      key: 'targets',
      title: 'Target',
      width: 'minmax(110px, 1.1fr)',
      cell: ({ targets }) => (
        <code className="ellipsis" title={targets}>
          {targets}
        </code>
      ),
    },
    {
      key: 'when',
      title: 'When',
      width: '132px',
      compare: (a, b) => (a.recentRuns[0]?.startedAt ?? '').localeCompare(b.recentRuns[0]?.startedAt ?? ''),
      cell: (job) => <Ago at={job.recentRuns[0]?.startedAt ?? null} empty="never" />,
    },
    {
      key: 'took',
      title: 'Took',
      width: '76px',
      align: 'end',
      compare: (a, b) => (a.recentRuns[0]?.durationMs ?? 0) - (b.recentRuns[0]?.durationMs ?? 0),
      cell: (job) => <Elapsed ms={job.recentRuns[0]?.durationMs ?? null} />,
    },
    { key: 'tags', title: 'Tags', width: 'minmax(80px, 0.9fr)', cell: ({ tags }) => <Tags tags={tags} /> },
    { key: 'actions', title: 'Actions', untitled: true, width: '112px', align: 'end', cell: (job) => <Actions job={job} act={act} /> },
  ];
}

function LastRun({ job }: { job: Job }) {
  const [last] = job.recentRuns;
  if (last === undefined) return <StateMark state="unknown" word="never ran" />;
  return (
    <RunLink id={last.id}>
      <StateMark state={last.state} />
    </RunLink>
  );
}

/** The last ten runs, the newest at the right. */
export function Strip({ job }: { job: Job }) {
  return (
    <span className={styles.strip}>
      {job.recentRuns.toReversed().map(({ id, state, startedAt }) => (
        <span
          key={id}
          title={startedAt === null ? state : `${state}, ${formatInstant(Date.parse(startedAt), 'local', { now: Date.now() })}`}
        >
          <RunLink id={id}>
            <StateMark state={state} word="" size={13} />
          </RunLink>
        </span>
      ))}
    </span>
  );
}

export function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className={styles.chips} title={tags.join(', ')}>
      {tags.map((tag) => (
        <span key={tag} className={styles.chip}>
          {tag}
        </span>
      ))}
    </span>
  );
}

function Actions({ job, act }: { job: Job; act: (act: JobAct, job: Job) => void }) {
  return (
    <span className={styles.actions}>
      <Button size="compact-xs" variant="default" tabIndex={-1} onClick={() => openRunDialog({ job: job.name })}>
        Run…
      </Button>
      <Menu>
        <Menu.Target>
          <ActionIcon size={22} tabIndex={-1} aria-label={`More about ${job.name}`}>
            <EllipsisVertical size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {jobActs.map(({ key, title, grave }) => (
            <Menu.Item key={key} color={grave ? 'red' : undefined} onClick={() => act(key, job)}>
              {title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
