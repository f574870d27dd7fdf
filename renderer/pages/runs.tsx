// The history: every run there was, over time and one by one, narrowed by filters that live in the address.
import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { RunFilter } from '../../shared/contract/history.ts';
import type { Run } from '../../shared/contract/run.ts';
import { DensityBar } from '../history/density-bar.tsx';
import styles from '../history/history.module.css';
import { HistoryField } from '../history/history-field.tsx';
import { HistoryTable } from '../history/history-table.tsx';
import { HistoryTools } from '../history/history-tools.tsx';
import { useHistory } from '../history/use-history.ts';
import { brushedFilter, brushOf, brushWord, filterOf, type HistorySearch, type Stretch } from '../history/words.ts';
import { Empty, Failure, Loading } from '../parts/feedback.tsx';
import { Page } from '../parts/page.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { type ReportAbout, timeOf } from '../report/about.ts';
import { openReport } from '../report/open-report.tsx';

export function RunsPage() {
  const search = useSearch({ from: '/runs' });
  const navigate = useNavigate();
  const filter = useMemo(() => filterOf(search, Date.now()), [search]);
  const brush = useMemo(() => brushOf(search), [search]);
  const history = useHistory(filter, brush);
  const [selected, setSelected] = useState<ReadonlyMap<string, Run>>(new Map());
  const [failed, setFailed] = useState<unknown>(null);
  const [active, setActive] = useState<Run | null>(null);
  const change = (next: HistorySearch) => void navigate({ to: '/runs', search: next, replace: true });
  const setBrush = (next: Stretch | null) => change({ ...search, brush: next === null ? undefined : brushWord(next) });
  const filtered = Object.values(search).some((value) => value !== undefined);
  const { whole, listed, error } = history;
  const report = () => openReport('Report of these runs', aboutOf(brushedFilter(filter, brush)));
  useShortcuts('Runs', [{ keys: 'mod+shift+e', title: 'Make a report of these runs…', run: report, inFields: true }]);
  return (
    <Page
      title="Runs"
      fill
      actions={
        <>
          <Button variant="default" onClick={report}>
            Report…
          </Button>
          <Button component={Link} to="/console" variant="default">
            Run a command…
          </Button>
        </>
      }
    >
      <div className={styles.tools}>
        <HistoryField search={search} onChange={change} />
        {filtered && (
          <Button variant="subtle" color="gray" onClick={() => change({})}>
            Clear
          </Button>
        )}
        <HistoryTools
          filter={brushedFilter(filter, brush)}
          total={listed?.total ?? 0}
          selected={selected}
          active={active}
          onSelect={setSelected}
          onFailed={setFailed}
        />
      </div>
      {failed !== null && <Failure error={failed} retry={() => setFailed(null)} />}
      {error !== null && <Failure error={error} retry={history.retry} />}
      {whole === undefined && error === null && <Loading rows={12} label="Reading the runs" />}
      {whole !== undefined && whole.total > 0 && <DensityBar tally={whole} brush={brush} onBrush={setBrush} />}
      {listed !== undefined && (
        <HistoryTable
          history={history}
          selected={selected}
          onSelect={setSelected}
          onActive={setActive}
          host={search.host}
          empty={filtered ? <NoneFits clear={() => change({})} /> : <NothingRan />}
        />
      )}
    </Page>
  );
}

/** The time, job and host of the filter: a report counts every run of them. */
function aboutOf({ since, before, job, host }: RunFilter): ReportAbout {
  const { since: monthAgo, until: now } = timeOf('30d', Date.now(), 'UTC');
  return { since: since ?? monthAgo, until: before ?? now, ...(job !== undefined && { job }), ...(host !== undefined && { host }) };
}

function NoneFits({ clear }: { clear: () => void }) {
  return (
    <Empty
      title="No run matches"
      actions={
        <Button variant="default" onClick={clear}>
          Clear the filters
        </Button>
      }
    >
      There are runs, but none that fits all of these filters.
    </Empty>
  );
}

function NothingRan() {
  return (
    <Empty
      title="Nothing ran yet"
      actions={
        <>
          <Button component={Link} to="/console">
            Run a command…
          </Button>
          <Button component={Link} to="/jobs" variant="default">
            See the jobs
          </Button>
        </>
      }
    >
      Every run, with the output and exit code of each of its hosts, is kept here.
    </Empty>
  );
}
