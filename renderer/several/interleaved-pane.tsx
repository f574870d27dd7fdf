// The output of several hosts in one pane, in the order in which it arrived, each line with its host's name.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { useMatches } from '../find/matches.ts';
import { LinesPane } from '../output/lines-pane.tsx';
import type { Moments } from '../output/moments.ts';
import styles from '../output/output.module.css';
import { type Subject, summed } from '../output/subject.ts';
import { useOutput } from '../output/use-output.ts';
import { Empty } from '../parts/feedback.tsx';
import { countOf } from '../run/counting.ts';
import { useSteady } from '../run/steady.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';

interface InterleavedPaneProps {
  run: string;
  executions: readonly Execution[];
  /** they are all of the run's */
  all: boolean;
  moments: Moments;
  onOpen: (host: string, line: number) => void;
}

const longestName = 24;

/** Give it a key of run and hosts. */
export function InterleavedPane({ run, executions, all, moments, onOpen }: InterleavedPaneProps) {
  const names = executions.map(({ host }) => host);
  const hosts = all ? undefined : names.join(',');
  const arrivals = useMemo(() => createArrivals(run, hosts), [run, hosts]);
  const subject: Subject = {
    run,
    execution: null,
    label: all ? `all ${executions.length} hosts` : names.join(', '),
    nameWidth: Math.min(longestName, Math.max(...names.map((name) => name.length))),
    ...summed(executions),
    empty: executions.some(({ stdoutBytes, stderrBytes }) => stdoutBytes + stderrBytes > 0) ? null : <NoLines executions={executions} />,
    read: arrivals.read,
    lineSince: arrivals.rowSince,
  };
  const output = useOutput(subject, all ? null : names);
  const { lines } = subject;
  useForgetting(output, executions);
  const row = useMatchRow(arrivals, `${run} ${hosts ?? ''}`);
  const open = useSteady((n: number | null) => {
    const line = n === null ? null : output?.line(n);
    if (line?.host) onOpen(line.host, line.own);
  });
  return (
    <LinesPane
      {...{ subject, output, moments }}
      line={row}
      onLine={open}
      head={
        <div className={styles.who}>
          <strong className="ellipsis">{all ? `All ${executions.length} hosts` : names.join(', ')}</strong>
          <span className="dim">in order of arrival</span>
          <span className="faint">{countOf(lines, 'line')}</span>
        </div>
      }
    />
  );
}

/** The row of the match the reader is at; null: at none. */
function useMatchRow(arrivals: Arrivals, key: string): number | null {
  const matches = useMatches();
  const { current = null } = matches ?? {};
  const hit = current === null ? null : (matches?.of(current.host, current.line) ?? null);
  const { data } = useQuery({
    queryKey: ['row of a match', key, hit?.host, hit?.attempt, hit?.n],
    enabled: hit !== null,
    queryFn: () => (hit === null ? null : arrivals.rowOf(hit)),
  });
  return hit === null ? null : (data ?? null);
}

/** Lines that are left out after all lose their text. */
function useForgetting(output: ReturnType<typeof useOutput>, executions: readonly Execution[]): void {
  const cut = executions.reduce((sum, one) => sum + (one.cut === null ? 0 : one.cut.stdout + one.cut.stderr), 0);
  useEffect(() => {
    if (cut > 0) output?.forget();
  }, [output, cut]);
}

function NoLines({ executions }: { executions: readonly Execution[] }) {
  const ended = executions.every(({ state }) => isFinal(state));
  return (
    <div className={styles.message}>
      <Empty title={ended ? 'None of these hosts wrote anything' : 'No output yet'}>
        {ended
          ? 'How each of them ended is told in the list of hosts.'
          : 'Lines come here as they arrive, from whichever host writes first.'}
      </Empty>
    </div>
  );
}
