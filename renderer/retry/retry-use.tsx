// As it ran, or as its job is today, with what differs between the two.
import { SegmentedControl } from '@mantine/core';
import type { RetryPlan, Run } from '../../shared/contract/run.ts';
import type { RetryWish } from '../../shared/contract/steering.ts';
import { formatDuration } from '../../shared/model/duration.ts';
import { DiffView } from '../editor/diff-view.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import styles from './retry.module.css';

type Today = NonNullable<RetryPlan['today']>;

const howWords: Readonly<Record<string, string>> = {
  runAs: 'runs as',
  workingDirectory: 'folder',
  env: 'variables',
  fanout: 'hosts at the same time',
  timeoutMs: 'time limit',
  idleTimeoutMs: 'idle limit',
  connectTimeoutMs: 'limit of connecting',
  graceMs: 'grace of cancelling',
  samplesMs: 'time between readings',
};

/** `json`: as the engine tells it. */
function howText(name: string, json: string): string {
  if (json === 'null') return 'none';
  return name.endsWith('Ms') ? formatDuration(Number(json)) : json;
}

interface RetryUseProps {
  run: Pick<Run, 'job' | 'jobVersion'>;
  /** null: there is no job that could say otherwise */
  today: Today | null;
  use: RetryWish['use'];
  onUse: (use: RetryWish['use']) => void;
}

export function RetryUse({ run, today, use, onUse }: RetryUseProps) {
  if (today === null) return run.job === null ? null : <p className="dim">As it ran: its job is not there any more.</p>;
  const differs = today.params.length + today.how.length > 0 || today.script !== null || today.target !== null;
  if (!differs) return <p className="dim">As it ran, which is as the job is today (version {today.version}).</p>;
  return (
    <div className={styles.use}>
      <SegmentedControl
        aria-label="Which definition"
        value={use}
        onChange={(value) => onUse(value as RetryWish['use'])}
        data={[
          { value: 'as-it-ran', label: `As it ran (version ${run.jobVersion ?? '?'})` },
          { value: 'today', label: `As the job is today (version ${today.version})`, disabled: today.problem !== null },
        ]}
      />
      {today.problem !== null && (
        <span>
          <StateMark state="degraded" word="" /> Today’s definition would be refused: {today.problem}
        </span>
      )}
      <details className={styles.differences} open={use === 'today'}>
        <summary>{wordsOf(today).join(', ')} changed since</summary>
        <Differences today={today} />
      </details>
    </div>
  );
}

function wordsOf({ params, how, script, target }: Today): string[] {
  return [
    script === null ? '' : 'the script',
    target === null ? '' : 'the target',
    ...params.map(({ name }) => `parameter ${name}`),
    ...how.map(({ name }) => howWords[name] ?? name),
  ].filter((word) => word !== '');
}

function Differences({ today: { params, how, script, target } }: { today: Today }) {
  return (
    <div className={styles.list}>
      {target !== null && (
        <Change name="target" before={target.before} after={target.after}>
          {[target.added === '' ? '' : ` adds ${target.added}`, target.gone === '' ? '' : ` lacks ${target.gone}`].join('')} (the hosts of
          this retry stay as they are)
        </Change>
      )}
      {params.map(({ name, before, after }) => (
        <Change key={name} name={name} before={before ?? 'none'} after={after ?? 'none'} />
      ))}
      {how.map(({ name, before, after }) => (
        <Change key={name} name={howWords[name] ?? name} before={howText(name, before)} after={howText(name, after)} />
      ))}
      {script !== null && <DiffView before={script.before} after={script.after} label="How the script changed" />}
    </div>
  );
}

function Change({ name, before, after, children }: { name: string; before: string; after: string; children?: React.ReactNode }) {
  return (
    <div>
      {name}: <code>{before}</code> → <code>{after}</code>
      <span className="dim">{children}</span>
    </div>
  );
}
