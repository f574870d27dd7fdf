// A pane of lines with its switches, for one host or several: how it stands, what is filtered, and the lines below.
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { LineRange } from '../../shared/contract/outline.ts';
import { usePreferences } from '../parts/preferences.ts';
import { formatClock } from '../parts/time-format.ts';
import { countOf } from '../run/counting.ts';
import { useSteady } from '../run/steady.ts';
import type { Moments } from './moments.ts';
import styles from './output.module.css';
import { type FrameHandle, OutputFrame } from './output-frame.tsx';
import type { OutputLines } from './output-lines.ts';
import { MoreMenu } from './output-menu.tsx';
import { OutputTools } from './output-tools.tsx';
import { usePane } from './pane-state.ts';
import type { Subject } from './subject.ts';

interface LinesPaneProps {
  subject: Subject;
  output: OutputLines | null;
  line: number | null;
  onLine: (line: number | null) => void;
  moments: Moments;
  /** whose output it is and how it stands */
  head: ReactNode;
  /** after the switches */
  tools?: ReactNode;
  onScrolled?: ((at: number) => void) | undefined;
  found?: readonly LineRange[] | null;
  keys?: boolean;
  narrow?: boolean;
}

export function LinesPane(props: LinesPaneProps) {
  const { subject, output, line, onLine, moments, head, tools, onScrolled, found = null, keys = true, narrow = false } = props;
  const frame = useRef<FrameHandle>(null);
  const pane = usePane({ subject, output, line, onLine, moments, frame, found, keys });
  const { view, parts, following, deeds } = pane;
  const goTo = useSteady((n: number) => {
    onLine(n);
    frame.current?.show(n);
  });
  const before = useRef(line); // the first one is where the pane begins
  useEffect(() => {
    if (line !== null && line !== before.current) frame.current?.reveal(line);
    before.current = line;
  }, [line]);
  const follow = useSteady(pane.setFollowing);
  const one = subject.execution !== null;
  return (
    <section className={view.wrap ? `${styles.pane} ${styles.wrapped}` : styles.pane} aria-label={`Output of ${subject.label}`}>
      <div className={styles.bar}>
        {head}
        <OutputTools
          view={view}
          onView={pane.setView}
          following={subject.live ? following : null}
          onFollow={follow}
          stderrOnly={one ? pane.stderrOnly : null}
          onStderrOnly={pane.setStderrOnly}
          onLine={one && !narrow && subject.lines > 100 ? goTo : null}
        >
          {tools}
          <MoreMenu view={view} onView={pane.setView} one={one} bookmarks={pane.bookmarks.length} deeds={deeds} />
        </OutputTools>
      </div>
      <FilterStrip pane={pane} moments={moments} />
      <OutputFrame
        ref={frame}
        {...{ subject, output, parts, view, following, moments, onScrolled }}
        chosen={pane.chosen.span}
        acts={pane.acts}
        bookmarks={pane.bookmarks}
        onFollowing={follow}
      />
    </section>
  );
}

/** What is not shown is said, with the way back. */
function FilterStrip({ pane, moments }: { pane: ReturnType<typeof usePane>; moments: Moments }) {
  const { zone } = usePreferences();
  const { stderrOnly, narrowed, found, parts, total } = pane;
  if (!stderrOnly && narrowed === null && found === null) return null;
  const clock = (at: number) => formatClock(at, zone, { seconds: true });
  const shown = parts.choice.only?.reduce((sum, { from, to }) => sum + to - from + 1, 0) ?? total;
  const what = [
    stderrOnly ? 'only standard error' : '',
    found === null ? '' : 'only lines that match and those around them',
    narrowed === null ? '' : `only from ${clock(narrowed.from)} to ${clock(narrowed.to)}`,
  ].filter((part) => part !== '');
  return (
    <div className={styles.strip} role="status">
      <span>
        Shown: {what.join(', ')} – {countOf(shown, 'line')} of {total.toLocaleString('en')}
      </span>
      {(stderrOnly || narrowed !== null) && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            pane.setStderrOnly(false);
            moments.narrow(null);
          }}
        >
          Show all lines
        </Button>
      )}
    </div>
  );
}
