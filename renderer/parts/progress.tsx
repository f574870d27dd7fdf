// How far a run is: one bar cut by state, and the same as words and numbers.
import type { Counts, ExecutionState } from '../../shared/model/run.ts';
import styles from './progress.module.css';
import { familyClass, StateMark } from './state-mark.tsx';
import { lookOf } from './states.ts';

const order: readonly ExecutionState[] = [
  'succeeded',
  'failed',
  'timed-out',
  'unreachable',
  'refused',
  'lost',
  'cancelled',
  'skipped',
  'running',
  'queued',
];

function partsOf(counts: Counts): { state: ExecutionState; count: number }[] {
  return order.map((state) => ({ state, count: counts[state] ?? 0 })).filter((part) => part.count > 0);
}

export function totalOf(counts: Counts): number {
  return order.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}

export function doneOf(counts: Counts): number {
  return totalOf(counts) - (counts.queued ?? 0) - (counts.running ?? 0);
}

/** `28 succeeded, 3 failed, 12 running, of 48` */
export function countsText(counts: Counts): string {
  const parts = partsOf(counts).map((part) => `${part.count} ${lookOf(part.state).word}`);
  return `${parts.join(', ')}, of ${totalOf(counts)}`;
}

export function SegmentedBar({ counts }: { counts: Counts }) {
  const total = totalOf(counts);
  return (
    <div
      className={styles.bar}
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={doneOf(counts)}
      aria-label="Hosts done"
      aria-valuetext={countsText(counts)}
      title={countsText(counts)}
    >
      {partsOf(counts).map((part) => (
        <span
          key={part.state}
          className={`${styles.part} ${familyClass(lookOf(part.state).family)} ${styles[part.state] ?? ''}`}
          style={{ flexGrow: part.count }}
        />
      ))}
    </div>
  );
}

/** Every state that occurs, with its number. */
export function CountMarks({ counts, words = false }: { counts: Counts; words?: boolean }) {
  return (
    <span className={styles.counts}>
      {partsOf(counts).map((part) => (
        <span key={part.state} title={`${part.count} ${lookOf(part.state).word}`}>
          <StateMark state={part.state} word={words ? `${part.count} ${lookOf(part.state).word}` : String(part.count)} />
          {!words && <span className="hidden-text"> {lookOf(part.state).word}</span>}
        </span>
      ))}
    </span>
  );
}
