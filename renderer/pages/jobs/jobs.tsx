// All jobs: find, judge and start them. Starting always goes through the run dialog.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Job } from '../../../shared/contract/jobs.ts';
import { api } from '../../api/client.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { Page } from '../../parts/page.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { countOf } from '../../run/counting.ts';
import { useSteady } from '../../run/steady.ts';
import { openRunDialog } from '../../start/open-run.tsx';
import { type JobAct, useJobAct } from '../job/job-acts.tsx';
import styles from './jobs.module.css';
import { jobColumns } from './jobs-columns.tsx';
import { filterJobs, jobFacets } from './jobs-filter.ts';

export function JobsPage() {
  const { q = '' } = useSearch({ from: '/jobs' });
  const navigate = useNavigate();
  const jobs = useQuery(api.jobs.list.queryOptions());
  const all = jobs.data;
  const shown = useMemo(() => filterJobs(all ?? [], q), [all, q]);
  const [active, setActive] = useState<string | null>(null);
  const actOn = useJobAct();
  const act = useSteady((what: JobAct, job: Job) => actOn(what, job.name));
  const schedules = useQuery(api.schedules.list.queryOptions()).data;
  const columns = useMemo(() => {
    const byJob = Map.groupBy(schedules ?? [], ({ job }) => job);
    return jobColumns(act, byJob.size === 0 ? null : (name) => byJob.get(name) ?? []);
  }, [act, schedules]);
  const search = (query: string) => void navigate({ to: '/jobs', search: query === '' ? {} : { q: query }, replace: true });
  const onActive = (call: (name: string) => void) => () => {
    if (active !== null && shown.some((job) => job.name === active)) call(active);
  };

  useShortcuts('Jobs', [
    { keys: 'n', title: 'Write a new job', run: () => void navigate({ to: '/jobs/new' }) },
    { keys: 'r', title: 'Run the job…', run: onActive((name) => openRunDialog({ job: name })) },
    { keys: 'e', title: 'Edit the job', run: onActive((name) => actOn('edit', name)) },
    { keys: 'h', title: 'Its runs', run: onActive((name) => actOn('history', name)) },
    { keys: 't', title: 'Enable or disable it', run: onActive((name) => actOn('enable', name)) },
    { keys: 'y', title: 'Show its YAML', run: onActive((name) => actOn('yaml', name)) },
    { keys: 'delete', title: 'Remove it…', run: onActive((name) => actOn('remove', name)) },
  ]);
  return (
    <Page
      title="Jobs"
      aside={all?.length || undefined}
      fill
      actions={
        all !== undefined && all.length > 0 ? (
          <Button component={Link} to="/jobs/new">
            New job
          </Button>
        ) : undefined
      }
    >
      {jobs.isError && <Failure error={jobs.error} retry={() => void jobs.refetch()} />}
      {jobs.isPending && <Loading rows={12} label="Reading the jobs" />}
      {all?.length === 0 && <NoJobs />}
      {all !== undefined && all.length > 0 && (
        <>
          <div className={styles.tools}>
            <FilterField value={q} onChange={search} placeholder="Filter: name, tag:backup, last:failed, is:disabled" width={350} />
            <Facets jobs={all} query={q} onPick={search} />
          </div>
          <DataTable
            label="Jobs"
            columns={columns}
            rows={shown}
            rowKey={(job) => job.name}
            onOpen={(job) => void navigate({ to: '/jobs/$name', params: { name: job.name } })}
            onActive={(job) => setActive(job.name)}
            empty={<NoMatch query={q} clear={() => search('')} />}
          />
          <div className={`${styles.foot} caption`} role="status">
            {shown.length === all.length ? countOf(all.length, 'job') : `${shown.length} of ${countOf(all.length, 'job')}`}
          </div>
        </>
      )}
    </Page>
  );
}

function Facets({ jobs, query, onPick }: { jobs: readonly Job[]; query: string; onPick: (query: string) => void }) {
  const words = query.split(/\s+/).filter(Boolean);
  return jobFacets(jobs).map(({ word, state, count }) => (
    <button
      key={word}
      type="button"
      className={styles.facet}
      aria-pressed={words.includes(word)}
      title={`Only ${word}`}
      onClick={() => onPick((words.includes(word) ? words.filter((other) => other !== word) : [...words, word]).join(' '))}
    >
      {state === null ? <span>{word}</span> : <StateMark state={state} word={`last ${state}`} size={12} />}
      <span>{count}</span>
    </button>
  ));
}

function NoMatch({ query, clear }: { query: string; clear: () => void }) {
  return (
    <Empty
      title="No job matches"
      actions={
        <Button variant="default" onClick={clear}>
          Clear the filter
        </Button>
      }
    >
      Nothing here fits <code>{query}</code>. Words are joined by “and”; a leading - turns one round.
    </Empty>
  );
}

function NoJobs() {
  return (
    <Empty
      title="No jobs yet"
      actions={
        <>
          <Button component={Link} to="/jobs/new">
            Write the first job
          </Button>
          <Button component={Link} to="/console" variant="default">
            Run a command once
          </Button>
        </>
      }
    >
      A job is a script, the hosts it is meant for, and how it runs there. <code>djcron job apply -f FILE</code> brings jobs in from files.
    </Empty>
  );
}
