// What a schedule means, proven while it is typed: in words, its next five due moments in its own zone and in that of who
// looks, and what is worth knowing: clocks that change, others that start then, runs that would overlap.

import type { ScheduleForm } from '../job/job-form-values.ts';
import { usePreferences } from '../parts/preferences.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { Ago } from '../parts/time.tsx';
import { formatInstant, zoneName } from '../parts/time-format.ts';
import styles from './entry.module.css';
import { EntryNotes } from './entry-notes.tsx';
import type { EntryReading } from './entry-reading.ts';

interface EntryProofProps {
  reading: EntryReading;
  form: ScheduleForm;
  /** null: a new job */
  job: string | null;
  concurrency: string;
  /** false: something else than a job is due */
  ofJob?: boolean;
}

export function EntryProof({ reading, form, job, concurrency, ofJob = true }: EntryProofProps) {
  const { schedule, next } = reading;
  if (schedule === null) return null;
  return (
    <div className={styles.proof}>
      <div className={styles.words}>
        <strong>{schedule.words}</strong> {form.every === null && <span className="dim">({schedule.timezone})</span>}
      </div>
      {next.length === 0 ? <StateMark state="missed" word="It is never due again" /> : <NextDue next={next} timezone={schedule.timezone} />}
      <EntryNotes reading={reading} form={form} job={job} concurrency={concurrency} ofJob={ofJob} />
    </div>
  );
}

function NextDue({ next, timezone }: { next: EntryReading['next']; timezone: string }) {
  const { zone } = usePreferences();
  const now = Date.now();
  const inZone = (at: number, of: string) => `${formatInstant(at, of, { now, seconds: at % 60_000 !== 0 })}`;
  const isElsewhere = next.some(({ at }) => inZone(at, timezone) !== inZone(at, zone));
  return (
    <table className={styles.next} aria-label="Next due">
      <thead>
        <tr>
          <th scope="col">Next due in {timezone}</th>
          {isElsewhere && <th scope="col">for you, {zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone}</th>}
          <th scope="col">
            <span className="hidden-text">How far off</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {next.map(({ at, blackedOut }) => (
          <tr key={at}>
            <td>
              {inZone(at, timezone)} <span className="faint">{zoneName(timezone, at)}</span>
            </td>
            {isElsewhere && (
              <td>
                {inZone(at, zone)} <span className="faint">{zoneName(zone, at)}</span>
              </td>
            )}
            <td className="dim">{blackedOut ? <StateMark state="skipped" word="skipped: blackout" size={12} /> : <Distance at={at} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Distance({ at }: { at: number }) {
  const days = Math.floor((at - Date.now()) / 86_400_000);
  return days < 1 ? <Ago at={at} /> : <span>in {days === 1 ? 'a day' : `${days} days`}</span>;
}
