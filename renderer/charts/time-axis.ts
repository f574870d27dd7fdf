// The one time axis all charts of a run share: where an instant stands in the plot and which instants are written below.

/** Room left of the plot for numbers and right of it, in px. */
export const gutterLeft = 54;
export const gutterRight = 10;

export interface TimeAxis {
  from: number;
  to: number;
}

export function xOf(at: number, axis: TimeAxis, width: number): number {
  const plot = Math.max(1, width - gutterLeft - gutterRight);
  return gutterLeft + ((at - axis.from) / Math.max(1, axis.to - axis.from)) * plot;
}

/** The instant under a place in the chart, inside the axis. */
export function instantAt(x: number, axis: TimeAxis, width: number): number {
  const plot = Math.max(1, width - gutterLeft - gutterRight);
  const share = Math.min(1, Math.max(0, (x - gutterLeft) / plot));
  return axis.from + share * (axis.to - axis.from);
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** At most `most` instants at round distances from the beginning. */
export function ticksOf(axis: TimeAxis, most: number): number[] {
  const seconds = (axis.to - axis.from) / 1000;
  const step = (steps.find((one) => seconds / one <= most - 1) ?? Math.ceil(seconds / Math.max(1, most - 1) / 86_400) * 86_400) * 1000;
  const ticks = Array.from({ length: Math.floor((axis.to - axis.from) / step) + 1 }, (_, i) => axis.from + i * step);
  return ticks.length > 1 ? ticks : [axis.from, axis.to];
}

/** `0s`, `45s`, `1:30`, `2:05:00` since the beginning. */
export function sinceText(at: number, axis: TimeAxis): string {
  const seconds = Math.round((at - axis.from) / 1000);
  if (seconds < 60) return `${seconds}s`;
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
