// How this browser's user likes to see output: wrapped or not, with which times. The same for every run.
import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import { formatClock, type Zone } from '../parts/time-format.ts';

export type Times = 'off' | 'relative' | 'clock';

export interface OutputView {
  wrap: boolean;
  times: Times;
}

const standard: OutputView = { wrap: false, times: 'off' };
const next: Record<Times, Times> = { off: 'relative', relative: 'clock', clock: 'off' };

export function nextTimes(times: Times): Times {
  return next[times];
}

export function useOutputView(): [OutputView, (view: OutputView) => void] {
  const [view, setView] = useLocalStorage<OutputView>({ key: 'djcron.output', defaultValue: standard, getInitialValueInEffect: false });
  const whole = useMemo(() => ({ ...standard, ...view }), [view]);
  return [whole, setView];
}

/** `1:02.042` since the start, `02:31:05.042` by the clock, or nothing. */
export function timeText(at: string, times: Times, since: number, zone: Zone): string {
  const ms = Date.parse(at);
  if (times === 'off') return '';
  if (times === 'clock') return formatClock(ms, zone, { milliseconds: true });
  const span = Math.max(0, ms - since);
  const seconds = Math.floor(span / 1000);
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  const two = (value: number) => String(value).padStart(2, '0');
  const tail = `${two(seconds % 60)}.${String(Math.floor(span % 1000)).padStart(3, '0')}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** Characters the gutter of times needs for spans up to `longestMs`. */
export function timesWidth(times: Times, longestMs: number): number {
  if (times === 'off') return 0;
  if (times === 'clock') return 12;
  return longestMs >= 3_600_000 ? 12 : 9;
}
