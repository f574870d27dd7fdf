// The output of two to four hosts beside each other; scrolled together by time when the reader wants it.
import { Checkbox } from '@mantine/core';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { createMoments } from '../output/moments.ts';
import { OutputPane } from '../output/output-pane.tsx';
import { useSteady } from '../run/steady.ts';
import styles from './several.module.css';

export const mostPanes = 4;
/** A pane that is scrolled tells the others now and then, not with every step. */
const settleMs = 120;

interface SideBySideProps {
  run: string;
  executions: readonly Execution[];
  /** the line of the address */
  place: { host: string; line: number } | null;
  onOpen: (host: string, line: number) => void;
}

/** Give it a key of its hosts. */
export function SideBySide({ run, executions, place, onOpen }: SideBySideProps) {
  const [together, setTogether] = useState(true);
  const [active, setActive] = useState(0);
  const [moments] = useState(() => executions.map(() => createMoments()));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const scrolled = useSteady((from: number, at: number) => {
    if (!together || from !== active) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      for (const [i, other] of moments.entries()) if (i !== from) other.seek(at);
    }, settleMs);
  });
  return (
    <>
      <div className={styles.strip}>
        <Checkbox
          size="xs"
          label="Scroll together, by time"
          checked={together}
          onChange={(event) => setTogether(event.currentTarget.checked)}
        />
      </div>
      <div className={styles.panes} style={{ '--panes': executions.length } as CSSProperties}>
        {executions.map((execution, i) => (
          <div key={execution.host} className={styles.one} onPointerEnter={() => setActive(i)} onFocusCapture={() => setActive(i)}>
            <Pane
              {...{ run, execution, onOpen }}
              index={i}
              moments={moments[i] ?? createMoments()}
              line={place?.host === execution.host ? place.line : null}
              keys={i === active}
              onScrolled={scrolled}
            />
          </div>
        ))}
      </div>
    </>
  );
}

interface PaneProps {
  run: string;
  execution: Execution;
  index: number;
  line: number | null;
  moments: ReturnType<typeof createMoments>;
  keys: boolean;
  onOpen: (host: string, line: number) => void;
  onScrolled: (index: number, at: number) => void;
}

function Pane({ run, execution, index, line, moments, keys, onOpen, onScrolled }: PaneProps) {
  const { host } = execution;
  const open = useSteady((n: number | null) => {
    if (n !== null) onOpen(host, n);
  });
  const tell = useSteady((at: number) => onScrolled(index, at));
  return <OutputPane key={`${run} ${host}`} {...{ run, execution, line, moments, keys }} onLine={open} onScrolled={tell} narrow />;
}
