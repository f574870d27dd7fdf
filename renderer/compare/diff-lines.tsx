// Lines of output that went and came, with what stayed about them. Looks as the diff of a definition does.
import { Fragment } from 'react';
import type { DiffLine } from '../../shared/contract/groups.ts';
import styles from '../editor/diff-view.module.css';
import { plainText } from '../output/screen-line.ts';

export function DiffLines({ hunks, label }: { hunks: readonly (readonly DiffLine[])[]; label: string }) {
  return (
    <section className={styles.diff} aria-label={label}>
      {hunks.map((lines, i) => (
        <Fragment key={keyOf(lines[0])}>
          {i > 0 && <div className={styles.gap}>⋯</div>}
          {lines.map((line) => (
            <div key={keyOf(line)} className={`${styles.line} ${styles[line.kind]}`}>
              <span className={styles.number}>{line.before ?? ''}</span>
              <span className={styles.number}>{line.after ?? ''}</span>
              <span className={styles.sign}>
                {line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ''}
                {line.kind !== 'same' && <span className="hidden-text">{line.kind}</span>}
              </span>
              <span className={styles.text}>
                {line.stream === 'stderr' && <span className="faint">E </span>}
                {plainText(line.text)}
              </span>
            </div>
          ))}
        </Fragment>
      ))}
    </section>
  );
}

function keyOf(line: DiffLine | undefined): string {
  return line === undefined ? '' : `${line.stream} ${line.before ?? '-'} ${line.after ?? '-'}`;
}
