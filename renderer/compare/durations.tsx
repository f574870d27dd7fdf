// How long each host took before and after, as a line from one to the other: what changed most is on top.
import { useElementSize } from '@mantine/hooks';
import { memo } from 'react';
import { Bar, ComposedChart, Line, XAxis, YAxis } from 'recharts';
import type { Comparison } from '../../shared/contract/compare.ts';
import { formatElapsed } from '../../shared/model/duration.ts';
import { Panel } from '../parts/panel.tsx';
import { countOf } from '../run/counting.ts';
import styles from './compare.module.css';
import { durationTicks, durationWords, type HostDuration, tellingDurations } from './compare-words.ts';

const shown = 20;
const rowHeight = 22;

export function Durations({ durations }: Pick<Comparison, 'durations'>) {
  const rows = tellingDurations(durations, shown);
  const more = durations.length > shown ? `the ${shown} of ${durations.length} hosts that changed most` : countOf(durations.length, 'host');
  return (
    <Panel title="How long it took" more={durations.length === 0 ? undefined : more} flush={durations.length === 0}>
      {durations.length === 0 ? (
        <p className={styles.nothing}>No host came to an end in both runs.</p>
      ) : (
        <>
          <div className={styles.legend} aria-hidden="true">
            <span className={styles.keyOld}>before</span>
            <span className={styles.keyNow}>after</span>
          </div>
          <div className={styles.dumbbells}>
            <Dumbbells rows={rows} />
            <ul className={styles.changes} aria-label="How long hosts took">
              {rows.map((row) => (
                <li key={row.host} style={{ height: rowHeight }}>
                  <span className="hidden-text">
                    {row.host}: {formatElapsed(row.beforeMs)} before, {formatElapsed(row.afterMs)} after,{' '}
                  </span>
                  {durationWords(row)}
                </li>
              ))}
            </ul>
          </div>
        </>
      )}
    </Panel>
  );
}

const axisHeight = 22;
const longestName = 22;

/** The list beside it says the same in words. */
const Dumbbells = memo(function Dumbbells({ rows }: { rows: readonly HostDuration[] }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const names = Math.min(longestName, Math.max(...rows.map(({ host }) => host.length)));
  const data = rows.map((row) => ({ ...row, span: [row.beforeMs, row.afterMs] }));
  return (
    <div ref={ref} className={styles.plot} aria-hidden="true">
      {width > 0 && (
        <ComposedChart
          layout="vertical"
          width={width}
          height={rows.length * rowHeight + axisHeight}
          data={data}
          margin={{ top: 0, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <XAxis
            type="number"
            domain={[0, Math.max(...rows.flatMap(({ beforeMs, afterMs }) => [beforeMs, afterMs]))]}
            ticks={durationTicks(rows, Math.max(2, Math.floor(width / 140)))}
            tickFormatter={(ms: number) => (ms === 0 ? '0' : formatElapsed(ms))}
            height={axisHeight}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-strong)' }}
          />
          <YAxis
            type="category"
            dataKey="host"
            width={names * 7.6 + 12}
            tickFormatter={(host: string) => (host.length > longestName ? `${host.slice(0, longestName - 1)}…` : host)}
            tickLine={false}
            axisLine={false}
            interval={0}
          />
          <Bar dataKey="span" barSize={3} fill="var(--line-strong)" isAnimationActive={false} />
          <Line
            dataKey="beforeMs"
            stroke="none"
            dot={{ r: 4.5, fill: 'var(--bg)', stroke: 'var(--compare-old)', strokeWidth: 2, fillOpacity: 1 }}
            activeDot={false}
            isAnimationActive={false}
          />
          <Line
            dataKey="afterMs"
            stroke="none"
            dot={{ r: 4.5, fill: 'var(--compare-now)', stroke: 'var(--compare-now)', strokeWidth: 2, fillOpacity: 1 }}
            activeDot={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      )}
    </div>
  );
});
