// Resources of one host while a run was there: five charts over one time axis, tied to the output beside them.
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Table } from 'lucide-react';
import { type CSSProperties, useCallback, useEffect, useMemo, useState } from 'react';
import type { Sample } from '../../shared/contract/output.ts';
import type { Execution } from '../../shared/contract/run.ts';
import { api } from '../api/client.ts';
import { onSamples } from '../api/live.ts';
import { queryClient } from '../api/query.ts';
import { type Moments, usePointed } from '../output/moments.ts';
import { Failure } from '../parts/feedback.tsx';
import { usePreferences } from '../parts/preferences.ts';
import { useShortcuts } from '../parts/shortcuts.ts';
import { formatClock } from '../parts/time-format.ts';
import styles from './charts.module.css';
import { MetricChart, usePartShown } from './metric-chart.tsx';
import { metrics, sentenceOf } from './metrics.ts';
import { MomentSlider } from './moment-slider.tsx';
import { SamplesTable } from './samples-table.tsx';
import { pointsOf } from './series.ts';
import type { TimeAxis } from './time-axis.ts';

const plotHeight = 88;

interface RunChartsProps {
  run: string;
  execution: Execution;
  moments: Moments;
}

export function RunCharts({ run, execution, moments }: RunChartsProps) {
  const { host } = execution;
  const [open, setOpen] = useLocalStorage({ key: 'djcron.charts', defaultValue: true, getInitialValueInEffect: false });
  const [asTable, setAsTable] = useState(false);
  const samples = useQuery({
    ...api.runs.samples.queryOptions({ input: { id: run, host, points: 500 } }),
    // what came while nobody looked was announced to nobody
    refetchOnMount: 'always',
    placeholderData: keepPreviousData,
  });
  useFreshSamples(run, host);
  useShortcuts('Charts', [
    { keys: 'shift+t', title: 'Show the readings as a table', run: () => setAsTable(!asTable) },
    { keys: 'v', title: 'Show or hide the charts', run: () => setOpen(!open) },
  ]);
  const rows = useMemo(() => (samples.data ?? []).filter((sample) => sample.host === host), [samples.data, host]);
  const axis = useAxis(execution, rows);
  const pointed = usePointed(moments);
  const clock = useClock();
  return (
    <section className={styles.panel} style={{ '--plot': `${plotHeight}px` } as CSSProperties} aria-label={`Resources of ${host}`}>
      <div className={styles.head}>
        <h2>Resources</h2>
        <span className={`caption ${styles.of}`}>{host}, while the script ran</span>
        {open && rows.length > 0 && !asTable && <ShownKey moments={moments} axis={axis} />}
        <span className={styles.spacer} />
        {open && rows.length > 0 && !asTable && (
          <MomentSlider {...{ axis, pointed, clock, moments }} onPoint={moments.point} onSeek={moments.seek} />
        )}
        {open && rows.length > 0 && (
          <Button variant="subtle" color="gray" size="compact-xs" leftSection={<Table size={13} />} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show as charts' : 'Show as table'}
          </Button>
        )}
        <Tooltip label={open ? 'Hide the charts' : 'Show the charts'}>
          <ActionIcon
            size={24}
            aria-expanded={open}
            aria-label={open ? 'Hide the charts' : 'Show the charts'}
            onClick={() => setOpen(!open)}
          >
            {open ? <ChevronDown size={15} /> : <ChevronUp size={15} />}
          </ActionIcon>
        </Tooltip>
      </div>
      {open && samples.isError && <Failure error={samples.error} retry={() => void samples.refetch()} />}
      {open && samples.isSuccess && rows.length === 0 && <div className={styles.none}>{whyNone(execution)}</div>}
      {open &&
        rows.length > 0 &&
        (asTable ? <SamplesTable host={host} samples={rows} /> : <Charts {...{ host, moments, axis, clock }} samples={rows} />)}
    </section>
  );
}

/** What the shaded stretch on the charts is, while there is one. */
function ShownKey({ moments, axis }: { moments: Moments; axis: TimeAxis }) {
  return usePartShown(moments, axis) === null ? null : <span className={`caption ${styles.key}`}>lines on the screen</span>;
}

/** How often charts are drawn anew while readings come, one a second: five charts are dear to draw. */
const refreshMs = 2000;

/** New readings are fetched now and then, and only while somebody looks. */
export function useFreshSamples(run: string, host: string): void {
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      waiting = undefined;
      void queryClient.invalidateQueries({ queryKey: api.runs.samples.key({ input: { id: run, host } }) });
    };
    const silence = onSamples(run, (hosts) => {
      if (hosts.length === 0 || hosts.includes(host)) waiting ??= setTimeout(read, refreshMs);
    });
    return () => {
      silence();
      clearTimeout(waiting);
    };
  }, [run, host]);
}

export function whyNone({ state, samplesNote }: Execution): string {
  if (samplesNote !== null) return `No charts: ${samplesNote}`;
  if (state === 'queued') return 'Charts begin when the script starts here.';
  if (state === 'running') return 'The first reading comes a second or two after the start.';
  if (state === 'unreachable' || state === 'refused' || state === 'skipped') return 'Nothing ran here, so there is nothing to measure.';
  return 'No readings: the script ended before the first one, or its job has samples off.';
}

interface ChartsProps {
  host: string;
  samples: readonly Sample[];
  axis: TimeAxis;
  clock: (at: number) => string;
  moments: Moments;
}

function Charts({ host, samples, axis, clock, moments }: ChartsProps) {
  const drawn = useMemo(
    () =>
      metrics
        .map((metric) => ({ metric, lines: metric.lines.map((line) => pointsOf(samples, line)) }))
        .filter(({ lines }) => lines.some((points) => points.length > 0))
        .map((chart) => ({ ...chart, sentence: sentenceOf(chart.metric, host, chart.lines, clock) })),
    [samples, host, clock],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: in a low window it scrolls, and keys must reach what lies beside
    <div className={styles.charts} role="group" aria-label="Charts" tabIndex={0}>
      {drawn.map(({ metric, lines, sentence }) => (
        <MetricChart key={metric.id} metric={metric} lines={lines} axis={axis} height={plotHeight} sentence={sentence} moments={moments} />
      ))}
    </div>
  );
}

export function useClock(): (at: number) => string {
  const { zone } = usePreferences();
  return useCallback((at: number) => formatClock(at, zone, { seconds: true }), [zone]);
}

/** From the start of the execution to its end, or to the latest reading while it runs. */
function useAxis(execution: Execution, samples: readonly Sample[]): TimeAxis {
  const times = samples.map((sample) => Date.parse(sample.at));
  const first = Date.parse(execution.startedAt ?? '') || Math.min(...times);
  const last = Date.parse(execution.finishedAt ?? '') || Math.max(...times);
  const from = Math.min(first, ...times);
  const to = Math.max(last, from + 1000, ...times);
  return useMemo(() => ({ from, to }), [from, to]);
}
