// What the hosts wrote: the hosts at the left, the output of one of them at the right with its charts below, or of several.
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { MatchesContext } from '../find/matches.ts';
import { useFind } from '../find/use-find.tsx';
import { Empty } from '../parts/feedback.tsx';
import { Instant } from '../parts/time.tsx';
import { HostsList } from '../run/hosts-list.tsx';
import styles from '../run/run.module.css';
import { useSteady } from '../run/steady.ts';
import { InterleavedPane } from '../several/interleaved-pane.tsx';
import { mostPanes, SideBySide } from '../several/side-by-side.tsx';
import { Ways } from '../several/ways.tsx';
import { useExecutions } from '../view/run-query.ts';
import type { RunViewProps } from '../view/run-view.ts';
import { createMoments } from './moments.ts';
import { OutputPane } from './output-pane.tsx';

const RunCharts = lazy(async () => ({ default: (await import('../charts/run-charts.tsx')).RunCharts }));

export function OutputByHost({ named, run, host, line, selected, onSelect, go }: RunViewProps) {
  const [moments] = useState(createMoments);
  const executions = useExecutions(named);
  const execution = executions.find((one) => one.host === host) ?? executions[0];
  const several = executions.length > 1;
  const removed = run.outputRemoved;
  const chooseHost = useSteady((name: string) => go({ host: name }));
  const chooseLine = useSteady((n: number | null) => go({ line: n ?? undefined }));
  const open = useSteady((name: string, n: number) => go({ host: name, line: n }));
  const search = useSearch({ from: '/runs/$id' });
  const way = several ? (search.way ?? 'one') : 'one';
  const chosen = executions.filter((one) => selected.has(one.host));
  const together = chosen.length > 1 ? chosen : executions;
  const beside = panesOf(chosen, executions, execution);
  // a match is shown where the reader is, unless its host is not there
  const openMatch = (name: string, n: number) => {
    const shown = way === 'together' ? together : beside;
    const stays = way !== 'one' && shown.some((one) => one.host === name);
    go({ host: name, line: n, ...(stays ? { way } : {}) });
  };
  const find = useFind({ run: run.id, executions, execution, line, onLine: openMatch, onHost: (name) => go({ host: name }) });
  if (executions.length === 0) return <Empty title="This run has no hosts">Its target named none.</Empty>;
  return (
    <MatchesContext value={find.matches}>
      <div className={several ? styles.split : `${styles.split} ${styles.one}`}>
        {several && (
          <HostsList run={run.id} {...{ executions, selected, onSelect }} chosen={execution?.host ?? null} onChoose={chooseHost} />
        )}
        <div className={styles.right}>
          {removed === null && find.bar}
          {removed !== null && (
            <Empty title="The output of this run was removed">
              On <Instant at={removed.at} withZone />, with its samples: {removed.why}. How it ended is among the details.
            </Empty>
          )}
          {several && removed === null && <Ways way={way} onWay={(next) => go({ way: next })} selected={chosen.length} />}
          {way === 'together' && removed === null && (
            <InterleavedPane
              key={together.map((one) => one.host).join()}
              run={run.id}
              executions={together}
              all={together.length === executions.length}
              moments={moments}
              onOpen={open}
            />
          )}
          {way === 'side' && removed === null && (
            <SideBySide
              key={beside.map((one) => one.host).join()}
              run={run.id}
              executions={beside}
              place={line === null || execution === undefined ? null : { host: execution.host, line }}
              onOpen={open}
            />
          )}
          {way === 'one' && execution !== undefined && removed === null && (
            <>
              <OutputPane
                key={`${run.id} ${execution.host}`}
                run={run.id}
                execution={execution}
                line={line}
                onLine={chooseLine}
                moments={moments}
                found={find.lines}
              />
              <Suspense fallback={null}>
                <RunCharts run={run.id} execution={execution} moments={moments} />
              </Suspense>
            </>
          )}
        </div>
      </div>
    </MatchesContext>
  );
}

/** The selected hosts, else the one looked at and the next. */
function panesOf(chosen: readonly Execution[], all: readonly Execution[], one: Execution | undefined): readonly Execution[] {
  if (chosen.length > 1) return chosen.slice(0, mostPanes);
  const from = Math.max(0, Math.min(one === undefined ? 0 : all.indexOf(one), all.length - 2));
  return all.slice(from, from + 2);
}
