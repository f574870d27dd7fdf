// Where the keyboard stands on the timeline: a lane and one of its marks. Arrows, Home and End move it; pure but for its state.
import { type KeyboardEvent, useState } from 'react';
import { type Mark, marksOfLane, type TimelineLane } from './moments.ts';

export interface Cursor {
  lane: number;
  /** -1: the lane has none */
  mark: number;
}

const steps: Record<string, [lanes: number, marks: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/** Null when the key moves nothing. In another lane the mark nearest in time is taken. */
export function cursorAfter(
  key: string,
  from: Cursor | null,
  marks: (lane: number) => readonly Mark[],
  lanes: number,
  now: number,
): Cursor | null {
  if (lanes === 0 || (steps[key] === undefined && key !== 'Home' && key !== 'End')) return null;
  const near = (lane: number, at: number): Cursor => ({ lane, mark: nearest(marks(lane), at) });
  if (from === null || from.lane >= lanes) return near(0, now);
  const here = marks(from.lane);
  if (key === 'Home') return { lane: from.lane, mark: here.length === 0 ? -1 : 0 };
  if (key === 'End') return { lane: from.lane, mark: here.length - 1 };
  const [byLanes, byMarks] = steps[key] ?? [0, 0];
  if (byLanes === 0)
    return { lane: from.lane, mark: Math.max(Math.min(0, here.length - 1), Math.min(here.length - 1, from.mark + byMarks)) };
  return near(Math.max(0, Math.min(lanes - 1, from.lane + byLanes)), here[from.mark]?.from ?? now);
}

function nearest(marks: readonly Mark[], at: number): number {
  let best = -1;
  for (const [i, { from }] of marks.entries()) if (best === -1 || Math.abs(from - at) < Math.abs((marks[best]?.from ?? 0) - at)) best = i;
  return best;
}

interface Moved {
  cursor: Cursor | null;
  lane: TimelineLane | undefined;
  mark: Mark | undefined;
  onKeyDown: (event: KeyboardEvent) => void;
  leave: () => void;
}

interface CursorOptions {
  lanes: readonly TimelineLane[];
  x: (at: number) => number;
  now: number;
  onMove: (lane: number) => void;
  onOpen: (lane: TimelineLane, mark: Mark | undefined) => void;
}

export function useCursor({ lanes, x, now, onMove, onOpen }: CursorOptions): Moved {
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const marks = (at: number) => {
    const lane = lanes[at];
    return lane === undefined ? [] : marksOfLane(lane, x);
  };
  const lane = cursor === null ? undefined : lanes[cursor.lane];
  const mark = cursor === null ? undefined : marks(cursor.lane)[cursor.mark];
  return {
    cursor,
    lane,
    mark,
    leave: () => setCursor(null),
    onKeyDown(event) {
      if (event.key === 'Enter' && lane !== undefined) {
        event.preventDefault();
        onOpen(lane, mark);
        return;
      }
      const next = cursorAfter(event.key, cursor, marks, lanes.length, now);
      if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      setCursor(next);
      onMove(next.lane);
    },
  };
}
