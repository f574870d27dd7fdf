// When jobs run: a timeline of what was and what comes, or a calendar, and below the list of all schedules with pausing.
import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Schedule } from '../../../shared/contract/schedules.ts';
import { api } from '../../api/client.ts';
import { useNow } from '../../parts/clock.ts';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { Page } from '../../parts/page.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { openPause, openResume } from '../../schedule/pause-dialog.tsx';
import { spanAround, spanNames, spanOf, spans } from '../../timeline/time-span.ts';
import { Timeline } from '../../timeline/timeline.tsx';
import styles from './schedule.module.css';
import { ScheduleCalendar } from './schedule-calendar.tsx';
import { filterSchedules } from './schedule-filter.ts';
import { ScheduleSummary } from './schedule-summary.tsx';
import { ScheduleTable } from './schedule-table.tsx';
import { useScheduleWindow } from './schedule-window.ts';

export function SchedulePage() {
  const schedules = useQuery(api.schedules.list.queryOptions());
  const state = useQuery(api.schedules.state.queryOptions());
  const isPaused = state.data?.paused != null;
  const all = schedules.data;
  const turn = () => (isPaused ? openResume({}) : openPause({}));
  return (
    <Page
      title="Schedule"
      aside={all?.length || undefined}
      fill
      actions={
        <>
          <Button
            variant="default"
            title="What hosts do by themselves: their crontabs and timers"
            renderRoot={(props) => <Link to="/schedule/hosts" {...props} />}
          >
            On hosts
          </Button>
          {all !== undefined && all.length > 0 && (
            <Button variant="default" onClick={turn}>
              {isPaused ? 'Resume all…' : 'Pause all…'}
            </Button>
          )}
        </>
      }
    >
      {schedules.isError && <Failure error={schedules.error} retry={() => void schedules.refetch()} />}
      {schedules.isPending && <Loading rows={12} label="Reading the schedules" />}
      {all?.length === 0 && <NoSchedules />}
      {all !== undefined && all.length > 0 && <Board schedules={all} paused={state.data?.paused ?? null} turnAll={turn} />}
    </Page>
  );
}

interface BoardProps {
  schedules: readonly Schedule[];
  paused: Parameters<typeof Timeline>[0]['paused'];
  turnAll: () => void;
}

function Board({ schedules, paused, turnAll }: BoardProps) {
  const search = useSearch({ from: '/schedule' });
  const navigate = useNavigate();
  const set = (change: typeof search) => void navigate({ to: '/schedule', search: { ...search, ...change }, replace: true });
  const span = spanOf(search.span);
  const view = search.view === 'calendar' ? 'calendar' : 'timeline';
  const now = useNow(60_000);
  const { from, until } = spanAround(now, span);
  const shown = useMemo(() => filterSchedules(schedules, search.q ?? ''), [schedules, search.q]);
  const time = useMemo(() => ({ from, until }), [from, until]);
  const outlook = useScheduleWindow(shown, time, shown.length < schedules.length);
  const names = Object.keys(spans) as (keyof typeof spans)[];
  const widen = (by: number) => set({ span: names[Math.max(0, Math.min(names.length - 1, names.indexOf(span) + by))] });
  useShortcuts('Schedule', [
    { keys: 't', title: 'Timeline or calendar', run: () => set({ view: view === 'timeline' ? 'calendar' : undefined }) },
    { keys: '-', title: 'A longer time', run: () => widen(1) },
    { keys: '+', title: 'A shorter time', run: () => widen(-1) },
    { keys: 'shift+p', title: 'Pause or resume all schedules…', run: turnAll },
  ]);
  return (
    <div className={styles.board}>
      <div className={styles.tools}>
        <FilterField value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} placeholder="Filter: job, words, is:paused" />
        <SegmentedControl
          aria-label="Show as"
          value={view}
          data={[
            { value: 'timeline', label: 'Timeline' },
            { value: 'calendar', label: 'Calendar' },
          ]}
          onChange={(next) => set({ view: next === 'calendar' ? next : undefined })}
        />
        {view === 'timeline' && (
          <SegmentedControl
            aria-label="So much back and ahead"
            value={span}
            data={names.map((value) => ({ value, label: spanNames[value] }))}
            onChange={(next) => set({ span: next === '24h' ? undefined : next })}
          />
        )}
        {view === 'timeline' && <ScheduleSummary outlook={outlook} span={span} />}
      </div>
      {outlook.error !== null && <Failure error={outlook.error} retry={outlook.retry} />}
      {view === 'timeline' && <Timeline lanes={outlook.lanes} load={outlook.load} span={time} paused={paused} />}
      {view === 'calendar' && <ScheduleCalendar schedules={shown} month={search.month} onMonth={(month) => set({ month })} />}
      {view === 'timeline' && (
        <ScheduleTable
          lanes={outlook.lanes}
          allPaused={paused !== null}
          empty={<NoMatch query={search.q ?? ''} clear={() => set({ q: undefined })} />}
        />
      )}
    </div>
  );
}

function NoMatch({ query, clear }: { query: string; clear: () => void }) {
  return (
    <Empty
      title="No schedule matches"
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

function NoSchedules() {
  return (
    <Empty
      title="No schedules"
      actions={
        <Button component={Link} to="/jobs" variant="default">
          See the jobs
        </Button>
      }
    >
      Jobs can also run only by hand – that is fine. A schedule is part of its job: edit the job to add one.
    </Empty>
  );
}
