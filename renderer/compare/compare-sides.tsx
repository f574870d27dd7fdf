// The two runs that are compared, side by side: which, how they went, when, and how long they took.
import type { Comparison } from '../../shared/contract/compare.ts';
import { RunLink } from '../parts/links.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Elapsed, Instant } from '../parts/time.tsx';
import { countOf } from '../run/counting.ts';
import styles from './compare.module.css';

export function CompareSides({ before, after }: Pick<Comparison, 'before' | 'after'>) {
  return (
    <div className={styles.sides}>
      <Side title="Before" run={before} />
      <Side title="After" run={after} />
    </div>
  );
}

function Side({ title, run }: { title: string; run: Comparison['before'] }) {
  const { id, job, jobVersion, state, trigger, actor, startedAt, createdAt, durationMs, hosts } = run;
  return (
    <section className={styles.side} aria-label={`${title}: ${id}`}>
      <span className={`${styles.sideTitle} ${title === 'Before' ? styles.old : styles.now}`}>{title}</span>
      <StateMark state={state} />
      <RunLink id={id} />
      <span>
        <Instant at={startedAt ?? createdAt} seconds />
      </span>
      <span className="dim">
        {countOf(hosts, 'host')}, <Elapsed ms={durationMs} since={startedAt} />
        {job !== null && jobVersion !== null && `, version ${jobVersion}`}, {trigger === 'manual' ? '' : `${trigger}, `}by {actor}
      </span>
    </section>
  );
}
