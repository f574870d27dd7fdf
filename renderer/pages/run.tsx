// The page of a run: its head, the tabs, and one way to look at it. Each view lives in a room of its own; this file only
// puts them together.
import { useParams } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { runName } from '../../shared/model/run.ts';
import { openCancelDialog } from '../cancel/cancel-dialog.tsx';
import { GanttView } from '../gantt/gantt-view.tsx';
import { OutputByHost } from '../output/output-by-host.tsx';
import { Failure, Loading } from '../parts/feedback.tsx';
import { useFullWindow } from '../parts/full-window.ts';
import { Page } from '../parts/page.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { openReport } from '../report/open-report.tsx';
import { openRetryDialog } from '../retry/open-retry.tsx';
import { RunHead, type RunHeadData } from '../run/run-head.tsx';
import { openRunDialog } from '../start/open-run.tsx';
import type { RunRequest } from '../start/run-request.ts';
import { DetailsView } from '../view/details-view.tsx';
import { RunActions } from '../view/run-actions.tsx';
import { useRunKeys } from '../view/run-keys.ts';
import { usePlace } from '../view/run-move.ts';
import { useAway, useRunHead, useSummary } from '../view/run-query.ts';
import type { HostActs, RunViewProps } from '../view/run-view.ts';
import { SelectionBar } from '../view/selection-bar.tsx';
import { type ViewName, viewNames } from '../view/view-names.ts';
import { ViewTabs } from '../view/view-tabs.tsx';

/** The views there are. */
const components: Partial<Record<ViewName, ComponentType<RunViewProps>>> = {
  groups: lazy(() => import('../groups/groups-view.tsx').then((room) => ({ default: room.GroupsView }))),
  matrix: lazy(() => import('../matrix/matrix-view.tsx').then((room) => ({ default: room.MatrixView }))),
  output: OutputByHost,
  timeline: GanttView,
  details: DetailsView,
};
const views = viewNames.filter((name) => components[name] !== undefined);
const crumbs = [{ label: 'Runs', to: '/runs' }] as const;

export function RunPage() {
  const { id } = useParams({ from: '/runs/$id' });
  const run = useRunHead(id);
  if (run.data !== undefined) return <LoadedRun key={run.data.id} named={id} run={run.data} />;
  return (
    <Page title="Run" breadcrumb={crumbs}>
      {run.isError ? <Failure error={run.error} retry={() => void run.refetch()} /> : <Loading rows={8} label="Reading the run" />}
    </Page>
  );
}

/** `named`: the run as the address has it, an id, a beginning of one or `last`. */
function LoadedRun({ named, run }: { named: string; run: RunHeadData }) {
  const { view, host, line, go, step } = usePlace(named, run.id, views);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const away = useAway(named);
  const summary = useSummary(named);
  const show = (next: ViewName) => go({ view: next, line: line ?? undefined });
  const full = useFullWindow();
  const cancel = () => openCancelDialog(run, { host, selected });
  const again = (target = run.target) => openRunDialog(againOf(run, target));
  const retry = (hosts: readonly string[] | null) => openRetryDialog(run, hosts);
  const acts: HostActs = { runOn: again, retry };
  const report = () => openReport('Report of the run', { run: run.id });
  useRunKeys({
    run,
    views,
    view,
    full,
    onView: show,
    onStep: step,
    onCancel: cancel,
    onRetry: () => retry(null),
    onAgain: () => again(),
    onReport: report,
  });
  const title = runName(run, 'Ad-hoc command');
  const View = components[view] ?? OutputByHost;
  return (
    <Page
      title={title}
      windowTitle={`${lookOf(run.state).word} – ${title}`}
      breadcrumb={crumbs}
      mark={<StateMark state={run.state} size={16} turns />}
      actions={<RunActions run={run} full={full} onCancel={cancel} onRetry={() => retry(null)} onAgain={() => again()} onReport={report} />}
      fill
    >
      <RunHead run={run} away={away} summary={summary} />
      <ViewTabs views={views} view={view} onView={show}>
        <SelectionBar hosts={selected} onSelect={setSelected} acts={acts} />
      </ViewTabs>
      <Suspense fallback={<Loading rows={8} label={`Opening the ${view}`} />}>
        <View {...{ named, run, host, line, selected, go, acts }} onSelect={setSelected} />
      </Suspense>
    </Page>
  );
}

/** The same again on other hosts, as far as this page can say it; what is run is shown before it starts. */
function againOf(run: RunHeadData, target: string): RunRequest {
  if (run.job !== null) return { job: run.job, params: run.params, target };
  const { script, fanout } = run;
  return { adHoc: { target, script, fanout, runAs: run.runAs ?? undefined, timeoutMs: run.timeoutMs ?? undefined } };
}
