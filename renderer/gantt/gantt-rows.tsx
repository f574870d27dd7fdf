// A bar for each host: how long it waited, was on its way, and ran. Rows are virtual; one is chosen by arrows or a click.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { formatElapsed } from '../../shared/model/duration.ts';
import { type TimeAxis, xOf } from '../charts/time-axis.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { destination } from '../parts/table-moves.ts';
import { shownState } from '../run/host-order.ts';
import styles from './gantt.module.css';
import { type Segment, segmentsOf, segmentWords } from './segments.ts';

export const rowHeight = 26;

interface GanttRowsProps {
  executions: readonly Execution[];
  created: number;
  axis: TimeAxis;
  /** of the part with the bars, px */
  width: number;
  chosen: string | null;
  onChoose: (host: string) => void;
  onOpen: (host: string) => void;
}

export function GanttRows({ executions, created, axis, width, chosen, onChoose, onOpen }: GanttRowsProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: executions.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const index = executions.findIndex(({ host }) => host === chosen);
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index);
  }, [index, virtual]);
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 200) / rowHeight) - 1);
    const to = destination(event, index, page, executions.length);
    const next = to === null ? undefined : executions[Math.min(executions.length - 1, Math.max(0, to))];
    if (next !== undefined) onChoose(next.host);
    else if (event.key === 'Enter' && chosen !== null) onOpen(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const items = virtual.getVirtualItems();
  return (
    <div
      ref={scroll}
      className={styles.rows}
      role="listbox"
      tabIndex={0}
      aria-label="Hosts by time"
      aria-activedescendant={items.some((item) => item.index === index) ? `bar-${index}` : undefined}
      onKeyDown={onKeyDown}
      data-hosts=""
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const execution = executions[item.index];
          if (execution === undefined) return null;
          const place = { index: item.index, count: executions.length, top: item.start, chosen: item.index === index };
          return <GanttRow key={execution.host} {...{ execution, created, axis, width, onChoose, ...place }} />;
        })}
      </div>
    </div>
  );
}

interface GanttRowProps {
  execution: Execution;
  created: number;
  axis: TimeAxis;
  width: number;
  index: number;
  count: number;
  top: number;
  chosen: boolean;
  onChoose: (host: string) => void;
}

const GanttRow = memo(function GanttRow({ execution, created, axis, width, index, count, top, chosen, onChoose }: GanttRowProps) {
  const segments = segmentsOf(execution, created, axis.to);
  const state = shownState(execution);
  const words = segmentWords(segments, formatElapsed);
  return (
    <div
      id={`bar-${index}`}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-label={`${execution.host}, ${lookOf(state).word}: ${words}`}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      title={words}
      onClick={() => onChoose(execution.host)}
      onKeyDown={undefined}
    >
      <span className={styles.host}>
        <StateMark state={state} word="" size={13} />
        <span className="ellipsis">{execution.host}</span>
      </span>
      <span className={styles.bars}>
        {segments.map((segment) => (
          <Bar key={`${segment.attempt} ${segment.kind}`} {...{ segment, axis, width }} state={state} />
        ))}
      </span>
    </div>
  );
});

function Bar({ segment, axis, width, state }: { segment: Segment; axis: TimeAxis; width: number; state: string }) {
  const left = xOf(segment.from, axis, width);
  const right = xOf(Math.min(segment.to, axis.to), axis, width);
  return (
    <span
      className={styles.bar}
      data-kind={segment.kind}
      data-state={state}
      data-open={segment.open || undefined}
      style={{ left, width: Math.max(2, right - left) }}
    />
  );
}
