// How a job runs: the policies of its file as fields.
import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { retriedStates } from '../../shared/model/policies.ts';
import { lookOf } from '../parts/states.ts';
import { concurrencyChoices } from './concurrency-words.ts';
import type { Path, Value } from './job-document.ts';
import type { SetValue } from './job-field.ts';
import styles from './job-form.module.css';
import type { JobForm as Form, RetriesForm } from './job-form-values.ts';

interface PoliciesProps {
  form: Form;
  at: (path: string) => string | undefined;
  onSet: SetValue;
}

export function JobFormPolicies({ form: { policies }, at, onSet }: PoliciesProps) {
  const field = (label: string, hint: string, path: Path, value: string, placeholder: string) => (
    <TextInput
      label={label}
      description={hint}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      value={value}
      error={at(['policies', ...path].join('.'))}
      onChange={(event) => onSet(['policies', ...path], event.currentTarget.value || undefined)}
    />
  );
  const keep = (label: string, hint: string, key: 'runs' | 'days', value: string) => (
    <NumberInput
      label={label}
      description={hint}
      placeholder="as the settings say"
      min={1}
      allowDecimal={false}
      value={value}
      error={at(`policies.keep.${key}`)}
      onChange={(next) => onSet(['policies', 'keep', key], next === '' ? undefined : Number(next))}
    />
  );
  return (
    <div className={styles.three}>
      <NumberInput
        label="At the same time"
        description="hosts at most"
        placeholder="20"
        min={1}
        max={10_000}
        allowDecimal={false}
        value={policies.fanout}
        error={at('policies.fanout')}
        onChange={(value) => onSet(['policies', 'fanout'], value === '' ? undefined : Number(value))}
      />
      <Select
        label="While a run goes on"
        description="one that is due then"
        data={[...concurrencyChoices]}
        allowDeselect={false}
        value={policies.concurrency || 'allow'}
        error={at('policies.concurrency')}
        onChange={(value) => onSet(['policies', 'concurrency'], value === 'allow' || value === null ? undefined : value)}
      />
      {field('Time limit', 'on each host, from its start', ['timeout'], policies.timeout, 'none')}
      {field('Without output', 'ended after', ['idleTimeout'], policies.idleTimeout, 'never')}
      {field('To connect', 'at most', ['connectTimeout'], policies.connectTimeout, 'of each host')}
      <TextInput
        label="Succeeds with"
        description="exit codes, by commas"
        placeholder="0"
        value={policies.successCodes}
        error={at('policies.successCodes')}
        onChange={(event) => onSet(['policies', 'successCodes'], codesOf(event.currentTarget.value))}
      />
      {field('After SIGTERM', 'wait before SIGKILL', ['cancel', 'grace'], policies.grace, '10s')}
      {field('Measure every', 'or off', ['samples'], policies.samples, '1s')}
      <Select
        label="Output"
        description="of the two streams"
        data={[
          { value: 'separate', label: 'stdout and stderr apart' },
          { value: 'merged', label: 'in one, in exact order' },
        ]}
        allowDeselect={false}
        value={policies.output === 'merged' ? 'merged' : 'separate'}
        error={at('policies.output')}
        onChange={(value) => onSet(['policies', 'output'], value === 'merged' ? value : undefined)}
      />
      {field('Output stored', 'of each host, its middle left out', ['outputLimit'], policies.outputLimit, '1GiB')}
      {field('Output on the host', 'beyond it the script is ended', ['spoolLimit'], policies.spoolLimit, '1GiB')}
      {keep('Output stays of', 'newest runs', 'runs', policies.keepRuns)}
      {keep('Output stays for', 'days', 'days', policies.keepDays)}
      <Retries retries={policies.retries} at={at} onSet={onSet} />
    </div>
  );
}

interface RetriesProps {
  retries: RetriesForm;
  at: PoliciesProps['at'];
  onSet: SetValue;
}

/** Attempts inside the same run, host by host. */
function Retries({ retries, at, onSet }: RetriesProps) {
  const set = (key: string, value: Value) => onSet(['policies', 'retries', key], value);
  const isOff = retries.limit === '';
  return (
    <>
      <NumberInput
        label="Tried again"
        description="times at most, host by host"
        placeholder="never"
        min={1}
        max={100}
        allowDecimal={false}
        value={retries.limit}
        error={at('policies.retries.limit')}
        onChange={(limit) => (limit === '' ? onSet(['policies', 'retries'], undefined) : set('limit', Number(limit)))}
      />
      {!isOff && (
        <>
          <TextInput
            label="Wait before"
            description="the next attempt"
            placeholder="30s"
            spellCheck={false}
            autoComplete="off"
            value={retries.delay}
            error={at('policies.retries.delay')}
            onChange={(event) => set('delay', event.currentTarget.value || undefined)}
          />
          <Select
            label="The wait"
            description="from attempt to attempt"
            data={[
              { value: 'fixed', label: 'stays the same' },
              { value: 'exponential', label: 'doubles' },
            ]}
            allowDeselect={false}
            value={retries.backoff || 'fixed'}
            error={at('policies.retries.backoff')}
            onChange={(value) => set('backoff', value === 'exponential' ? value : undefined)}
          />
          <MultiSelect
            label="After"
            description="ends that are tried again"
            placeholder={retries.on.length === 0 ? 'unreachable, failed, timed out' : undefined}
            data={retriedStates.map((state) => ({ value: state, label: lookOf(state).word }))}
            value={retries.on}
            error={at('policies.retries.on')}
            onChange={(on) => set('on', on.length > 0 ? on : undefined)}
          />
        </>
      )}
    </>
  );
}

/** What is no number stays text, so that the engine can say so. */
function codesOf(text: string): Value {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part, i, all) => part !== '' || i < all.length - 1);
  return parts.length === 0 || text.trim() === '' ? undefined : parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
