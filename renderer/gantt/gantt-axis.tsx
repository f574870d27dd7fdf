// The time axis above the bars: instants since the beginning, and what is marked on it.
import { sinceText, type TimeAxis, ticksOf, xOf } from '../charts/time-axis.ts';
import { type Moments, useNarrowed, usePointed } from '../output/moments.ts';
import styles from './gantt.module.css';

interface GanttAxisProps {
  axis: TimeAxis;
  width: number;
}

/** Of the last label, which may not stick out, in px. */
const halfLabel = 16;

export function GanttAxis({ axis, width }: GanttAxisProps) {
  return ticksOf(axis, Math.max(3, Math.floor(width / 90))).map((at) => (
    <span key={at} className={styles.tick} style={{ left: Math.min(xOf(at, axis, width), width - halfLabel) }}>
      {sinceText(at, axis)}
    </span>
  ));
}

/** Lies over everything drawn by time: the moment pointed at, and the stretch the output is narrowed to. */
export function GanttMarks({ axis, width, moments }: GanttAxisProps & { moments: Moments }) {
  const pointed = usePointed(moments);
  const narrowed = useNarrowed(moments);
  return (
    <>
      {narrowed !== null && (
        <div
          className={styles.narrowed}
          style={{
            left: xOf(narrowed.from, axis, width),
            width: Math.max(2, xOf(narrowed.to, axis, width) - xOf(narrowed.from, axis, width)),
          }}
        />
      )}
      {pointed !== null && pointed >= axis.from && pointed <= axis.to && (
        <div className={styles.cross} style={{ left: xOf(pointed, axis, width) }} />
      )}
    </>
  );
}
