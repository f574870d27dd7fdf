// What the timeline shows, counted: for who cannot see marks, and for who wants the number.
import { StateMark } from '../../parts/state-mark.tsx';
import { lookOf } from '../../parts/states.ts';
import { countsOf } from '../../timeline/moments.ts';
import { type Span, spanNames } from '../../timeline/time-span.ts';
import styles from './schedule.module.css';
import { mostRows, type ScheduleWindow } from './schedule-window.ts';

export function ScheduleSummary({ outlook, span }: { outlook: ScheduleWindow; span: Span }) {
  const past = countsOf(outlook.lanes.flatMap((lane) => lane.past));
  const due = outlook.load.reduce((sum, point) => sum + point.due, 0);
  return (
    <div className={styles.summary} role="status">
      <span className="faint">last {spanNames[span]}:</span>
      {past.length === 0 && <span className="dim">nothing was due</span>}
      {past.map(([state, count]) => (
        <StateMark key={state} state={state} word={`${count.toLocaleString('en')} ${lookOf(state).word}`} size={12} />
      ))}
      {outlook.isCut && <span className="dim">(the newest {mostRows.toLocaleString('en')} only)</span>}
      <span className="faint">next {spanNames[span]}:</span>
      <StateMark state="due" word={`${due.toLocaleString('en')} due`} size={12} />
    </div>
  );
}
