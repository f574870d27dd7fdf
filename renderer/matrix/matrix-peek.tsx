// What a cell has no room for: name, end and last line of the host under the pointer or the keys.
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { executionWords } from '../execution/end-words.ts';
import { useLastLine } from '../execution/last-line.ts';
import { useLastLines } from '../output/last-lines.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { shownState } from '../run/host-order.ts';
import styles from './matrix.module.css';

interface MatrixPeekProps {
  run: string;
  execution: Execution | undefined;
  place: number | null;
  within: RefObject<HTMLElement | null>;
}

export function MatrixPeek({ run, execution, place, within }: MatrixPeekProps) {
  if (execution === undefined || place === null) return null;
  return <Peek key={execution.host} run={run} execution={execution} place={place} within={within} />;
}

function Peek({
  run,
  execution,
  place,
  within,
}: {
  run: string;
  execution: Execution;
  place: number;
  within: RefObject<HTMLElement | null>;
}) {
  const line = useLastLine(run, execution, useLastLines(run).of(execution.host));
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<{ left: number; top: number } | null>(null);
  useLayoutEffect(() => {
    const cell = document.getElementById(`cell-${place}`)?.getBoundingClientRect();
    const area = within.current?.getBoundingClientRect();
    const own = box.current?.getBoundingClientRect();
    if (cell === undefined || area === undefined || own === undefined) return;
    const below = cell.bottom + 6 + own.height <= area.bottom;
    setAt({
      left: Math.max(area.left + 8, Math.min(cell.left, area.right - own.width - 8)),
      top: below ? cell.bottom + 6 : cell.top - own.height - 6,
    });
  }, [place, within]);
  return (
    <div ref={box} className={styles.peek} style={at === null ? { visibility: 'hidden' } : at} role="tooltip">
      <StateMark state={shownState(execution)} word={executionWords(execution)} />
      {line !== '' && <code className={styles.peekLine}>{line}</code>}
    </div>
  );
}
