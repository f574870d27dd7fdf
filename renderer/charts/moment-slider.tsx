// What the mouse does on the charts, for the keyboard: arrows move the moment, Enter shows its output.
import type { KeyboardEvent } from 'react';
import styles from './charts.module.css';
import type { TimeAxis } from './time-axis.ts';

interface MomentSliderProps {
  axis: TimeAxis;
  pointed: number | null;
  clock: (at: number) => string;
  onPoint: (at: number | null) => void;
  onSeek: (at: number) => void;
}

export function MomentSlider({ axis, pointed, clock, onPoint, onSeek }: MomentSliderProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -1000, End: 1000 }[event.key];
    if (event.key === 'Enter' && pointed !== null) onSeek(pointed);
    else if (event.key === 'Escape' && pointed !== null) onPoint(null);
    else if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    else onPoint(Math.min(axis.to, Math.max(axis.from, (pointed ?? axis.to) + (step * (axis.to - axis.from)) / 100)));
    event.preventDefault();
    event.stopPropagation();
  };
  const at = pointed ?? axis.to;
  return (
    <div
      className={styles.moment}
      role="slider"
      tabIndex={0}
      aria-label="Moment on the charts; Enter shows its output"
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
