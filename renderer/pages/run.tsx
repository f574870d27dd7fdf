// The run page: hosts at the left, the output of one of them at the right with its charts below, and the details.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Execution, Run } from '../../shared/contract/run.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query.ts';
import { createMoments } from '../output/moments.ts';
import { OutputPane } from '../output/output-pane.tsx';
import { Empty, Failure, Loading } from '../parts/feedback.tsx';
import { Page } from '../parts/page.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { Instant } from '../parts/time.tsx';
import { openCancelDialog } from '../run/cancel-dialog.tsx';
import { firstHost, nextNotSucceeded, shownState } from '../run/host-order.ts';
import { HostsList } from '../run/hosts-list.tsx';
import styles from '../run/run.module.css';
import { RunDetails } from '../run/run-details.tsx';
import { RunActions, RunHead, type RunHeadData } from '../run/run-head.tsx';
import { useSteady } from '../run/steady.ts';
import { openRunDialog } from '../start/open-run.tsx';
import type { RunRequest } from '../start/run-request.ts';

const RunCharts = lazy(async () => ({ default: (await import('../charts/run-charts.tsx')).RunCharts }));
const crumbs = [{ label: 'Runs', to: '/runs' }] as const;

export function RunPage() {
  const { id } = useParams({ from: '/runs/$id' });
  const run = useQuery({ ...queryOf(id), select: headOf });
  if (run.data !== undefined) return <LoadedRun key={run.data.id} named={id} run={run.data} />;
  return (
    <Page title="Run" breadcrumb={crumbs}>
      {run.isError ? <Failure error={run.error} retry={() => void run.refetch()} /> : <Loading rows={8} label="Reading the run" />}
    </Page>
  );
}

function queryOf(id: string) {
  return api.runs.get.queryOptions({ input: { id } });
}

/** The run without its executions: they change ten times a second, and the page around them need not hear of it. */
function headOf({ executions: _, ...head }: Run): RunHeadData {
  return head;
}

function awayOf(run: Run): number {
  return run.executions.filter((execution) => shownState(execution) === 'no-contact').length;
}

function executionsOf(run: Run): readonly Execution[] {
  return run.executions;
}

/** `named`: the run as the address has it, an id, a beginning of one or `last`. */
function LoadedRun({ named, run }: { named: string; run: RunHeadData }) {
  const search = useSearch({ from: '/runs/$id' });
  const navigate = useNavigate();
  const executions = () => queryClient.getQueryData<Run>(queryOf(named).queryKey)?.executions ?? [];
  const { data: away = 0 } = useQuery({ ...queryOf(named), select: awayOf });
  const view = search.view === 'details' ? 'details' : 'output';
  // chosen once, when the page opens: an execution that fails later does not pull the reader away
  const [first] = useState(() => firstHost(executions(), search.host));
  const host = search.host ?? first;
  const go = (change: { host?: string; line?: number; view?: string }) =>
    void navigate({
      to: '/runs/$id',
      params: { id: run.id },
      search: { host: host ?? undefined, view: search.view, ...change },
      replace: true,
    });
  const step = (by: 1 | -1) => {
    const next = nextNotSucceeded(executions(), host, by);
    if (next !== null) go({ host: next });
  };
  const cancel = () => openCancelDialog(run, host);
  const again = () => openRunDialog(againOf(run));

  useShortcuts('Run', [
    { keys: '1', title: 'Show the output', run: () => go({ view: undefined, line: search.line }) },
    { keys: '2', title: 'Show the details', run: () => go({ view: 'details', line: search.line }) },
    { keys: 'e', title: 'Next host that did not succeed', run: () => step(1) },
    { keys: 'shift+e', title: 'Previous host that did not succeed', run: () => step(-1) },
    { keys: 'mod+.', title: 'Cancel the run…', run: cancel, inFields: true },
    { keys: 'r', title: 'Run again…', run: again },
  ]);
  const title = run.job ?? 'Ad-hoc command';
  return (
    <Page
      title={title}
      windowTitle={`${lookOf(run.state).word} – ${title}`}
      breadcrumb={crumbs}
      mark={<StateMark state={run.state} size={16} />}
      actions={<RunActions run={run} onCancel={cancel} onAgain={again} />}
      fill
    >
      <RunHead run={run} away={away} />
      <Views view={view} onView={(next) => go({ view: next === 'details' ? 'details' : undefined, line: search.line })} />
      {view === 'details' ? (
        <Details named={named} run={run} onHost={(name) => go({ host: name, view: undefined })} />
      ) : (
        <Split
          named={named}
          run={run.id}
          removed={run.outputRemoved}
          host={host}
          line={search.line ?? null}
          onHost={(name) => go({ host: name })}
          onLine={(line) => go({ line: line ?? undefined })}
        />
      )}
    </Page>
  );
}

