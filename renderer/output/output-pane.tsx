// The output of one execution: how it stands, the switches, and the lines below them.
import { memo, useRef, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { useShortcuts } from '../parts/shortcuts.ts';
import { ExecutionEnd } from '../run/execution-end.tsx';
import { useSteady } from '../run/steady.ts';
import type { Moments } from './moments.ts';
import styles from './output.module.css';
import { type FrameHandle, OutputFrame } from './output-frame.tsx';
import { OutputTools } from './output-tools.tsx';
import { nextTimes, useOutputView } from './output-view.ts';
import { useOutput } from './use-output.ts';

interface OutputPaneProps {
  run: string;
  execution: Execution;
  /** the line of the address, from 1 */
  line: number | null;
  onLine: (line: number | null) => void;
  moments: Moments;
}

/** Give it a key of run and host: a new execution begins anew. */
export const OutputPane = memo(function OutputPane({ run, execution, line, onLine, moments }: OutputPaneProps) {
  const output = useOutput(run, execution);
  const live = !isFinal(execution.state);
  const [following, setFollowing] = useState(live && line === null);
  const [view, setView] = useOutputView();
  const frame = useRef<FrameHandle>(null);
  const goTo = useSteady((n: number) => {
    onLine(n);
    frame.current?.show(n);
  });
  const bytes = useSteady(() => ({
    stdout: execution.stdoutBytes - (execution.cut?.stdout ?? 0),
    stderr: execution.stderrBytes - (execution.cut?.stderr ?? 0),
    whole: execution.cut === null,
  }));
  useShortcuts('Output', [
    ...(live ? [{ keys: 'f', title: 'Follow the end', run: () => setFollowing(!following) }] : []),
    { keys: 'w', title: 'Wrap long lines', run: () => setView({ ...view, wrap: !view.wrap }) },
    { keys: 't', title: 'Times: off, since the start, clock', run: () => setView({ ...view, times: nextTimes(view.times) }) },
  ]);
  return (
    <section className={view.wrap ? `${styles.pane} ${styles.wrapped}` : styles.pane} aria-label={`Output of ${execution.host}`}>
      <div className={styles.bar}>
        <ExecutionEnd execution={execution} />
        <OutputTools
          run={run}
          host={execution.host}
          view={view}
          onView={setView}
          following={live ? following : null}
          onFollow={setFollowing}
          onLine={execution.lines > 100 ? goTo : null}
          bytes={bytes}
        />
      </div>
      <OutputFrame
        ref={frame}
        run={run}
        execution={execution}
        output={output}
        view={view}
        line={line}
        onLine={onLine}
        following={following}
        onFollowing={setFollowing}
        moments={moments}
      />
    </section>
  );
});
