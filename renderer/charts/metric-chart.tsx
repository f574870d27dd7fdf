// One small chart of one host over the shared time axis. Only new readings draw it anew; crosshair and the stretch of
// shown output lie over it.
import { useElementSize } from '@mantine/hooks';
import { type MouseEvent, memo } from 'react';
import { Line, LineChart, XAxis, YAxis } from 'recharts';
import { type Moments, useNarrowed, usePointed, useShownSpan } from '../output/moments.ts';
import { useBrush } from './brush.ts';
import styles from './charts.module.css';
import type { Metric } from './metrics.ts';
import { gapOf, niceCeiling, type Point, valueAt } from './series.ts';
import { gutterLeft, gutterRight, instantAt, sinceText, type TimeAxis, ticksOf, xOf } from './time-axis.ts';
import { UsualBand, type UsualCurve } from './usual-band.tsx';

interface MetricChartProps {
  metric: Metric;
  /** points of each of the metric's lines */
  lines: readonly (readonly Point[])[];
  axis: TimeAxis;
  height: number;
  /** the chart in one sentence */
  sentence: string;
  moments: Moments;
  /** how the main line goes usually; null: nothing is usual */
  usual?: UsualCurve | null;
}

export const MetricChart = memo(function MetricChart({ metric, lines, axis, height, sentence, moments, usual = null }: MetricChartProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const top = topOf(metric, lines, usual);
  const under = (event: MouseEvent) => instantAt(event.clientX - event.currentTarget.getBoundingClientRect().left, axis, width);
  const brush = useBrush(moments, under);
  return (
    <figure className={styles.chart} style={{ margin: 0 }}>
      <figcaption>
        <strong className={styles.title}>{metric.title}</strong>
        <span className={styles.legend}>
          <Legend metric={metric} lines={lines} moments={moments} />
        </span>
      </figcaption>
      {/* the keys for this are on the group of charts */}
      <div ref={ref} role="img" aria-label={sentence} className={styles.plot} {...brush}>
        {width > 0 && usual !== null && <UsualBand {...{ usual, axis, width, height, top }} />}
        {width > 0 && <Plot {...{ metric, lines, axis, width, height, top }} />}
        {width > 0 && <Narrowed moments={moments} axis={axis} width={width} />}
        {width > 0 && <ShownSpan moments={moments} axis={axis} width={width} />}
        {width > 0 && <Cross moments={moments} axis={axis} width={width} />}
      </div>
    </figure>
  );
});

interface OverlayProps {
  moments: Moments;
  axis: TimeAxis;
  width: number;
}

function Cross({ moments, axis, width }: OverlayProps) {
  const pointed = usePointed(moments);
  return pointed === null ? null : <div className={styles.cross} style={{ left: xOf(pointed, axis, width) }} />;
}

/** The time of the lines on the screen, where it is not nearly all of the axis. */
export function usePartShown(moments: Moments, axis: TimeAxis): { from: number; to: number } | null {
  const span = useShownSpan(moments);
  if (span === null) return null;
  const edge = (axis.to - axis.from) * 0.1;
  return span.from <= axis.from + edge && span.to >= axis.to - edge ? null : span;
}

function ShownSpan({ moments, axis, width }: OverlayProps) {
  const span = usePartShown(moments, axis);
  if (span === null) return null;
  const left = xOf(Math.max(axis.from, span.from), axis, width);
  const right = xOf(Math.min(axis.to, span.to), axis, width);
  if (right < gutterLeft || left > width - gutterRight) return null;
  return <div className={styles.span} style={{ left, width: Math.max(2, right - left) }} title="the lines on the screen" />;
}

/** Labels of the lines with the value under the pointer, else the latest one. */
function Legend({ metric, lines, moments }: Pick<MetricChartProps, 'metric' | 'lines' | 'moments'>) {
  const at = usePointed(moments);
  return metric.lines.map((line, i) => {
    const points = lines[i] ?? [];
    if (points.length === 0) return null;
    const value = at === null ? (points.findLast((point) => point.value !== null)?.value ?? null) : valueAt(points, at, gapOf(points));
    return (
      <span key={line.label} className={[styles.label, styles[line.tone], line.dashed ? styles.dashed : ''].join(' ')}>
        {line.label} {value === null ? '–' : metric.format(value)}
      </span>
    );
  });
}

function Narrowed({ moments, axis, width }: OverlayProps) {
  const span = useNarrowed(moments);
  if (span === null) return null;
  const left = xOf(Math.max(axis.from, span.from), axis, width);
  const right = xOf(Math.min(axis.to, span.to), axis, width);
  return <div className={styles.narrowed} style={{ left, width: Math.max(2, right - left) }} />;
}

function topOf(metric: Metric, lines: readonly (readonly Point[])[], usual: UsualCurve | null): number {
  const highest = Math.max(
    0,
    ...lines.flatMap((points) => points.map((point) => point.value ?? 0)),
    ...(usual ?? []).map(({ high }) => high),
  );
  return Math.max(metric.least, niceCeiling(highest, metric.base));
}

interface PlotProps {
  metric: Metric;
  lines: readonly (readonly Point[])[];
  axis: TimeAxis;
  width: number;
  height: number;
  /** value at the upper edge */
  top: number;
}

const Plot = memo(function Plot({ metric, lines, axis, width, height, top }: PlotProps) {
  const first = lines.find((points) => points.length > 0) ?? [];
  return (
    <LineChart
      width={width}
      height={height}
      data={[...first]}
      margin={{ top: 4, right: gutterRight, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <XAxis
        dataKey="at"
        type="number"
        scale="time"
        domain={[axis.from, axis.to]}
        ticks={ticksOf(axis, Math.max(3, Math.floor(width / 60)))}
        tickFormatter={(at: number) => sinceText(at, axis)}
        height={18}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-strong)' }}
        allowDataOverflow
        interval={0}
      />
      <YAxis
        width={gutterLeft}
        domain={[0, top]}
        ticks={[0, top / 2, top]}
        tickFormatter={(value: number) => shortened(metric.format(value))}
        tickLine={false}
        axisLine={false}
        interval={0}
      />
      {metric.lines.map((line, i) => (
        <Line
          key={line.label}
          data={[...(lines[i] ?? [])]}
          dataKey="value"
          name={line.label}
          type="linear"
          stroke={`var(--chart-${line.tone})`}
          strokeWidth={1.5}
          strokeDasharray={line.dashed ? '4 3' : undefined}
          dot={loneDots(lines[i] ?? [])}
          activeDot={false}
          connectNulls={false}
          isAnimationActive={false}
        />
      ))}
    </LineChart>
  );
});

/** On an axis: no decimals that say nothing, no break between number and unit. */
function shortened(text: string): string {
  return text.replace(/\.0+(?=\D|$)/, '').replace(' ', '\u00a0');
}

/** A reading without neighbours makes no line: one or two readings are drawn as dots. */
function loneDots(points: readonly Point[]): { r: number } | false {
  return points.filter((point) => point.value !== null).length <= 2 ? { r: 2 } : false;
}
