// Readings of one host on the time axis of the bars, with what is usual behind them, and how this run compares in words.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type CSSProperties, useMemo } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import type { Usual } from '../../shared/contract/usual.ts';
import { formatElapsed } from '../../shared/model/duration.ts';
import { isFinal } from '../../shared/model/run.ts';
import { api } from '../api/client.ts';
import chartStyles from '../charts/charts.module.css';
import { MetricChart } from '../charts/metric-chart.tsx';
import { type Metric, metrics, sentenceOf } from '../charts/metrics.ts';
import { MomentSlider } from '../charts/moment-slider.tsx';
import { useClock, useFreshSamples, whyNone } from '../charts/run-charts.tsx';
import { pointsOf } from '../charts/series.ts';
import type { TimeAxis } from '../charts/time-axis.ts';
import type { UsualCurve } from '../charts/usual-band.tsx';
import { type Moments, usePointed } from '../output/moments.ts';
import styles from './gantt.module.css';
import { usualWords } from './usual-words.ts';

const plotHeight = 66;

interface GanttChartsProps {
  run: string;
  execution: Execution;
  axis: TimeAxis;
  moments: Moments;
}

export function GanttCharts({ run, execution, axis, moments }: GanttChartsProps) {
  const { host } = execution;
  const samples = useQuery({
    ...api.runs.samples.queryOptions({ input: { id: run, host, points: 500 } }),
    // what came while nobody looked was announced to nobody
    refetchOnMount: 'always',
    placeholderData: keepPreviousData,
  });
  const { data: usual } = useQuery({ ...api.runs.usual.queryOptions({ input: { id: run, host } }), staleTime: 60_000 });
  useFreshSamples(run, host);
  const clock = useClock();
  const pointed = usePointed(moments);
  const rows = useMemo(() => (samples.data ?? []).filter((sample) => sample.host === host), [samples.data, host]);
  const begun = Date.parse(execution.startedAt ?? '');
  const drawn = useMemo(
    () =>
      metrics
        .map((metric) => ({ metric, lines: metric.lines.map((line) => pointsOf(rows, line)) }))
        .filter(({ lines }) => lines.some((points) => points.length > 0))
        .map((chart) => ({
          ...chart,
          usual: curveOf(usual, chart.metric, begun),
          sentence: sentenceOf(chart.metric, host, chart.lines, clock),
        })),
    [rows, host, clock, usual, begun],
  );
  const over = isFinal(execution.state);
  const durationMs = over ? execution.durationMs : axis.to - begun;
  const words = usual === undefined ? null : usualWords(usual, { durationMs, over, samples: rows }, formatElapsed);
  return (
    <section aria-label={`Resources of ${host}`} className={chartStyles.panel} style={{ '--plot': `${plotHeight}px` } as CSSProperties}>
      <div className={styles.head}>
        <strong>{host}</strong>
        <span className={styles.words}>{words ?? (usual !== undefined && usual.runs > 0 ? tooFew(usual.runs) : '')}</span>
        {drawn.length > 0 && <MomentSlider {...{ axis, pointed, clock, moments }} onPoint={moments.point} onSeek={moments.seek} />}
      </div>
      {drawn.length === 0 && samples.isSuccess && <div className={chartStyles.none}>{whyNone(execution)}</div>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: where not all fit it scrolls, and keys must reach the last */}
      <div className={styles.charts} role="group" aria-label="Charts" tabIndex={0}>
        {drawn.map(({ metric, lines, sentence, usual: curve }) => (
          <MetricChart key={metric.id} {...{ metric, lines, axis, sentence, moments }} usual={curve} height={plotHeight} />
        ))}
      </div>
    </section>
  );
}

function tooFew(runs: number): string {
  return `${runs} earlier ${runs === 1 ? 'run' : 'runs'} that succeeded here: from three on it is told what is usual`;
}

/** Behind the main line of a chart. */
function curveOf(usual: Usual | undefined, metric: Metric, begun: number): UsualCurve | null {
  const line = metric.lines.find(({ tone }) => tone === 'main');
  const series = usual?.series.find(({ scope, field }) => scope === line?.scope && field === line.field);
  return series === undefined ? null : series.points.map(({ offsetMs, ...spread }) => ({ at: begun + offsetMs, ...spread }));
}
