// Reports of a time: what happened in it, of everything, one job or one host, previewed as it is chosen; and those that are made
// at times by themselves.
import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { api } from '../api/client.ts';
import { useNow } from '../parts/clock.ts';
import { Empty } from '../parts/feedback.tsx';
import { Page } from '../parts/page.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { type ReportAbout, spanChoiceOf, spanChoices, timeOf } from '../report/about.ts';
import { MadeList } from '../report/made-list.tsx';
import { openPlan } from '../report/plan-dialog.tsx';
import { PlanList } from '../report/plan-list.tsx';
import styles from '../report/report.module.css';
import { ReportMaker } from '../report/report-maker.tsx';
import { ReportPreview } from '../report/report-preview.tsx';

export interface ReportsSearch {
  /** `times`: those that are due at times */
  view?: string;
  span?: string;
  since?: string;
  until?: string;
  job?: string;
  host?: string;
}

const anew = 5 * 60_000;

export function ReportsPage() {
  const search = useSearch({ from: '/reports' });
  const navigate = useNavigate();
  const view = search.view === 'times' ? 'times' : 'now';
  const show = (next: string) =>
    void navigate({ to: '/reports', search: { ...search, view: next === 'times' ? next : undefined }, replace: true });
  useShortcuts('Reports', [{ keys: 't', title: 'Now or at times', run: () => show(view === 'now' ? 'times' : 'now') }]);
  return (
    <Page
      title="Reports"
      fill
      actions={
        <>
          <SegmentedControl
            aria-label="Reports are made"
            value={view}
            data={[
              { value: 'now', label: 'Now' },
              { value: 'times', label: 'At times' },
            ]}
            onChange={show}
          />
          {view === 'times' && <Button onClick={() => openPlan()}>New report at times…</Button>}
        </>
      }
    >
      {view === 'now' ? <Maker search={search} /> : <PlanList />}
    </Page>
  );
}

function Maker({ search }: { search: ReportsSearch }) {
  const about = useAbout(search);
  return (
    <div className={styles.page}>
      <div className={styles.side}>
        <AboutFields search={search} />
        <ReportMaker about={about} />
        <section aria-labelledby="made-reports">
          <h2 id="made-reports">Made before</h2>
          <MadeList />
        </section>
      </div>
      {about === null ? (
        <Empty title="Choose a time">From and until are needed, and until is the later one.</Empty>
      ) : (
        <ReportPreview about={about} />
      )}
    </div>
  );
}

/** null while what was chosen is not complete. */
function useAbout({ span, since, until, job, host }: ReportsSearch): ReportAbout | null {
  const timezone = useQuery(api.system.info.queryOptions()).data?.timezone;
  const [settled] = useDebouncedValue(host?.trim() ?? '', 300);
  const now = useNow(anew);
  return useMemo(() => {
    const which = { ...(job && { job }), ...(settled !== '' && { host: settled }) };
    const choice = spanChoiceOf(span);
    if (choice !== 'custom') return timezone === undefined ? null : { ...timeOf(choice, Math.max(now, Date.now()), timezone), ...which };
    const [from, to] = [Date.parse(since ?? ''), Date.parse(until ?? '')];
    return from < to ? { since: new Date(from).toISOString(), until: new Date(to).toISOString(), ...which } : null;
  }, [span, since, until, job, settled, now, timezone]);
}

function AboutFields({ search }: { search: ReportsSearch }) {
  const navigate = useNavigate();
  const jobs = useQuery(api.jobs.list.queryOptions());
  const set = (change: ReportsSearch) => void navigate({ to: '/reports', search: { ...search, ...change }, replace: true });
  const names = new Set([...(jobs.data?.map(({ name }) => name) ?? []), ...(search.job === undefined ? [] : [search.job])]);
  const choice = spanChoiceOf(search.span);
  return (
    <div className={styles.fields}>
      <Select
        label="Time"
        allowDeselect={false}
        data={[...spanChoices]}
        value={choice}
        onChange={(span) => set({ span: span ?? undefined })}
      />
      {choice === 'custom' && (
        <>
          <MomentField label="From" value={search.since} onChange={(since) => set({ since })} />
          <MomentField label="Until" value={search.until} onChange={(until) => set({ until })} />
        </>
      )}
      <Select
        label="Job"
        placeholder="All jobs"
        clearable
        searchable
        nothingFoundMessage="None"
        data={[...names]}
        value={search.job ?? null}
        onChange={(job) => set({ job: job ?? undefined })}
      />
      <TextInput
        label="Host"
        placeholder="All hosts"
        spellCheck={false}
        autoComplete="off"
        value={search.host ?? ''}
        onChange={(event) => set({ host: event.currentTarget.value || undefined })}
      />
    </div>
  );
}

function MomentField({ label, value, onChange }: { label: string; value: string | undefined; onChange: (value?: string) => void }) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description="In the zone of this browser"
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
