// How a reading goes usually, behind its curve: between the tenth and the ninetieth percentile of earlier runs, with the
// middle as a thin line.
import styles from './charts.module.css';
import { type TimeAxis, xOf } from './time-axis.ts';

export type UsualCurve = readonly { at: number; low: number; middle: number; high: number }[];

interface UsualBandProps {
  usual: UsualCurve;
  axis: TimeAxis;
  width: number;
  height: number;
  /** value at the upper edge of the plot */
  top: number;
}

/** As the chart draws its plot: see the margin and the axis of metric-chart.tsx. */
const above = 4;
const below = 18;

export function UsualBand({ usual, axis, width, height, top }: UsualBandProps) {
  const shown = usual.filter(({ at }) => at >= axis.from && at <= axis.to);
  if (shown.length < 2) return null;
  const y = (value: number) => above + (1 - Math.min(1, Math.max(0, value / top))) * (height - above - below);
  const point = (at: number, value: number) => `${xOf(at, axis, width).toFixed(1)} ${y(value).toFixed(1)}`;
  const upper = shown.map(({ at, high }) => point(at, high));
  const lower = shown.toReversed().map(({ at, low }) => point(at, low));
  return (
    <svg className={styles.usual} width={width} height={height} aria-hidden="true">
      <path d={`M${[...upper, ...lower].join('L')}Z`} />
      <polyline points={shown.map(({ at, middle }) => point(at, middle).replace(' ', ',')).join(' ')} />
    </svg>
  );
}
