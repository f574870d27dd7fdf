// How an execution stands or ended, in one line: state, exit code or signal, time, and the cause in words.
import { memo } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { codeText } from '../execution/end-words.ts';
import styles from '../output/output.module.css';
import { HostLink } from '../parts/links.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Ago, Elapsed } from '../parts/time.tsx';
import { formatBytes } from '../parts/time-format.ts';
import { countOf } from './counting.ts';
import { shownState } from './host-order.ts';

function attemptText(one: Execution['attempts'][number]): string {
  return `attempt ${one.attempt}: ${[one.state, codeText(one), one.detail].filter((part) => part !== null && part !== '').join(', ')}`;
}

/** The name apart: a link is dear to draw, and this line changes with every line of output. */
const Name = memo(HostLink);

export function ExecutionEnd({ execution }: { execution: Execution }) {
  const total = execution.lines;
  const code = codeText(execution);
  return (
    <div className={styles.who}>
      <strong className="ellipsis">
        <Name name={execution.host} />
      </strong>
      <StateMark state={shownState(execution)} />
      {execution.noContactSince !== null && (
        <span style={{ color: 'var(--attention)' }} title="On the host it goes on, as far as is known">
          since <Ago at={execution.noContactSince} />
        </span>
      )}
      {execution.attempt > 1 && (
        <span className="dim" title={execution.attempts.map(attemptText).join('\n')}>
          attempt {execution.attempt}
        </span>
      )}
      {code !== '' && <code className="dim">{code}</code>}
      {execution.startedAt !== null && (
        <span className="dim">
          <Elapsed ms={isFinal(execution.state) ? execution.durationMs : null} since={execution.startedAt} />
        </span>
      )}
      {total > 0 && <span className="faint">{countOf(total, 'line')}</span>}
      {execution.cut !== null && (
        <span style={{ color: 'var(--attention)' }} title="The job's outputLimit: its beginning and its end are kept">
          {formatBytes(execution.cut.stdout + execution.cut.stderr)} of the middle not stored
        </span>
      )}
      {execution.detail !== null && total > 0 && (
        <span className="dim ellipsis" title={execution.detail}>
          {execution.detail}
        </span>
      )}
    </div>
  );
}
