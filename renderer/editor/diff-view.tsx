// Two texts side by side in one column: what went, what came, and a little of what stayed.
import styles from './diff-view.module.css';
import { diffLines, withContext } from './text-diff.ts';

export function DiffView({ before, after, label }: { before: string; after: string; label: string }) {
  const lines = diffLines(before, after);
  if (before === after) return <p className="dim">There is no difference.</p>;
  if (lines === null) return <p className="dim">The two have too little in common to be compared line by line.</p>;
  return (
    // a table by its look only: read line by line it is the usual form of a diff
    <section className={styles.diff} aria-label={label}>
      {withContext(lines).map((line, i) =>
        line === null ? (
          <div key={`gap-${lines[i]?.before ?? i}`} className={styles.gap}>
            ⋯
          </div>
        ) : (
          <div key={`${line.before ?? '-'} ${line.after ?? '-'}`} className={`${styles.line} ${styles[line.kind]}`}>
            <span className={styles.number}>{line.before ?? ''}</span>
            <span className={styles.number}>{line.after ?? ''}</span>
            <span className={styles.sign}>
              {line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ''}
              {line.kind !== 'same' && <span className="hidden-text">{line.kind}</span>}
            </span>
            <span className={styles.text}>{line.text}</span>
          </div>
        ),
      )}
    </section>
  );
}
