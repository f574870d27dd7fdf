// What followed a run: jobs it started, scripts on the computer of djcron with the end of what they wrote, notices.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ChainStep } from '../../shared/contract/run.ts';
import { api } from '../api/client.ts';
import { stepMark } from '../job/chain-words.ts';
import { JobLink, RunLink } from '../parts/links.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import styles from './run.module.css';

/** Nothing where nothing follows. */
export function RunChain({ run }: { run: string }) {
  const { data = [] } = useQuery(api.runs.chain.queryOptions({ input: { id: run } }));
  if (data.length === 0) return null;
  return (
    <section>
      <h2>What followed</h2>
      <dl className={styles.list}>
        {data.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name of their own, and their order never changes
          <Step key={i} step={step} />
        ))}
      </dl>
    </section>
  );
}

function Step({ step }: { step: ChainStep }) {
  const { exitCode, reason, run, output } = step;
  return (
    <>
      <dt>{nameOf(step)}</dt>
      <dd>
        <StateMark state={stepMark(step.state)} /> {run !== null && <RunLink id={run} />}
        {exitCode !== null && <code className="dim">exit {exitCode}</code>} {reason !== null && <span className="dim">{reason}</span>}
        {output !== null && output !== '' && <pre className={styles.said}>{output.trimEnd()}</pre>}
      </dd>
    </>
  );
}

function nameOf({ kind, what }: ChainStep): ReactNode {
  if (kind === 'job') return <JobLink name={what} />;
  if (kind === 'notify') return `notice: ${what}`;
  return <code title={what}>{what.trim().split('\n', 1)[0]}</code>;
}
