// One job: its definition in words, its script, its runs and its versions.
import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Job } from '../../../shared/contract/jobs.ts';
import { parameterVariable } from '../../../shared/model/parameters.ts';
import { api } from '../../api/client.ts';
import { CodeView } from '../../editor/code-editor.tsx';
import { factsOf } from '../../job/definition-words.ts';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { Page } from '../../parts/page.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { Ago } from '../../parts/time.tsx';
import { RunsTable } from '../../run/runs-table.tsx';
import { openRunDialog } from '../../start/open-run.tsx';
import styles from '../jobs/jobs.module.css';
import { Tags } from '../jobs/jobs-columns.tsx';
import { jobActs, useJobAct } from './job-acts.tsx';
import { JobSchedule } from './job-schedule.tsx';
import { JobVersions } from './job-versions.tsx';

const crumbs = [{ label: 'Jobs', to: '/jobs' }] as const;
const views = ['Definition', 'Runs', 'Schedule', 'Versions'] as const;
type View = (typeof views)[number];

export function JobPage() {
  const { name } = useParams({ from: '/jobs/$name' });
  const job = useQuery(api.jobs.get.queryOptions({ input: { name } }));
  if (job.data !== undefined) return <LoadedJob key={name} job={job.data} />;
  return (
    <Page title={name} breadcrumb={crumbs}>
      {job.isError ? <Failure error={job.error} retry={() => void job.refetch()} /> : <Loading rows={8} label="Reading the job" />}
    </Page>
  );
}

function LoadedJob({ job }: { job: Job }) {
  const search = useSearch({ from: '/jobs/$name' });
  const [view, setView] = useState<View>(views.find((one) => one.toLowerCase() === search.view) ?? 'Definition');
  const act = useJobAct();
  const run = () => openRunDialog({ job: job.name });
  useShortcuts('Job', [
    { keys: 'r', title: 'Run the job…', run },
    { keys: 'e', title: 'Edit the job', run: () => act('edit', job.name) },
    { keys: 'y', title: 'Show its YAML', run: () => act('yaml', job.name) },
    ...views.map((title, i) => ({ keys: String(i + 1), title, run: () => setView(title) })),
  ]);
  const [last] = job.recentRuns;
  return (
    <Page
      title={job.name}
      breadcrumb={crumbs}
      mark={last === undefined ? undefined : <StateMark state={last.state} word="" size={16} />}
      aside={
        <>
          {!job.enabled && (
            <>
              <StateMark state="disabled" word="disabled: runs only by hand" size={12} />,{' '}
            </>
          )}
          version {job.version}, <Ago at={job.updatedAt} /> by {job.updatedBy}
        </>
      }
      actions={
        <>
          <Menu>
            <Menu.Target>
              <Button variant="default">More</Button>
            </Menu.Target>
            <Menu.Dropdown>
              {jobActs
                .filter(({ key }) => key !== 'edit' && key !== 'history')
                .map(({ key, title, grave }) => (
                  <Menu.Item key={key} color={grave ? 'red' : undefined} onClick={() => act(key, job.name)}>
                    {title}
                  </Menu.Item>
                ))}
            </Menu.Dropdown>
          </Menu>
          <Button variant="default" component={Link} to={`/jobs/${job.name}/edit`}>
            Edit
          </Button>
          <Button leftSection={<Play size={14} />} onClick={run}>
            Run…
          </Button>
        </>
      }
      fill
    >
      <div className={styles.views} role="tablist" aria-label="About the job">
        {views.map((title, i) => (
          <button
            key={title}
            type="button"
            role="tab"
            aria-selected={view === title}
            tabIndex={view === title ? 0 : -1}
            className={styles.view}
            onClick={() => setView(title)}
            onKeyDown={(event) => {
              const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
              if (by !== undefined) setView(views[(i + by + views.length) % views.length] ?? view);
            }}
          >
            {title} <kbd>{i + 1}</kbd>
          </button>
        ))}
      </div>
      {view === 'Definition' && <Definition job={job} />}
      {view === 'Runs' && (
        <RunsTable
          filter={{ job: job.name }}
          without={['job']}
          empty={
            <Empty title="This job never ran" actions={<Button onClick={run}>Run it…</Button>}>
              Every run of it will be listed here, the newest first.
            </Empty>
          }
        />
      )}
      {view === 'Schedule' && <JobSchedule job={job} />}
      {view === 'Versions' && <JobVersions name={job.name} />}
    </Page>
  );
}

function Definition({ job: { definition, description, tags } }: { job: Job }) {
  const env = Object.entries(definition.script.env);
  return (
    <div className={styles.definition} style={{ overflow: 'auto', paddingBottom: 20 }}>
      <div style={{ display: 'grid', gap: 18 }}>
        <section>
          <h2>What it does</h2>
          {description !== '' && <p style={{ margin: '0 0 8px', whiteSpace: 'pre-wrap' }}>{description}</p>}
          <Tags tags={tags} />
        </section>
        <section>
          <h2>How it runs</h2>
          <dl className={styles.list}>
            {factsOf(definition).map(({ name, text }) => (
              <Named key={name} name={name}>
                {text}
              </Named>
            ))}
          </dl>
        </section>
        {definition.parameters.length > 0 && (
          <section>
            <h2>Parameters</h2>
            <dl className={styles.list}>
              {definition.parameters.map((parameter) => (
                <Named key={parameter.name} name={parameter.name}>
                  {parameter.type}
                  {parameter.required && ', needed'}
                  {parameter.default !== undefined && (
                    <>
                      , <code>{parameter.default === '' ? '""' : parameter.default}</code> if not given
                    </>
                  )}
                  {parameter.choices !== undefined && <>, one of {parameter.choices.join(', ')}</>}
                  {parameter.description !== '' && <div className="dim">{parameter.description}</div>}
                  <div className="faint">
                    in the script: <code>${parameterVariable(parameter.name)}</code>
                  </div>
                </Named>
              ))}
            </dl>
          </section>
        )}
        {env.length > 0 && (
          <section>
            <h2>Environment</h2>
            <dl className={styles.list}>
              {env.map(([name, value]) => (
                <Named key={name} name={name}>
                  <code>{value}</code>
                </Named>
              ))}
            </dl>
          </section>
        )}
      </div>
      <section style={{ minWidth: 0 }}>
        <h2>Script</h2>
        {definition.script.text === undefined ? (
          <p className="dim">
            In the file <code>{definition.script.file}</code>
          </p>
        ) : (
          <CodeView text={definition.script.text} label={`Script of ${definition.name}`} />
        )}
      </section>
    </div>
  );
}

function Named({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
