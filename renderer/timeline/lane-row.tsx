// One row of the timeline: its name, its marks, and hatches over times in which it will not fire or clocks change.
import { Link } from '@tanstack/react-router';
import { memo, useMemo } from 'react';
import type { Pause } from '../../shared/contract/schedules.ts';
import { familyClass, StateGlyph } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import type { Zone } from '../parts/time-format.ts';
import { type Hatch, hatchesOf } from './hatches.ts';
import { markWords } from './mark-words.ts';
import { type Mark, marksOfLane, type TimelineLane } from './moments.ts';
import { type TimeSpan, xIn } from './time-span.ts';
import styles from './timeline.module.css';

interface LaneRowProps {
  lane: TimelineLane;
  /** px */
  top: number;
  span: TimeSpan;
  width: number;
  now: number;
  /** of all schedules */
  paused: Pause | null;
  zone: Zone;
  /** the mark the keyboard stands on; null: not in this row; -1: on its name */
  cursor: number | null;
}

export const LaneRow = memo(function LaneRow({ lane, top, span, width, now, paused, zone, cursor }: LaneRowProps) {
  const x = useMemo(() => xIn(span, width), [span, width]);
  const marks = useMemo(() => marksOfLane(lane, x), [lane, x]);
  const hatches = hatchesOf(lane, { span, now, paused, zone });
  return (
    <div className={cursor === null ? styles.lane : `${styles.lane} ${styles.current}`} style={{ transform: `translateY(${top}px)` }}>
      <Name lane={lane} />
      <div className={styles.plot} style={{ width }}>
        {hatches.map((hatch) => (
          <HatchView key={`${hatch.kind} ${hatch.from}`} hatch={hatch} x={x} width={width} />
        ))}
        {lane.moreFrom !== null && (
          <span className={styles.more} style={{ left: x(lane.moreFrom), right: 0 }} title={`and so on: ${lane.hint}`} />
        )}
        {marks.map((mark, i) => (
          <MarkView key={`${mark.state === 'due'} ${mark.from}`} mark={mark} words={markWords(mark, zone, now)} isCurrent={cursor === i} />
        ))}
      </div>
    </div>
  );
});

function Name({ lane: { title, detail, hint, job } }: { lane: TimelineLane }) {
  const shared = { className: `${styles.name} ellipsis`, title: hint };
  const words = (
    <>
      {title} <span className="faint">{detail}</span>
    </>
  );
  if (job === null) return <span {...shared}>{words}</span>;
  return (
    <Link to="/jobs/$name" params={{ name: job }} tabIndex={-1} {...shared}>
      {words}
    </Link>
  );
}

function MarkView({ mark, words, isCurrent }: { mark: Mark; words: string; isCurrent: boolean }) {
  const look = lookOf(mark.state);
  const className = `${styles.mark} ${familyClass(look.family)}${isCurrent ? ` ${styles.cursor}` : ''}`;
  const shared = { className, style: { left: mark.x }, title: words };
  const glyph = <StateGlyph glyph={look.glyph} size={mark.state === 'due' ? 10 : 12} />;
  if (mark.run === null) return <span {...shared}>{glyph}</span>;
  return (
    <Link to="/runs/$id" params={{ id: mark.run }} tabIndex={-1} {...shared}>
      {glyph}
    </Link>
  );
}

/** px under which a hatch cannot be seen, and under which it has no room for its word */
const leastHatch = 6;
const wordRoom = 70;

function HatchView({ hatch, x, width }: { hatch: Hatch; x: (at: number) => number; width: number }) {
  const from = Math.max(0, x(hatch.from));
  const size = Math.max(leastHatch, Math.min(width, x(hatch.until)) - from);
  return (
    <span
      className={`${styles.hatch} ${styles[hatch.kind]}`}
      style={{ left: Math.min(from, width - size), width: size }}
      title={hatch.hint}
    >
      {size > wordRoom && <span>{hatch.word}</span>}
    </span>
  );
}
