// What of the runs that are listed was removed, and why: the runs stay, their output and samples are gone.
import { Link } from '@tanstack/react-router';
import type { Tally } from '../../shared/contract/history.ts';
import { countOf } from '../run/counting.ts';
import styles from './history.module.css';

const shownAtMost = 2;

export function RemovedLine({ removed }: Pick<Tally, 'removed'>) {
  if (removed.length === 0) return null;
  const all = removed.reduce((sum, { count }) => sum + count, 0);
  const rest = removed.slice(shownAtMost);
  const left = rest.reduce((sum, { count }) => sum + count, 0);
  const first = removed
    .slice(0, shownAtMost)
    .map(({ why, count }) => (removed.length === 1 ? why : `${why} (${count.toLocaleString('en')})`));
  const words = [...first, ...(rest.length > 0 ? [`other limits (${left.toLocaleString('en')})`] : [])].join('; ');
  return (
    <span className="ellipsis" title={removed.map(({ why, count }) => `${count}: ${why}`).join('\n')}>
      Output of {countOf(all, 'run')} was removed: {words}.{' '}
      <Link to="/settings" search={{ q: 'retention' }} className={`link ${styles.limits}`}>
        Limits
      </Link>
    </span>
  );
}
