// What stands in the place of output when there is none: why, and what to do about it.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { Empty } from '../parts/feedback.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { Elapsed, Instant } from '../parts/time.tsx';
import styles from './output.module.css';

export function OutputMessage({ execution }: { execution: Execution }) {
  return (
    <div className={styles.message}>
      <StateMark state={execution.state} />
      {messageOf(execution)}
    </div>
  );
}

function messageOf(execution: Execution): ReactNode {
  const { state, host, detail } = execution;
  switch (state) {
    case 'queued':
      return (
        <Empty title={`${host} waits for its turn`}>
          {execution.notBefore === null ? (
            (detail ?? 'As soon as a place is free among those that run at the same time, it starts.')
          ) : (
            <>
              It starts at <Instant at={execution.notBefore} seconds />
              {execution.attempt > 1 && `, as attempt ${execution.attempt}`}.
            </>
          )}
        </Empty>
      );
    case 'running':
      return (
        <Empty title="Connected, waiting for output">
          The script started <Elapsed since={execution.startedAt} /> ago and wrote nothing yet. Many programs keep their output back while
          it goes into a pipe: try <code>stdbuf -oL</code>, or <code>python3 -u</code>.
        </Empty>
      );
    case 'unreachable':
      return (
        <Empty title={`${host} was not reached, nothing ran there`} actions={<ToHost host={host}>Test the way to this host</ToHost>}>
          {detail}
        </Empty>
      );
    case 'refused':
      return (
        <Empty title={`${host} was refused, nothing ran there`} actions={<ToHost host={host}>Look at its key and login</ToHost>}>
          {detail}
        </Empty>
      );
    case 'skipped':
      return <Empty title={`${host} was skipped, nothing ran there`}>{execution.reason}</Empty>;
    default:
      if (execution.startedAt === null)
        return <Empty title={`The script never began on ${host}`}>{detail ?? `${host} is ${lookOf(state).word}.`}</Empty>;
      return <Empty title="The script wrote nothing">{detail ?? endOf(execution)}</Empty>;
  }
}

function endOf({ exitCode, signal, state }: Execution): string {
  if (exitCode !== null) return `It ended with exit code ${exitCode}.`;
  return signal === null ? `Its end: ${state}.` : `It was ended by ${signal}.`;
}

function ToHost({ host, children }: { host: string; children: ReactNode }) {
  return (
    <Link className="link" to="/hosts/$name" params={{ name: host }}>
      {children}
    </Link>
  );
}
