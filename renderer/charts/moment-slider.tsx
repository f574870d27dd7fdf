// What the mouse does on the charts, for the keyboard: arrows move the moment, with Shift they choose a stretch of time, Enter
// shows its output.
import { type KeyboardEvent, useRef } from 'react';
import type { Moments } from '../output/moments.ts';
import styles from './charts.module.css';
import type { TimeAxis } from './time-axis.ts';

interface MomentSliderProps {
  axis: TimeAxis;
  pointed: number | null;
  clock: (at: number) => string;
  onPoint: (at: number | null) => void;
  onSeek: (at: number) => void;
  /** narrows the output to a stretch of time; null: to all of it */
  moments: Pick<Moments, 'narrow'>;
}

export function MomentSlider({ axis, pointed, clock, onPoint, onSeek, moments }: MomentSliderProps) {
  const anchor = useRef<number | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -1000, End: 1000 }[event.key];
    if (event.key === 'Enter' && pointed !== null) onSeek(pointed);
    else if (event.key === 'Escape' && pointed !== null) {
      onPoint(null);
      moments.narrow(null);
    } else if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    else {
      const from = pointed ?? axis.to;
      const to = Math.min(axis.to, Math.max(axis.from, from + (step * (axis.to - axis.from)) / 100));
      anchor.current = event.shiftKey ? (anchor.current ?? from) : null;
      if (anchor.current !== null) moments.narrow({ from: Math.min(anchor.current, to), to: Math.max(anchor.current, to) });
      onPoint(to);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const at = pointed ?? axis.to;
  return (
    <div
      className={styles.moment}
      role="slider"
      tabIndex={0}
      aria-label="Moment on the charts; Enter shows its output, Shift and arrows choose a stretch"
      aria-valuemin={0}
      aria-valuemax={Math.round((axis.to - axis.from) / 1000)}
      aria-valuenow={Math.round((at - axis.from) / 1000)}
      aria-valuetext={clock(at)}
      onKeyDown={onKeyDown}
      onBlur={() => onPoint(null)}
    >
      {pointed === null ? <span className="faint">Point at a curve to mark its output line, click to go there</span> : clock(pointed)}
    </div>
  );
}
