// Schedules over time: what became of due moments at the left of now, what is to come at its right, one lane a schedule, and
// above them how many start at a time. Arrows move from mark to mark, and a line below says what the one is that they stand on.
import { useElementSize } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useId, useMemo, useRef } from 'react';
import type { Pause } from '../../shared/contract/schedules.ts';
import { formatDuration } from '../../shared/model/duration.ts';
import { useNow } from '../parts/clock.ts';
import { usePreferences } from '../parts/preferences.ts';
import { zoneName } from '../parts/time-format.ts';
import { useCursor } from './cursor.ts';
import { LaneRow } from './lane-row.tsx';
import { LoadCurve } from './load-curve.tsx';
import { markWords } from './mark-words.ts';
import type { LoadPoint, TimelineLane } from './moments.ts';
import { type TimeSpan, ticksIn, xIn } from './time-span.ts';
import styles from './timeline.module.css';

interface TimelineProps {
  /** of what: `schedules` */
  label?: string;
  lanes: readonly TimelineLane[];
  load: readonly LoadPoint[];
  span: TimeSpan;
  /** of all schedules */
  paused: Pause | null;
}

const hourMs = 3_600_000;
const headHeight = 58;
const laneHeight = 26;
const footHeight = 24;
/** px that the word of a tick needs */
const textRoom = 36;
const namesWidth = 210;

export function Timeline({ label = 'schedules', lanes, load, span, paused }: TimelineProps) {
  const { zone } = usePreferences();
  const now = useNow(10_000);
  const foot = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const { ref, width: whole } = useElementSize();
  const width = Math.max(200, whole - namesWidth - 12);
  const ticks = useMemo(() => ticksIn(span, zone, width), [span, zone, width]);
  const x = useMemo(() => xIn(span, width), [span, width]);
  const virtual = useVirtualizer({
    count: lanes.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => laneHeight,
    overscan: 6,
  });
  const navigate = useNavigate();
  const {
    cursor,
    lane: current,
    mark,
    onKeyDown,
    leave,
  } = useCursor({
    lanes,
    x,
    now,
    onMove: (lane) => virtual.scrollToIndex(lane),
    onOpen: ({ job }, at) => {
      const run = at?.run ?? null;
      if (run !== null) void navigate({ to: '/runs/$id', params: { id: run } });
      else if (job !== null) void navigate({ to: '/jobs/$name', params: { name: job }, search: { view: 'schedule' } });
    },
  });
  return (
    <div
      className={styles.timeline}
      ref={ref}
      style={{ '--names': `${namesWidth}px`, maxHeight: headHeight + lanes.length * laneHeight + footHeight + 4 } as CSSProperties}
    >
      <div className={styles.head} aria-hidden="true">
        <span className={styles.corner}>
          <span>due per {pieceOf(load)}</span>
          <span className="faint">{zoneName(zone, now)}</span>
        </span>
        <div className={styles.plot} style={{ width }}>
          <LoadCurve load={load} x={x} width={width} now={now} />
          {ticks.map(({ at, text, isDay }) => (
            <span key={at} className={isDay ? `${styles.tick} ${styles.day}` : styles.tick} style={{ left: x(at) }}>
              {x(at) < width - textRoom && text}
            </span>
          ))}
          <span className={styles.nowWord} style={{ left: x(now) }}>
            now
          </span>
        </div>
      </div>
      <div
        className={styles.lanes}
        ref={scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move over its marks
        tabIndex={0}
        role="group"
        aria-label={`Timeline of ${label}`}
        aria-describedby={foot}
        onKeyDown={onKeyDown}
        onBlur={leave}
      >
        <div aria-hidden="true" className={styles.all} style={{ height: virtual.getTotalSize() }}>
          <div className={styles.grid} style={{ width }}>
            {ticks.map(({ at, isDay }) => (
              <span key={at} className={isDay ? styles.dayLine : styles.tickLine} style={{ left: x(at) }} />
            ))}
          </div>
          {virtual.getVirtualItems().map((item) => {
            const lane = lanes[item.index];
            return (
              lane !== undefined && (
                <LaneRow
                  key={lane.key}
                  lane={lane}
                  top={item.start}
                  span={span}
                  width={width}
                  now={now}
                  paused={paused}
                  zone={zone}
                  cursor={cursor?.lane === item.index ? cursor.mark : null}
                />
              )
            );
          })}
          <div className={styles.grid} style={{ width }}>
            <span className={styles.nowLine} style={{ left: x(now) }} />
          </div>
        </div>
      </div>
      <div className={styles.foot} id={foot} role="status">
        {current === undefined ? (
          <span className="faint">Arrow keys move from mark to mark; Enter opens what one stands for.</span>
        ) : (
          <>
            <strong>{current.title}</strong> {current.detail}: {mark === undefined ? 'nothing in this time' : markWords(mark, zone, now)}
          </>
        )}
      </div>
    </div>
  );
}

/** The length of a piece of the load, in words: `12m`, `about 6h`. */
function pieceOf([first, second]: readonly LoadPoint[]): string {
  if (first === undefined || second === undefined) return 'piece';
  const ms = second.at - first.at;
  return ms < hourMs ? formatDuration(Math.round(ms / 60_000) * 60_000) : `about ${Math.round(ms / hourMs)}h`;
}
