// Resources of one host in both runs, laid over each other from the start of the script.
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, useMemo, useState } from 'react';
import type { Comparison } from '../../shared/contract/compare.ts';
import type { Sample } from '../../shared/contract/output.ts';
import { api } from '../api/client.ts';
import { MetricChart } from '../charts/metric-chart.tsx';
import { type Metric, metrics } from '../charts/metrics.ts';
import { type Point, pointsOf, summaryOf } from '../charts/series.ts';
import { createMoments } from '../output/moments.ts';
import { Loading } from '../parts/feedback.tsx';
import { Panel } from '../parts/panel.tsx';
import styles from './compare.module.css';

const plotHeight = 88;

export function Curves({ comparison }: { comparison: Comparison }) {
  const { before, after, transitions, durations } = comparison;
  const hosts = useMemo(
    () => [...new Set([...transitions.map(({ host }) => host), ...durations.map(({ host }) => host)])],
    [transitions, durations],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const host = chosen ?? hosts[0] ?? null;
  const select = hosts.length > 1 && (
    <Select
      size="xs"
      w={200}
      aria-label="Host whose resources are shown"
      data={hosts}
      value={host}
      searchable
      allowDeselect={false}
      onChange={setChosen}
    />
  );
  return (
    <Panel title="Resources" more={select === false ? (host ?? undefined) : select}>
      {host === null ? (
        <p className="dim">No host is in both runs.</p>
      ) : (
        <OfHost key={host} host={host} before={before.id} after={after.id} />
      )}
    </Panel>
  );
}

function OfHost({ host, before, after }: { host: string; before: string; after: string }) {
  const old = useSamples(before, host);
  const now = useSamples(after, host);
  const moments = useMemo(createMoments, []);
  const drawn = useMemo(() => overlaid(old.data ?? [], now.data ?? [], host), [old.data, now.data, host]);
  if (old.isPending || now.isPending) return <Loading rows={3} label="Reading the samples" />;
  if (drawn.charts.length === 0)
    return (
      <p className="dim">
        There are no readings of {host} in both runs: its scripts were too short, had samples off, or the readings are gone.
      </p>
    );
  return (
    <div className={styles.curves} style={{ '--plot': `${plotHeight}px` } as CSSProperties}>
      {drawn.charts.map(({ metric, lines, sentence }) => (
        <MetricChart
          key={metric.title}
          metric={metric}
          lines={lines}
          axis={drawn.axis}
          height={plotHeight}
          sentence={sentence}
          moments={moments}
        />
      ))}
    </div>
  );
}

function useSamples(id: string, host: string) {
  return useQuery({ ...api.runs.samples.queryOptions({ input: { id, host, points: 500 } }), retry: false });
}

interface Overlaid {
  axis: { from: number; to: number };
  charts: { metric: Metric; lines: Point[][]; sentence: string }[];
}

/** One chart a reading that both runs have, at instants since the first reading. */
function overlaid(old: readonly Sample[], now: readonly Sample[], host: string): Overlaid {
  const charts = metrics.flatMap((metric) =>
    metric.lines.flatMap((line) => {
      const lines = [fromStart(pointsOf(now, line)), fromStart(pointsOf(old, line))];
      if (lines.some((points) => points.length === 0)) return [];
      const title = metric.lines.length > 1 ? `${metric.title}, ${line.label}` : metric.title;
      const pair: Metric['lines'] = [
        { ...line, label: 'after', tone: 'main', dashed: false },
        { ...line, label: 'before', tone: 'second', dashed: true },
      ];
      const drawn = { ...metric, title, lines: pair };
      return [{ metric: drawn, lines, sentence: `${title} of ${host}: ${sentenceOf(drawn, lines)}` }];
    }),
  );
  const last = Math.max(1000, ...charts.flatMap(({ lines }) => lines.map((points) => points.at(-1)?.at ?? 0)));
  return { axis: { from: 0, to: last }, charts };
}

function fromStart(points: readonly Point[]): Point[] {
  const start = points[0]?.at ?? 0;
  return points.map(({ at, value }) => ({ at: at - start, value }));
}

function sentenceOf(metric: Metric, lines: readonly (readonly Point[])[]): string {
  return metric.lines
    .flatMap(({ label }, i) => {
      const summary = summaryOf(lines[i] ?? []);
      return summary === null ? [] : [`${label} mean ${metric.format(summary.mean)}, highest ${metric.format(summary.most)}`];
    })
    .join('; ');
}
