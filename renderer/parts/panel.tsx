// A titled part of a screen.
import { type ReactNode, useId } from 'react';
import styles from './panel.module.css';

interface PanelProps {
  title: string;
  count?: number | undefined;
  /** at the right of the title: a link or an action */
  more?: ReactNode;
  /** content reaches the border (lists, tables) */
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, count, more, flush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 className={styles.title} id={id}>
          {title}
        </h2>
        {count !== undefined && <span className={styles.count}>{count}</span>}
        {more !== undefined && <span className={styles.more}>{more}</span>}
      </div>
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
