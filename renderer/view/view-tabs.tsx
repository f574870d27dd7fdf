// The tabs of a run: which way to look at it, each with its digit.
import type { KeyboardEvent, ReactNode } from 'react';
import { digitOf, type ViewName } from './view-names.ts';
import styles from './view-tabs.module.css';

export const viewTitles: Record<ViewName, string> = {
  groups: 'Groups',
  matrix: 'Matrix',
  output: 'Output',
  timeline: 'Timeline',
  details: 'Details',
};

interface ViewTabsProps {
  views: readonly ViewName[];
  view: ViewName;
  onView: (view: ViewName) => void;
  /** at the end of the row */
  children?: ReactNode;
}

export function ViewTabs({ views, view, onView, children }: ViewTabsProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = views[(views.indexOf(view) + step + views.length) % views.length];
    if (step === 0 || next === undefined) return;
    onView(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-view="${next}"]`)?.focus();
  };
  return (
    <div className={styles.row}>
      <div className={styles.tabs} role="tablist" aria-label="Ways to look at the run" tabIndex={-1} onKeyDown={onKeyDown}>
        {views.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            data-view={name}
            aria-selected={view === name}
            tabIndex={view === name ? 0 : -1}
            className={styles.tab}
            onClick={() => onView(name)}
          >
            {viewTitles[name]} <kbd>{digitOf(name)}</kbd>
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}
