// A run by time: bars of all its hosts, the readings of one of them on the same axis, and its output below, each pointing
// at the same moment.
import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { Table } from 'lucide-react';
import { lazy, type MouseEvent, Suspense, useMemo, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { useBrush } from '../charts/brush.ts';
import { instantAt, type TimeAxis } from '../charts/time-axis.ts';
import { createMoments } from '../output/moments.ts';
import { OutputPane } from '../output/output-pane.tsx';
import { useNow } from '../parts/clock.ts';
import { Empty } from '../parts/feedback.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { useSteady } from '../run/steady.ts';
import { useExecutions } from '../view/run-query.ts';
import type { RunViewProps } from '../view/run-view.ts';
import styles from './gantt.module.css';
import { GanttAxis, GanttMarks } from './gantt-axis.tsx';
import { GanttRows } from './gantt-rows.tsx';
import { GanttTable } from './gantt-table.tsx';

const GanttCharts = lazy(async () => ({ default: (await import('./gantt-charts.tsx')).GanttCharts }));
/** How often what goes on grows. */
const refreshMs = 2000;

export function GanttView({ named, run, host, line, go }: RunViewProps) {
  const [moments] = useState(createMoments);
  const [asTable, setAsTable] = useState(false);
  const executions = useExecutions(named);
  const created = Date.parse(run.createdAt);
  const axis = useAxis(executions, created);
  const choose = useSteady((name: string) => go({ host: name }));
  const open = useSteady((name: string) => go({ host: name, view: 'output' }));
  const chooseLine = useSteady((n: number | null) => go({ line: n ?? undefined }));
  useShortcuts('Timeline', [{ keys: 'shift+t', title: 'Show the bars as a table', run: () => setAsTable(!asTable) }]);
  const execution = executions.find((one) => one.host === host) ?? executions[0];
  if (execution === undefined) return <Empty title="This run has no hosts">Its target named none.</Empty>;
  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <Legend />
        <span className="caption">Drag over a stretch of time to see only its output</span>
        <Button variant="subtle" color="gray" size="compact-xs" leftSection={<Table size={13} />} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show as bars' : 'Show as table'}
        </Button>
      </div>
      {asTable ? (
        <GanttTable {...{ executions, created }} now={axis.to} />
      ) : (
        <Bars {...{ executions, created, axis, moments }} chosen={execution.host} onChoose={choose} onOpen={open} />
      )}
      {run.outputRemoved === null && (
        <>
          <Suspense fallback={null}>
            <GanttCharts run={run.id} {...{ execution, axis, moments }} />
          </Suspense>
          <div className={styles.output}>
            <OutputPane key={`${run.id} ${execution.host}`} run={run.id} {...{ execution, line, moments }} onLine={chooseLine} />
          </div>
        </>
      )}
    </div>
  );
}

interface BarsProps {
  executions: readonly Execution[];
  created: number;
  axis: TimeAxis;
  moments: ReturnType<typeof createMoments>;
  chosen: string;
  onChoose: (host: string) => void;
  onOpen: (host: string) => void;
}

function Bars({ moments, axis, ...rows }: BarsProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const under = (event: MouseEvent) => instantAt(event.clientX - leftOf(event.currentTarget), axis, width);
  const brush = useBrush(moments, under);
  return (
    // the keys for pointing and narrowing are on the slider of moments, next to the charts
    <div className={styles.timed} role="presentation" {...brush}>
      <div className={styles.axis}>
        {/* measured without the room that is kept for a scroll bar */}
        <div className={styles.ticks} ref={ref} data-axis="">
          {width > 0 && <GanttAxis axis={axis} width={width} />}
        </div>
      </div>
      <GanttRows {...rows} axis={axis} width={width} />
      <div className={styles.over}>{width > 0 && <GanttMarks {...{ axis, width, moments }} />}</div>
    </div>
  );
}

/** Where the part that is drawn by time begins. */
function leftOf(timed: Element): number {
  return timed.querySelector('[data-axis]')?.getBoundingClientRect().left ?? 0;
}

function Legend() {
  return (
    <>
      {(['wait', 'connect', 'run'] as const).map((kind) => (
        <span key={kind} className={styles.legend}>
          <span className={styles.bar} data-kind={kind} /> {{ wait: 'waits', connect: 'on its way', run: 'runs' }[kind]}
        </span>
      ))}
    </>
  );
}

/** From the run's beginning to the end of its last execution, or to now. */
function useAxis(executions: readonly Execution[], created: number): TimeAxis {
  const now = useNow(refreshMs);
  const live = executions.some(({ state }) => !isFinal(state));
  const last = Math.max(created, ...executions.flatMap(({ finishedAt }) => (finishedAt === null ? [] : [Date.parse(finishedAt)])));
  const to = Math.max(created + 1000, live ? Math.max(now, last) : last);
  return useMemo(() => ({ from: created, to }), [created, to]);
}
