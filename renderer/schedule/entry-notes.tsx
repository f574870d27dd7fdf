// What is worth knowing about a schedule beside when it is due: changes of clocks that touch it, what else starts then, and
// whether runs take longer than the time between them.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatDuration, formatElapsed } from '../../shared/model/duration.ts';
import { gapPolicies, overlapPolicies, usualPolicies } from '../../shared/model/schedule/occurrences.ts';
import { api } from '../api/client.ts';
import { overlapWords } from '../job/concurrency-words.ts';
import type { ScheduleForm } from '../job/job-form-values.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { countOf } from '../run/counting.ts';
import { changeWords } from './clock-words.ts';
import styles from './entry.module.css';
import type { EntryReading } from './entry-reading.ts';
import { medianOf, othersAt } from './together.ts';

interface EntryNotesProps {
  reading: EntryReading;
  form: ScheduleForm;
  job: string | null;
  concurrency: string;
  ofJob: boolean;
}

export function EntryNotes({ reading, form, job, concurrency, ofJob }: EntryNotesProps) {
  const { schedule, touched, next, leastMs } = reading;
  if (schedule === null) return null;
  const clock = {
    gap: gapPolicies.find((policy) => policy === form.gap) ?? usualPolicies.gap,
    overlap: overlapPolicies.find((policy) => policy === form.overlap) ?? usualPolicies.overlap,
  };
  const first = next.find(({ blackedOut }) => !blackedOut)?.at;
  return (
    <ul className={styles.notes}>
      {touched.map((change) => {
        const { day, what, instead, policy } = changeWords(change, schedule.timezone, clock);
        return (
          <Note key={change.at} word="Clocks change">
            {day}: {what}; {instead} <span className="faint">({policy})</span>
          </Note>
        );
      })}
      {job !== null && leastMs !== null && <Overlap job={job} leastMs={leastMs} concurrency={concurrency} />}
      {ofJob && first !== undefined && <Together job={job} at={first} />}
    </ul>
  );
}

function Note({ word, children }: { word: string; children: ReactNode }) {
  return (
    <li>
      <StateMark state="partial" word={word} size={12} /> <span>{children}</span>
    </li>
  );
}

function Overlap({ job, leastMs, concurrency }: { job: string; leastMs: number; concurrency: string }) {
  const { data } = useQuery(api.jobs.get.queryOptions({ input: { name: job } }));
  const usualMs = medianOf(data?.recentRuns.flatMap(({ durationMs }) => durationMs ?? []) ?? []);
  if (usualMs === null || usualMs <= leastMs) return null;
  return (
    <Note word="Overlap">
      usually takes {formatElapsed(usualMs)}, comes every {formatDuration(leastMs)}: {overlapWords(concurrency)}
    </Note>
  );
}

/** Asked of the engine for one minute around the next due moment. */
function Together({ job, at }: { job: string | null; at: number }) {
  const minute = Math.floor(at / 60_000) * 60_000;
  const span = { from: new Date(minute - 1000).toISOString(), until: new Date(minute + 60_000).toISOString() };
  const { data } = useQuery({ ...api.schedules.plan.queryOptions({ input: span }), placeholderData: keepPreviousData });
  const others = othersAt(data?.schedules ?? [], job, at);
  if (others.length === 0) return null;
  return (
    <li>
      <StateMark state="due" word="Together" size={12} />{' '}
      <span title={others.join(', ')}>
        {countOf(others.length, 'other job')} {others.length === 1 ? 'starts' : 'start'} then: {others.slice(0, 3).join(', ')}
        {others.length > 3 && ` and ${others.length - 3} more`}
      </span>
    </li>
  );
}
