// One schedule of the job form: its line, its zone, what it means, and below "More" what is seldom needed.
import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core';
import { ChevronDown, ChevronRight, X } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import type { Problem } from '../../shared/contract/jobs.ts';
import { scheduleName } from '../../shared/model/schedule/schedule.ts';
import type { Value } from '../job/job-document.ts';
import { problemAt, type SetValue } from '../job/job-field.ts';
import type { ScheduleForm } from '../job/job-form-values.ts';
import { useNow } from '../parts/clock.ts';
import { sentence } from '../parts/sentence.ts';
import styles from './entry.module.css';
import { EntryMore } from './entry-more.tsx';
import { EntryProof } from './entry-proof.tsx';
import { type EntryProblem, readEntry } from './entry-reading.ts';
import { tomorrow } from './entry-tomorrow.ts';
import { beginningOf, type Kind, kindNames } from './presets.ts';
import { ZoneField } from './zone-field.tsx';

interface EntryCardProps {
  form: ScheduleForm;
  /** from 0 */
  place: number;
  job: string | null;
  concurrency: string;
  hereZone: string;
  problems: readonly Problem[];
  onSet: SetValue;
}

export function EntryCard({ form, place, job, concurrency, hereZone, problems, onSet }: EntryCardProps) {
  const now = useNow(10_000);
  const shape = JSON.stringify(form);
  const reading = useMemo(() => readEntry(JSON.parse(shape) as ScheduleForm, place, hereZone, now), [shape, place, hereZone, now]);
  const name = scheduleName({ name: form.name === '' ? undefined : form.name }, place);
  const set = (key: string, value: Value) => onSet(['schedules', place, key], value);
  const at = (key: string) => problemAt(problems, `schedules[${place}].${key}`);
  return (
    <fieldset className={styles.card}>
      <legend className="hidden-text">Schedule {name}</legend>
      <div className={styles.line}>
        <KindField form={form} place={place} onSet={onSet} />
        <LineField form={form} problem={reading.problem} onSet={set} />
        {form.every === null && (
          <ZoneField
            value={form.timezone}
            hereZone={hereZone}
            error={reading.problem?.key === 'timezone' ? sentence(reading.problem.what) : undefined}
            onChange={(zone) => set('timezone', zone || undefined)}
          />
        )}
        <TextInput
          label="Name"
          placeholder={String(place + 1)}
          spellCheck={false}
          autoComplete="off"
          value={form.name}
          error={at('name')}
          onChange={(event) => set('name', event.currentTarget.value || undefined)}
        />
        <ActionIcon size={30} aria-label={`Remove schedule ${name}`} onClick={() => onSet(['schedules', place], undefined)}>
          <X size={14} />
        </ActionIcon>
      </div>
      <LineProblem problem={reading.problem} onTake={(line) => set('cron', line)} />
      <EntryProof reading={reading} form={form} job={job} concurrency={concurrency} />
      <More form={form} place={place} at={at} onSet={onSet} />
    </fieldset>
  );
}

function KindField({ form, place, onSet }: Pick<EntryCardProps, 'form' | 'place' | 'onSet'>) {
  const kind = kindOf(form);
  const id = useId();
  const turn = (next: Kind) => {
    if (next === kind) return;
    // the new one first: an entry without any value would leave the file
    onSet(['schedules', place, next], beginningOf(next, tomorrow()), [['schedules', place, kind], undefined]);
  };
  return (
    <div>
      <div id={id} className={styles.label}>
        Due
      </div>
      <SegmentedControl
        aria-labelledby={id}
        value={kind}
        data={(['cron', 'every', 'at'] as const).map((value) => ({ value, label: kindNames[value] }))}
        onChange={(next) => turn(next as Kind)}
      />
    </div>
  );
}

const fields: Record<Kind, { label: string; placeholder: string }> = {
  cron: { label: 'm h dom mon dow', placeholder: '30 2 * * *' },
  every: { label: 'As 90s, 5m, 1h30m', placeholder: '90m' },
  at: { label: 'Day and time', placeholder: '2027-01-05T09:00' },
};

interface LineFieldProps {
  form: ScheduleForm;
  problem: EntryProblem | null;
  onSet: (key: string, value: Value) => void;
}

function LineField({ form, problem, onSet }: LineFieldProps) {
  const kind = kindOf(form);
  return (
    <TextInput
      {...fields[kind]}
      classNames={{ input: styles.mono ?? '' }}
      spellCheck={false}
      autoComplete="off"
      value={form[kind] ?? ''}
      error={problem?.key === kind}
      onChange={(event) => onSet(kind, event.currentTarget.value)}
    />
  );
}

/** Below the line, because it needs the room: what is wrong, what to do, and the line to take instead. */
export function LineProblem({ problem, onTake }: { problem: EntryProblem | null; onTake: (line: string) => void }) {
  return (
    <div role="status">
      {problem !== null && (
        <div className={styles.problem}>
          {sentence(problem.what)}
          {problem.remedy !== '' && problem.proposal === null && <span className="dim">; {problem.remedy}</span>}
          {problem.proposal !== null && (
            <Button variant="default" size="compact-xs" ml={8} onClick={() => onTake(problem.proposal ?? '')}>
              Write <code className={styles.proposal}>{problem.proposal}</code>
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

interface MoreProps {
  form: ScheduleForm;
  place: number;
  at: (key: string) => string | undefined;
  onSet: SetValue;
}

function More({ form, place, at, onSet }: MoreProps) {
  const [open, setOpen] = useState(false);
  const said = moreWords(form);
  const id = useId();
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        aria-expanded={open}
        aria-controls={id}
        leftSection={open ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
        onClick={() => setOpen(!open)}
      >
        {open || said === '' ? 'More' : `More: ${said}`}
      </Button>
      <div id={id}>{open && <EntryMore form={form} place={place} at={at} onSet={onSet} />}</div>
    </>
  );
}

/** What is folded away and says something: `jitter 5m, gap skip`. */
function moreWords({ jitter, gap, overlap, misfire, maxLate, start, end, blackouts }: ScheduleForm): string {
  const parts = Object.entries({ jitter, gap, overlap, misfire, 'at most late': maxLate, from: start, until: end });
  const texts = parts.filter(([, text]) => text !== '').map(([key, text]) => `${key} ${text}`);
  const many = blackouts.length;
  return [...texts, ...(many === 0 ? [] : [many === 1 ? '1 blackout' : `${many} blackouts`])].join(', ');
}

function kindOf(form: ScheduleForm): Kind {
  return form.cron === null && form.every !== null ? 'every' : form.cron === null && form.at !== null ? 'at' : 'cron';
}
