// When a job runs by itself: its schedules with what is next, the switch that lets them fire, and the ledger of what became
// of every due moment.
import { Button, Switch } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job } from '../../../shared/contract/jobs.ts';
import type { Schedule } from '../../../shared/contract/schedules.ts';
import { api } from '../../api/client.ts';
import { CronLines } from '../../crontab/cron-lines.tsx';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { DueNext } from '../../schedule/due-next.tsx';
import { enableJob } from '../../schedule/enable-job.ts';
import { openPause, openResume } from '../../schedule/pause-dialog.tsx';
import { JobLedger } from './job-ledger.tsx';
import styles from './job-schedule.module.css';

export function JobSchedule({ job }: { job: Job }) {
  const { name } = job;
  const schedules = useQuery(api.schedules.list.queryOptions({ input: { job: name } }));
  const state = useQuery(api.schedules.state.queryOptions());
  const ledger = useQuery({
    ...api.schedules.ledger.queryOptions({ input: { job: name, limit: 500 } }),
    placeholderData: keepPreviousData,
  });
  const failed = schedules.error ?? ledger.error;
  if (failed !== null) return <Failure error={failed} retry={() => void Promise.all([schedules.refetch(), ledger.refetch()])} />;
  if (schedules.data === undefined || ledger.data === undefined) return <Loading rows={8} label="Reading the schedules" />;
  if (schedules.data.length === 0 && ledger.data.length === 0) return <NoSchedules name={name} />;
  return (
    <div className={styles.all}>
      <Enabled job={job} />
      <CronLines job={job} />
      <ul className={styles.list}>
        {schedules.data.map((schedule) => (
          <li key={schedule.name}>
            <ScheduleRow schedule={schedule} allPaused={state.data?.paused != null} />
          </li>
        ))}
      </ul>
      <JobLedger rows={ledger.data} schedules={schedules.data} />
    </div>
  );
}

function Enabled({ job: { name, enabled } }: { job: Job }) {
  return (
    <Switch
      checked={enabled}
      label={enabled ? 'Enabled' : 'Disabled'}
      description={
        enabled
          ? 'Its schedules fire. Switched off, it runs only by hand; what is due then has no row in the ledger.'
          : 'Its schedules do not fire; it runs only by hand. Switched on, it starts nothing at once: what is due counts from then on.'
      }
      onChange={(event) => void enableJob(name, event.currentTarget.checked)}
    />
  );
}

function ScheduleRow({ schedule, allPaused }: { schedule: Schedule; allPaused: boolean }) {
  const { job, name, words, timezone, text, paused } = schedule;
  return (
    <>
      <span className={styles.name}>{name}</span>
      <span className="ellipsis" title={text}>
        {words} <span className="faint">({timezone})</span>
      </span>
      <DueNext schedule={schedule} allPaused={allPaused} />
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${paused === null ? 'Pause' : 'Resume'} ${name}`}
        onClick={() => (paused === null ? openPause({ job, schedule: name }) : openResume({ job, schedule: name }))}
      >
        {paused === null ? 'Pause…' : 'Resume…'}
      </Button>
    </>
  );
}

function NoSchedules({ name }: { name: string }) {
  return (
    <Empty
      title="This job runs only by hand"
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/jobs/$name/edit" params={{ name }} {...props} />}>
          Add a schedule
        </Button>
      }
    >
      It has no schedule – that is fine. With one, what becomes of every due moment is listed here.
    </Empty>
  );
}
