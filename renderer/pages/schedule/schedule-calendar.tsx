// The calendar of the schedule screen, with the list of the day that is chosen beside it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Schedule } from '../../../shared/contract/schedules.ts';
import { api } from '../../api/client.ts';
import { useNow } from '../../parts/clock.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table-row.tsx';
import { Empty, Failure } from '../../parts/feedback.tsx';
import { JobLink, RunLink } from '../../parts/links.tsx';
import { usePreferences } from '../../parts/preferences.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { civilDayOf, formatClock, formatDay, formatInstant, type Zone, zoneName } from '../../parts/time-format.ts';
import { Calendar } from '../../timeline/calendar.tsx';
import { byDay, dayKey, monthOf, parseMonth, timeOf, weeksOf } from '../../timeline/calendar-days.ts';
import { type Lane, lanesOf, type Moment } from '../../timeline/moments.ts';
import styles from './schedule.module.css';
import { mostRows, useRunStates } from './schedule-window.ts';

interface ScheduleCalendarProps {
  schedules: readonly Schedule[];
  month: string | undefined;
  onMonth: (month: string) => void;
}

type LaneMoment = Moment & { lane: Lane };

export function ScheduleCalendar({ schedules, month: asked, onMonth }: ScheduleCalendarProps) {
  const { zone } = usePreferences();
  const now = useNow(60_000);
  const today = dayKey(civilDayOf(now, zone));
  const month = parseMonth(asked) ?? monthOf(now, zone);
  const [day, setDay] = useState(today);
  const { lanes, error, retry } = useMonth(schedules, month, Math.floor(now / 300_000) * 300_000);
  const days = useMemo(() => byDay(lanes.flatMap(momentsOf), zone), [lanes, zone]);
  const often = lanes.filter(({ moreFrom }) => moreFrom !== null);
  return (
    <div className={styles.month}>
      <div className={styles.monthLeft}>
        {error !== null && <Failure error={error} retry={retry} />}
        <Calendar month={month} days={days} today={today} day={day} onMonth={onMonth} onDay={setDay} />
        {often.length > 0 && <Often lanes={often} zone={zone} now={now} />}
      </div>
      <Day day={day} moments={days.get(day) ?? []} zone={zone} />
    </div>
  );
}

function momentsOf(lane: Lane): LaneMoment[] {
  return [...lane.past, ...lane.coming].map((moment) => ({ ...moment, lane }));
}

function useMonth(schedules: readonly Schedule[], month: string, now: number) {
  const { from, until } = timeOf(weeksOf(month));
  const iso = (at: number) => new Date(at).toISOString();
  const since = iso(from);
  const ledger = useQuery({
    ...api.schedules.ledger.queryOptions({ input: { since, until: iso(until), limit: mostRows } }),
    enabled: from < now,
    placeholderData: keepPreviousData,
  });
  const plan = useQuery({
    ...api.schedules.plan.queryOptions({ input: { from: iso(Math.max(from, now)), until: iso(until) } }),
    enabled: until > now,
    placeholderData: keepPreviousData,
  });
  const runStates = useRunStates(since);
  const [isPast, isComing] = [from < now, until > now];
  const lanes = useMemo(
    () =>
      lanesOf({
        schedules,
        ledger: (isPast && ledger.data) || [],
        planned: (isComing && plan.data?.schedules) || [],
        runStates,
      }),
    [schedules, ledger.data, plan.data, runStates, isPast, isComing],
  );
  return { lanes, error: ledger.error ?? plan.error, retry: () => void Promise.all([ledger.refetch(), plan.refetch()]) };
}

/** Schedules that come so often that not all of their moments are told. */
function Often({ lanes, zone, now }: { lanes: readonly Lane[]; zone: Zone; now: number }) {
  return (
    <div className="caption">
      Counted only so far, because they come often:{' '}
      {lanes
        .slice(0, 5)
        .map(({ schedule: { job, words }, moreFrom }) => `${job} (${words}) until ${formatInstant(moreFrom ?? now, zone, { now })}`)
        .join('; ')}
      {lanes.length > 5 && ` and ${lanes.length - 5} more`}
    </div>
  );
}

function Day({ day, moments, zone }: { day: string; moments: readonly LaneMoment[]; zone: Zone }) {
  const rows = useMemo(() => moments.toSorted((a, b) => a.at - b.at), [moments]);
  const noon = Date.parse(`${day}T12:00Z`);
  const columns = useMemo(() => dayColumns(zone), [zone]);
  return (
    <section className={styles.dayList} aria-label="The day">
      <h2>
        {formatDay(noon, 'utc')} <span className="faint">{zoneName(zone, noon)}</span>
      </h2>
      <DataTable
        label={`Occurrences of ${day}`}
        columns={columns}
        rows={rows}
        rowKey={({ lane, at }) => `${lane.key} ${at}`}
        empty={<Empty title="Nothing is due on this day" />}
      />
    </section>
  );
}

function dayColumns(zone: Zone): Column<LaneMoment>[] {
  return [
    {
      key: 'at',
      title: 'Due',
      width: '84px',
      cell: ({ at }) => formatClock(at, zone, { seconds: at % 60_000 !== 0 }),
    },
    {
      key: 'schedule',
      title: 'Schedule',
      width: 'minmax(120px, 1fr)',
      cell: ({ lane: { schedule } }) => (
        <span className="ellipsis" title={schedule.words}>
          <JobLink name={schedule.job} /> <span className="faint">{schedule.name}</span>
        </span>
      ),
    },
    {
      key: 'state',
      title: 'Outcome',
      width: '122px',
      cell: ({ state, run, reason }) => (
        <span title={reason ?? undefined}>
          {run === null ? (
            <StateMark state={state} />
          ) : (
            <RunLink id={run}>
              <StateMark state={state} />
            </RunLink>
          )}
        </span>
      ),
    },
  ];
}
