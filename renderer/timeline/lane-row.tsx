// One schedule on the timeline: its name, its marks, and a hatch over the time in which it will not fire.
import { Link } from '@tanstack/react-router';
import { memo, useMemo } from 'react';
import type { Pause } from '../../shared/contract/schedules.ts';
import { familyClass, StateGlyph } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import type { Zone } from '../parts/time-format.ts';
import { markWords } from './mark-words.ts';
import { type Lane, type Mark, marksOf } from './moments.ts';
import { type TimeSpan, xIn } from './time-span.ts';
import styles from './timeline.module.css';

interface LaneRowProps {
  lane: Lane;
  /** px */
  top: number;
  span: TimeSpan;
  width: number;
  now: number;
  /** of all schedules */
  paused: Pause | null;
  zone: Zone;
}

const markPx = 12;

export const LaneRow = memo(function LaneRow({ lane, top, span, width, now, paused, zone }: LaneRowProps) {
  const x = useMemo(() => xIn(span, width), [span, width]);
  const past = useMemo(() => marksOf(lane.past, x, markPx), [lane.past, x]);
  const coming = useMemo(() => marksOf(lane.coming, x, markPx), [lane.coming, x]);
  const { schedule } = lane;
  const pause = paused ?? schedule.paused;
  return (
    <div className={styles.lane} style={{ transform: `translateY(${top}px)` }}>
      <Link
        to="/jobs/$name"
        params={{ name: schedule.job }}
        tabIndex={-1}
        className={`${styles.name} ellipsis`}
        title={`${schedule.job} / ${schedule.name}\n${schedule.words} (${schedule.timezone})`}
      >
        {schedule.job} <span className="faint">{schedule.name}</span>
      </Link>
      <div className={styles.plot} style={{ width }}>
        {pause !== null && (
          <Hatch from={x(now)} until={pause.until === null ? width : Math.min(width, x(Date.parse(pause.until)))} word="paused" />
        )}
        {!schedule.enabled && <Hatch from={x(now)} until={width} word="disabled" />}
        {lane.moreFrom !== null && (
          <span className={styles.more} style={{ left: x(lane.moreFrom), right: 0 }} title={`and so on: ${schedule.words}`} />
        )}
        {past.map((mark) => (
          <MarkView key={mark.from} mark={mark} words={markWords(mark, zone, now)} />
        ))}
        {coming.map((mark) => (
          <MarkView key={mark.from} mark={mark} words={markWords(mark, zone, now)} />
        ))}
      </div>
    </div>
  );
});

function MarkView({ mark, words }: { mark: Mark; words: string }) {
  const look = lookOf(mark.state);
  const shared = { className: `${styles.mark} ${familyClass(look.family)}`, style: { left: mark.x }, title: words };
  const glyph = <StateGlyph glyph={look.glyph} size={mark.state === 'due' ? 10 : 12} />;
  if (mark.run === null) return <span {...shared}>{glyph}</span>;
  return (
    <Link to="/runs/$id" params={{ id: mark.run }} tabIndex={-1} {...shared}>
      {glyph}
    </Link>
  );
}

function Hatch({ from, until, word }: { from: number; until: number; word: string }) {
  return (
    <span className={styles.hatch} style={{ left: from, width: Math.max(0, until - from) }}>
      {until - from > 60 && <span>{word}</span>}
    </span>
  );
}
