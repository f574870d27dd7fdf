// A state as glyph and word: shape and word carry it alone, the colour only helps.
import type { ReactNode } from 'react';
import styles from './state-mark.module.css';
import { type Family, type Glyph, lookOf } from './states.ts';

interface StateMarkProps {
  state: string;
  /** replaces the state's own word; '' shows the glyph alone (the word stays for screen readers) */
  word?: string;
  size?: number;
  /** what goes on turns; for the one mark a screen is about, not for rows of them: each would be drawn anew sixty times a second */
  turns?: boolean;
}

export function StateMark({ state, word, size = 14, turns = false }: StateMarkProps) {
  const look = lookOf(state);
  const text = word ?? look.word;
  return (
    <span
      className={[styles.mark, styles[look.family], turns && look.glyph === 'half' && styles.turning].filter(Boolean).join(' ')}
      title={text === '' ? look.word : undefined}
    >
      <StateGlyph glyph={look.glyph} size={size} />
      {text === '' ? <span className="hidden-text">{look.word}</span> : <span className={styles.word}>{text}</span>}
    </span>
  );
}

/** The CSS variable that holds the colour of a state's family: `var(--failed)`. */
export function stateColor(state: string): string {
  return `var(--${lookOf(state).family})`;
}

export function familyClass(family: Family): string {
  return styles[family] ?? '';
}

export function StateGlyph({ glyph, size = 14 }: { glyph: Glyph; size?: number }) {
  return (
    <svg data-mark="" width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
      {drawings[glyph]}
    </svg>
  );
}

const cut = { stroke: 'var(--bg)', strokeWidth: 1.8, strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const round = { strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

const drawings: Record<Glyph, ReactNode> = {
  check: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />
      <path d="M4.9 8.3l2.1 2.1 4.1-4.5" {...cut} />
    </>
  ),
  ring: <circle cx="8" cy="8" r="5.9" />,
  half: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none" />
    </>
  ),
  triangle: (
    <>
      <path d="M8 1.6l6.9 12.2H1.1z" fill="currentColor" stroke="currentColor" strokeWidth="1" {...round} />
      <path d="M8 6v3.4M8 11.6v.2" {...cut} />
    </>
  ),
  cross: (
    <>
      <rect x="1.4" y="1.4" width="13.2" height="13.2" rx="2.2" fill="currentColor" stroke="none" />
      <path d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" {...cut} />
    </>
  ),
  hourglass: (
    <path d="M3.5 1.8h9M3.5 14.2h9M4.6 2v2.6L8 8l3.4-3.4V2M4.6 14v-2.6L8 8l3.4 3.4V14z" fill="currentColor" strokeWidth="1.3" {...round} />
  ),
  bolt: <path d="M9.3 1.6L3.4 9h4l-.9 5.4L12.6 7h-4z" strokeWidth="1.4" {...round} />,
  key: (
    <g strokeWidth="1.5" {...round}>
      <circle cx="5" cy="11" r="3.2" />
      <path d="M7.4 8.6L13.6 2.4M11.2 4.8l2.2 2.2M13.6 2.4l1 1" />
    </g>
  ),
  question: (
    <>
      <path d="M8 1.2L14.8 8 8 14.8 1.2 8z" strokeWidth="1.4" {...round} />
      <path d="M6.5 6.6a1.6 1.6 0 1 1 2.2 1.5c-.5.2-.7.5-.7 1M8 11.1v.1" strokeWidth="1.4" {...round} />
    </>
  ),
  stop: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M3.7 12.3l8.6-8.6" />
    </>
  ),
  dash: <path d="M3.5 8h9" strokeWidth="2" {...round} />,
  dashed: <circle cx="8" cy="8" r="5.9" strokeDasharray="2.4 2.2" />,
  plus: (
    <>
      <circle cx="8" cy="8" r="6.1" strokeDasharray="none" />
      <path d="M8 5v6M5 8h6" {...round} />
    </>
  ),
  dot: <circle cx="8" cy="8" r="5.4" fill="currentColor" stroke="none" />,
  clock: (
    <g strokeWidth="1.5" {...round}>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.4V8l2.5 1.7" />
    </g>
  ),
  merge: (
    <g strokeWidth="1.5" {...round}>
      <path d="M3 3.2c0 4.6 3 4.8 9.6 4.8M3 12.8c0-4.6 3-4.8 9.6-4.8M10 5.4L12.8 8 10 10.6" />
    </g>
  ),
  pause: (
    <g strokeWidth="2.2" {...round}>
      <path d="M5.4 3.6v8.8M10.6 3.6v8.8" />
    </g>
  ),
  swap: (
    <>
      <rect x="1.4" y="1.4" width="13.2" height="13.2" rx="2.2" fill="currentColor" stroke="none" />
      <path d="M4.4 6h6.6M9.2 4.2L11 6 9.2 7.8M11.6 10H5M6.8 8.2L5 10l1.8 1.8" {...cut} strokeWidth={1.4} />
    </>
  ),
};
