// What a schedule seldom needs: spread, clock changes, what was missed, first and last day, blackouts.
import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import type { Value } from '../job/job-document.ts';
import type { SetValue } from '../job/job-field.ts';
import formStyles from '../job/job-form.module.css';
import type { BlackoutForm, ScheduleForm } from '../job/job-form-values.ts';
import styles from './entry.module.css';

interface EntryMoreProps {
  form: ScheduleForm;
  place: number;
  /** the engine's problem of a key */
  at: (key: string) => string | undefined;
  onSet: SetValue;
}

type TextKey = 'jitter' | 'maxLate' | 'start' | 'end';
type ChoiceKey = 'gap' | 'overlap' | 'misfire';

const gapChoices = [
  { value: 'first-valid', label: 'at the first minute after' },
  { value: 'shift', label: 'later by the gap' },
  { value: 'skip', label: 'not at all' },
];
const overlapChoices = [
  { value: 'first', label: 'the first time' },
  { value: 'both', label: 'both times' },
  { value: 'second', label: 'the second time' },
];
const misfireChoices = [
  { value: 'once', label: 'run once, for the last' },
  { value: 'skip', label: 'stay missed' },
  { value: 'all', label: 'all run' },
];

export function EntryMore({ form, place, at, onSet }: EntryMoreProps) {
  const set = (key: string, value: Value) => onSet(['schedules', place, key], value);
  const text = (key: TextKey, label: string, description: string, placeholder: string) => (
    <TextInput
      label={label}
      description={description}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      value={form[key]}
      error={at(key)}
      onChange={(event) => set(key, event.currentTarget.value || undefined)}
    />
  );
  const choice = (key: ChoiceKey, label: string, description: string, data: typeof gapChoices) => (
    <Select
      label={label}
      description={description}
      data={data}
      allowDeselect={false}
      value={form[key] || (data[0]?.value ?? null)}
      error={at(key)}
      onChange={(value) => set(key, value === null || value === data[0]?.value ? undefined : value)}
    />
  );
  return (
    <div className={styles.more}>
      <div className={formStyles.three}>
        {choice('misfire', 'What was missed', 'while off, asleep or paused', misfireChoices)}
        {text('maxLate', 'Late at most', 'missed for longer: stays missed', 'however late')}
        {text('jitter', 'Spread', 'hosts begin later by a part of', '0s')}
        {choice('gap', 'A time clocks skip', 'runs', gapChoices)}
        {choice('overlap', 'A time that comes twice', 'runs', overlapChoices)}
        {text('start', 'Not before', 'day, or day and time', '2027-01-05')}
        {text('end', 'Not after', 'day, or day and time', '2027-12-31')}
      </div>
      <Blackouts blackouts={form.blackouts} place={place} at={at} onSet={onSet} />
    </div>
  );
}

interface BlackoutsProps {
  blackouts: readonly BlackoutForm[];
  place: number;
  at: EntryMoreProps['at'];
  onSet: SetValue;
}

function Blackouts({ blackouts, place, at, onSet }: BlackoutsProps) {
  const add = (value: Value) => onSet(['schedules', place, 'blackouts', blackouts.length], value);
  const day = new Date().toISOString().slice(0, 10);
  return (
    <div>
      <div className={styles.label}>Blackouts: what is due in them is skipped</div>
      {blackouts.map((blackout, i) => (
        <div key={keyOf(i)} className={styles.blackout}>
          {(blackout.cron === null ? betweenFields : repeatedFields).map(({ key, label, placeholder }) => (
            <TextInput
              key={key}
              aria-label={`${label} of blackout ${i + 1}`}
              leftSection={<span className={styles.lead}>{label}</span>}
              leftSectionWidth={58}
              placeholder={placeholder}
              spellCheck={false}
              autoComplete="off"
              value={blackout[key] ?? ''}
              error={at(`blackouts[${i}].${key}`)}
              onChange={(event) => onSet(['schedules', place, 'blackouts', i, key], event.currentTarget.value)}
            />
          ))}
          <ActionIcon aria-label={`Remove blackout ${i + 1}`} onClick={() => onSet(['schedules', place, 'blackouts', i], undefined)}>
            <X size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button variant="subtle" size="compact-xs" leftSection={<Plus size={13} />} onClick={() => add({ start: day, end: day })}>
        Between two days
      </Button>
      <Button variant="subtle" size="compact-xs" leftSection={<Plus size={13} />} onClick={() => add({ cron: '0 8 * * 1-5', for: '10h' })}>
        Again and again
      </Button>
    </div>
  );
}

interface BlackoutField {
  key: keyof BlackoutForm;
  label: string;
  placeholder: string;
}

const betweenFields: readonly BlackoutField[] = [
  { key: 'start', label: 'From', placeholder: '2027-12-24' },
  { key: 'end', label: 'Until', placeholder: '2027-12-26' },
];
const repeatedFields: readonly BlackoutField[] = [
  { key: 'cron', label: 'From', placeholder: '0 8 * * 1-5' },
  { key: 'for', label: 'For', placeholder: '10h' },
];

/** Rows are told apart by their place: their values change while they are typed. */
function keyOf(place: number): string {
  return `blackout ${place}`;
}
