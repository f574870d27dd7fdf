// The columns of the list of jobs. Run… stands apart from the rest and only opens the dialog.
import { ActionIcon, Button, Menu } from '@mantine/core';
import { EllipsisVertical } from 'lucide-react';
import type { Job } from '../../../shared/contract/jobs.ts';
import type { Schedule } from '../../../shared/contract/schedules.ts';
import type { Column } from '../../parts/data-table-row.tsx';
import { JobLink, RunLink } from '../../parts/links.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { compareNames } from '../../parts/table-moves.ts';
import { Ago, Elapsed } from '../../parts/time.tsx';
import { formatInstant } from '../../parts/time-format.ts';
import { openRunDialog } from '../../start/open-run.tsx';
import { type JobAct, jobActs } from '../job/job-acts.tsx';
import styles from './jobs.module.css';
import { lastState } from './jobs-filter.ts';

const stateOrder = ['failed', 'partial', 'cancelled', 'running', 'queued', 'succeeded', 'never'];

/** `schedulesOf`: of a job, by when they are due; null while no job has any: then there are no columns for them. */
export function jobColumns(
  act: (act: JobAct, job: Job) => void,
  schedulesOf: ((job: string) => readonly Schedule[]) | null,
): Column<Job>[] {
  return [
    {
      key: 'state',
      title: 'Last run',
      width: '106px',
      compare: (a, b) => stateOrder.indexOf(lastState(a)) - stateOrder.indexOf(lastState(b)),
      cell: (job) => <LastRun job={job} />,
    },
    { key: 'strip', title: 'Recent runs', width: '178px', cell: (job) => <Strip job={job} /> },
    {
      key: 'name',
      title: 'Job',
      width: schedulesOf === null ? 'minmax(200px, 3fr)' : 'minmax(136px, 2.4fr)',
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
    ...(schedulesOf === null ? [] : scheduleColumns(schedulesOf)),
    {
      key: 'targets',
      title: 'Target',
      width: schedulesOf === null ? 'minmax(110px, 1.1fr)' : 'minmax(70px, 0.9fr)',
      cell: ({ targets }) => (
        <code className="ellipsis" title={targets}>
          {targets}
        </code>
      ),
    },
    {
      key: 'when',
      title: 'Last ran',
      width: '132px',
      compare: (a, b) => (a.recentRuns[0]?.startedAt ?? '').localeCompare(b.recentRuns[0]?.startedAt ?? ''),
      cell: (job) => <Ago at={job.recentRuns[0]?.startedAt ?? null} empty="never" />,
    },
    // the words of the schedule need the room
    ...(schedulesOf === null ? [tookColumn, tagColumn] : []),
    { key: 'actions', title: 'Actions', untitled: true, width: '112px', align: 'end', cell: (job) => <Actions job={job} act={act} /> },
  ];
}

const tookColumn: Column<Job> = {
  key: 'took',
  title: 'Took',
  width: '76px',
  align: 'end',
  compare: (a, b) => (a.recentRuns[0]?.durationMs ?? 0) - (b.recentRuns[0]?.durationMs ?? 0),
  cell: (job) => <Elapsed ms={job.recentRuns[0]?.durationMs ?? null} />,
};

const tagColumn: Column<Job> = { key: 'tags', title: 'Tags', width: 'minmax(80px, 0.9fr)', cell: ({ tags }) => <Tags tags={tags} /> };

function scheduleColumns(schedulesOf: (job: string) => readonly Schedule[]): Column<Job>[] {
  return [
    {
      key: 'schedule',
      title: 'Schedule',
      width: 'minmax(120px, 1.8fr)',
      cell: ({ name }) => <ScheduleWords schedules={schedulesOf(name)} />,
    },
    {
      key: 'next',
      title: 'Next due',
      width: '140px',
      compare: (a, b) => (a.nextAt ?? '~').localeCompare(b.nextAt ?? '~'),
      cell: (job) => <NextDue job={job} />,
    },
  ];
}

/** The first in words, and how many more there are. */
function ScheduleWords({ schedules }: { schedules: readonly Schedule[] }) {
  const [first] = schedules;
  if (first === undefined) return <span className="faint">by hand</span>;
  const all = schedules.map(({ words, timezone }) => `${words} (${timezone})`).join('\n');
  return (
    <span className={styles.words} title={all}>
      <span className="ellipsis">{first.words}</span>
      {schedules.length > 1 && <span className="faint">and {schedules.length - 1} more</span>}
    </span>
  );
}

function NextDue({ job: { nextAt, enabled, definition } }: { job: Job }) {
  if (definition.schedules.length === 0) return null;
  if (!enabled) return <StateMark state="disabled" size={12} />;
  return <Ago at={nextAt} empty="not any more" />;
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
