// Two runs held against each other: at a glance, then what hosts came to, what they wrote, what was asked, which hosts, how long,
// and what they used.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { Comparison } from '../../shared/contract/compare.ts';
import { api } from '../api/client.ts';
import { Asked } from '../compare/asked.tsx';
import styles from '../compare/compare.module.css';
import { CompareSides } from '../compare/compare-sides.tsx';
import { Curves } from '../compare/curves.tsx';
import { Durations } from '../compare/durations.tsx';
import { HostsChanged } from '../compare/hosts-changed.tsx';
import { OutputChanges } from '../compare/output-changes.tsx';
import { Transitions } from '../compare/transitions.tsx';
import { Failure, Loading } from '../parts/feedback.tsx';
import { Page } from '../parts/page.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { useRunHead } from '../view/run-query.ts';

const crumbs = [{ label: 'Runs', to: '/runs' }] as const;

export function ComparePage() {
  const { id, other } = useParams({ from: '/runs/$id/compare/$other' });
  const comparison = useQuery({
    ...api.runs.compare.queryOptions({ input: { id, other } }),
    retry: false,
    refetchInterval: ({ state }) => (state.data !== undefined && goesOn(state.data) ? freshMs : false),
  });
  const navigate = useNavigate();
  useShortcuts('Comparison', [
    {
      keys: 'escape',
      title: 'Back to the run',
      run: () => void navigate({ to: '/runs/$id', params: { id: comparison.data?.after.id ?? id } }),
    },
    {
      keys: 'c',
      title: 'Compare with the run before',
      run: () => void navigate({ to: '/runs/$id/compare/$other', params: { id, other: 'previous' } }),
    },
    {
      keys: 'shift+c',
      title: 'Compare with the last good run',
      run: () => void navigate({ to: '/runs/$id/compare/$other', params: { id, other: 'last-good' } }),
    },
  ]);
  const name = comparison.data === undefined ? 'Compare' : titleOf(comparison.data);
  return (
    <Page title={name} breadcrumb={crumbs} aside={comparison.isError ? undefined : 'compared'}>
      {comparison.isError && <NotCompared error={comparison.error} id={id} retry={() => void comparison.refetch()} />}
      {comparison.isPending && <Loading rows={10} label="Comparing the two runs" />}
      {comparison.data !== undefined && <Compared comparison={comparison.data} />}
    </Page>
  );
}

/** While one of the two goes on. */
const freshMs = 3000;

function goesOn({ before, after }: Comparison): boolean {
  return [before, after].some(({ state }) => state === 'queued' || state === 'running');
}

function titleOf({ after }: Comparison): string {
  return after.job ?? 'Ad-hoc command';
}

function NotCompared({ error, id, retry }: { error: unknown; id: string; retry: () => void }) {
  const { data: run } = useRunHead(id);
  return (
    <>
      <Failure error={error} retry={retry} />
      <p>
        Any two runs can be compared: select both among{' '}
        <Link className="link" to="/runs" search={{ job: run?.job ?? undefined }}>
          {run?.job == null ? 'all runs' : `the runs of ${run.job}`}
        </Link>
        , then press <kbd>c</kbd>.
      </p>
      <p>
        <Link className="link" to="/runs/$id" params={{ id }}>
          Back to the run
        </Link>
      </p>
    </>
  );
}

function Compared({ comparison }: { comparison: Comparison }) {
  return (
    <div className={styles.stack}>
      <CompareSides before={comparison.before} after={comparison.after} />
      <p className={styles.glance} role="status">
        {comparison.summary}
      </p>
      <Transitions comparison={comparison} />
      <OutputChanges comparison={comparison} />
      <Asked comparison={comparison} />
      <HostsChanged comparison={comparison} />
      <Durations durations={comparison.durations} />
      <Curves comparison={comparison} />
    </div>
  );
}
