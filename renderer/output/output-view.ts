// How this browser's user likes to see output: wrapped or not, with which times, with what folded. The same for every run.
import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import { formatClock } from '../parts/time-format.ts';

export const timesChoices = ['off', 'relative', 'local', 'utc'] as const;
export type Times = (typeof timesChoices)[number];

export const timesNames: Record<Times, string> = { off: 'off', relative: 'since the start', local: 'local clock', utc: 'UTC clock' };

export interface OutputView {
  wrap: boolean;
  times: Times;
  /** lines such as `::group::Title` are shown as what they mean */
  markers: boolean;
  /** lines that repeat are shown once, with their number */
  repeats: boolean;
}

const standard: OutputView = { wrap: false, times: 'off', markers: true, repeats: false };

export function nextTimes(times: Times): Times {
  return timesChoices[(timesChoices.indexOf(times) + 1) % timesChoices.length] ?? 'off';
}

export function useOutputView(): [OutputView, (view: OutputView) => void] {
  const [view, setView] = useLocalStorage<OutputView>({ key: 'djcron.output', defaultValue: standard, getInitialValueInEffect: false });
  const whole = useMemo(() => {
    const known = timesChoices.includes(view.times) ? view.times : 'local'; // an older page wrote `clock`
    return { ...standard, ...view, times: known };
  }, [view]);
  return [whole, setView];
}

/** `1:02.042` since the start, `02:31:05.042` by the clock, or nothing. */
export function timeText(at: string, times: Times, since: number): string {
  const ms = Date.parse(at);
  if (times === 'off') return '';
  if (times !== 'relative') return formatClock(ms, times, { milliseconds: true });
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
  if (times !== 'relative') return 12;
  return longestMs >= 3_600_000 ? 12 : 9;
}