/** The same again, as far as this page can say it; what is run is shown before it starts. */
function againOf(run: RunHeadData): RunRequest {
  if (run.job !== null) return { job: run.job, params: run.params, target: run.target };
  return {
    adHoc: {
      target: run.target,
      script: run.script,
      runAs: run.runAs ?? undefined,
      fanout: run.fanout,
      timeoutMs: run.timeoutMs ?? undefined,
    },
  };
}

const views = [
  { key: 'output', title: 'Output', digit: '1' },
  { key: 'details', title: 'Details', digit: '2' },
] as const;
type View = (typeof views)[number]['key'];

function Views({ view, onView }: { view: View; onView: (view: View) => void }) {
  return (
    <div className={styles.views} role="tablist" aria-label="Ways to look at the run">
      {views.map(({ key, title, digit }) => (
        <button
          key={key}
          type="button"
          role="tab"
          aria-selected={view === key}
          tabIndex={view === key ? 0 : -1}
          className={styles.view}
          onClick={() => onView(key)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') onView(view === 'output' ? 'details' : 'output');
          }}
        >
          {title} <kbd>{digit}</kbd>
        </button>
      ))}
    </div>
  );
}

function Details({ named, run, onHost }: { named: string; run: RunHeadData; onHost: (host: string) => void }) {
  const { data: executions = [] } = useQuery({ ...queryOf(named), select: executionsOf });
  return <RunDetails run={run} executions={executions} onHost={onHost} />;
}

interface SplitProps {
  named: string;
  run: string;
  removed: Run['outputRemoved'];
  host: string | null;
  line: number | null;
  onHost: (host: string) => void;
  onLine: (line: number | null) => void;
}

function Split({ named, run, removed, host, line, onHost, onLine }: SplitProps) {
  const [moments] = useState(createMoments);
  const { data: executions = [] } = useQuery({ ...queryOf(named), select: executionsOf });
  const execution = executions.find((one) => one.host === host) ?? executions[0];
  const several = executions.length > 1;
  const chooseHost = useSteady(onHost);
  const chooseLine = useSteady(onLine);
  if (executions.length === 0) return <Empty title="This run has no hosts">Its target named none.</Empty>;
  return (
    <div className={several ? styles.split : `${styles.split} ${styles.one}`}>
      {several && <HostsList run={run} executions={executions} chosen={execution?.host ?? null} onChoose={chooseHost} />}
      <div className={styles.right}>
        {removed !== null && (
          <Empty title="The output of this run was removed">
            On <Instant at={removed.at} withZone />, with its samples: {removed.why}. How it ended is among the details.
          </Empty>
        )}
        {execution !== undefined && removed === null && (
          <>
            <OutputPane
              key={`${run} ${execution.host}`}
              run={run}
              execution={execution}
              line={line}
              onLine={chooseLine}
              moments={moments}
            />
            <Suspense fallback={null}>
              <RunCharts run={run} execution={execution} moments={moments} />
            </Suspense>
          </>
        )}
      </div>
    </div>
  );
}
