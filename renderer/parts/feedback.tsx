// What a screen shows instead of its content: that it is coming, that there is nothing, or what went wrong and what to do.
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { refusalOf } from '../api/refusal.ts';
import styles from './feedback.module.css';
import { sentence } from './sentence.ts';
import { StateGlyph } from './state-mark.tsx';

export { refusalOf } from '../api/refusal.ts';

/** Grey bars; they come only after 150 ms, because most answers are faster. */
export function Loading({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.skeleton} role="status" aria-label={label} aria-busy="true">
      {late && widths.slice(0, rows).map((width) => <div key={width} className={styles.bar} style={{ width: `${width}%` }} />)}
    </div>
  );
}

const widths = [92, 74, 86, 58, 80, 66, 90, 70, 84, 62, 78, 54];

interface EmptyProps {
  title: string;
  /** why there is nothing, in one sentence */
  children?: ReactNode;
  /** one primary action, at most one more */
  actions?: ReactNode;
}

export function Empty({ title, children, actions }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <div className={styles.emptyTitle}>{title}</div>
      {children !== undefined && <div className={styles.emptyText}>{children}</div>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** What happened, where, what to do, and the stable code. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const refusal = refusalOf(error);
  return (
    <div className={styles.failure} role="alert">
      <StateGlyph glyph="cross" size={14} />
      <div className={styles.failureBody}>
        <div className={styles.what}>{sentence(refusal.what)}</div>
        {refusal.remedy !== '' && <div className={styles.remedy}>{sentence(refusal.remedy)}</div>}
        <div className={styles.code}>
          <code className="caption">{refusal.code}</code>
          {refusal.where !== '' && <code className="caption">{refusal.where}</code>}
        </div>
      </div>
      {retry !== undefined && (
        <Button variant="default" size="compact-xs" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}
