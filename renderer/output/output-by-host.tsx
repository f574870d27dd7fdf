// The run read host by host: the hosts at the left, the output of one of them at the right with its charts below.
import { lazy, Suspense, useState } from 'react';
import { Empty } from '../parts/feedback.tsx';
import { Instant } from '../parts/time.tsx';
import { HostsList } from '../run/hosts-list.tsx';
import styles from '../run/run.module.css';
import { useSteady } from '../run/steady.ts';
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
  if (executions.length === 0) return <Empty title="This run has no hosts">Its target named none.</Empty>;
  return (
    <div className={several ? styles.split : `${styles.split} ${styles.one}`}>
      {several && <HostsList run={run.id} {...{ executions, selected, onSelect }} chosen={execution?.host ?? null} onChoose={chooseHost} />}
      <div className={styles.right}>
        {removed !== null && (
          <Empty title="The output of this run was removed">
            On <Instant at={removed.at} withZone />, with its samples: {removed.why}. How it ended is among the details.
          </Empty>
        )}
        {execution !== undefined && removed === null && (
          <>
            <OutputPane
              key={`${run.id} ${execution.host}`}
              run={run.id}
              execution={execution}
              line={line}
              onLine={chooseLine}
              moments={moments}
            />
            <Suspense fallback={null}>
              <RunCharts run={run.id} execution={execution} moments={moments} />
            </Suspense>
          </>
        )}
      </div>
    </div>
  );
}
