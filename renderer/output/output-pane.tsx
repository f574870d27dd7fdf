// The output of one execution.
import { memo, useMemo } from 'react';
import type { LineRange } from '../../shared/contract/outline.ts';
import type { Execution } from '../../shared/contract/run.ts';
import { client } from '../api/client.ts';
import { codeText } from '../execution/end-words.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { ExecutionEnd } from '../run/execution-end.tsx';
import { shownState } from '../run/host-order.ts';
import { useSteady } from '../run/steady.ts';
import { LinesPane } from './lines-pane.tsx';
import type { Moments } from './moments.ts';
import styles from './output.module.css';
import { DownloadMenu } from './output-menu.tsx';
import { OutputMessage } from './output-message.tsx';
import { type Subject, summed } from './subject.ts';
import { useOutput } from './use-output.ts';

interface OutputPaneProps {
  run: string;
  execution: Execution;
  /** the line of the address, from 1 */
  line: number | null;
  onLine: (line: number | null) => void;
  moments: Moments;
  onScrolled?: ((at: number) => void) | undefined;
  /** only these lines, because something was looked for; null: all */
  found?: readonly LineRange[] | null;
  /** its keys act; among several panes those of one */
  keys?: boolean;
  /** there is little room: fewer switches */
  narrow?: boolean;
}

/** Give it a key of run and host: a new execution begins anew. */
export const OutputPane = memo(function OutputPane(props: OutputPaneProps) {
  const { run, execution, line, onLine, moments, onScrolled, found = null, keys = true, narrow = false } = props;
  const { host, attempt } = execution;
  const read = useMemo(
    () => (from: number, count: number) => client.runs.output({ id: run, host, attempt, from, count }),
    [run, host, attempt],
  );
  const subject: Subject = {
    run,
    execution,
    label: host,
    nameWidth: 0,
    ...summed([execution]),
    empty: hasBytes(execution) ? null : <OutputMessage execution={execution} />,
    read,
    lineSince: async (at) => {
      const since = new Date(at).toISOString();
      return (await client.runs.output({ id: run, host, attempt, since, count: 1 })).lines[0]?.n ?? null;
    },
  };
  const output = useOutput(subject, [host]);
  const bytes = useSteady(() => ({
    host,
    stdout: execution.stdoutBytes - (execution.cut?.stdout ?? 0),
    stderr: execution.stderrBytes - (execution.cut?.stderr ?? 0),
    whole: execution.cut === null,
  }));
  return (
    <LinesPane
      {...{ subject, output, line, onLine, moments, onScrolled, found, keys, narrow }}
      head={narrow ? <ShortEnd execution={execution} /> : <ExecutionEnd execution={execution} />}
      tools={<DownloadMenu run={run} bytes={bytes} />}
    />
  );
});

/** The engine says there were bytes: lines must come. */
function hasBytes({ stdoutBytes, stderrBytes }: Execution): boolean {
  return stdoutBytes + stderrBytes > 0;
}

/** Where there is little room: whose it is and how it stands. */
function ShortEnd({ execution }: { execution: Execution }) {
  const code = codeText(execution);
  return (
    <div className={`${styles.who} ${styles.short}`}>
      <strong className="ellipsis" title={execution.host}>
        {execution.host}
      </strong>
      <StateMark state={shownState(execution)} />
      {code !== '' && <code className="dim">{code}</code>}
    </div>
  );
}
