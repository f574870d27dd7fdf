// The head of a run: what ran, by whom, where, since when, how far it is, and in the end how it went in one line.
import { useQuery } from '@tanstack/react-query';
import type { RunAround } from '../../shared/contract/around.ts';
import type { Run } from '../../shared/contract/run.ts';
import { formatElapsed } from '../../shared/model/duration.ts';
import { api } from '../api/client.ts';
import { Copy } from '../parts/copy.tsx';
import { JobLink, RunLink } from '../parts/links.tsx';
import { CountMarks, SegmentedBar, totalOf } from '../parts/progress.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Elapsed, Instant } from '../parts/time.tsx';
import { countOf } from './counting.ts';
import styles from './run.module.css';

export function isActive(run: Pick<Run, 'state'>): boolean {
  return run.state === 'queued' || run.state === 'running';
}

/** A run without its executions. */
export type RunHeadData = Omit<Run, 'executions'>;

interface RunHeadProps {
  run: RunHeadData;
  /** hosts without contact at the moment */
  away: number;
  /** how it went, in one line; null while it goes on */
  summary: string | null;
}

export function RunHead({ run, away, summary }: RunHeadProps) {
  const { data: around } = useQuery({ ...api.runs.around.queryOptions({ input: { id: run.id } }), enabled: run.job !== null });
  return (
    <div className={styles.head}>
      <Facts run={run} around={around} />
      <div className={styles.progress}>
        <SegmentedBar counts={run.counts} />
        <CountMarks counts={run.counts} words={summary === null} />
        {summary === null ? (
          <span className="dim">of {totalOf(run.counts)}</span>
        ) : (
          <span className={styles.summary}>
            <span data-summary="">{summary}</span>
            <Copy text={`${run.job ?? 'ad-hoc'} ${run.id}: ${summary}`} label="Copy this line" />
          </span>
        )}
        {run.heldSince !== null && isActive(run) && (
          <StateMark state="paused" word={`held by ${run.heldBy ?? 'somebody'}: ${run.counts.queued ?? 0} not begun`} />
        )}
        {away > 0 && <StateMark state="no-contact" word={`no contact with ${countOf(away, 'host')}`} />}
      </div>
    </div>
  );
}

function Facts({ run, around }: { run: RunHeadData; around: RunAround | undefined }) {
  return (
    <div className={styles.facts}>
      <span>
        <code>{run.id}</code> <Copy text={run.id} label="Copy the run's id" />
      </span>
      <span>
        {run.trigger} by {run.actor}
      </span>
      {run.job !== null && run.jobVersion !== null && (
        <span>
          <JobLink name={run.job}>
            <span className="link">{run.job}</span>
          </JobLink>{' '}
          version {run.jobVersion}
        </span>
      )}
      <span>
        on <code>{run.target}</code>
      </span>
      {run.retryOf !== null && (
        <span>
          retry of <RunLink id={run.retryOf} />
        </span>
      )}
      {run.startedAt !== null && (
        <span>
          <Instant at={run.startedAt} seconds withZone />
        </span>
      )}
      <span>
        {isActive(run) ? 'for ' : 'took '}
        <Elapsed ms={isActive(run) ? null : run.durationMs} since={run.startedAt} />
        <Usual around={around} />
      </span>
      <Parameters params={run.params} before={around?.previous?.params} />
    </div>
  );
}

function Usual({ around }: { around: RunAround | undefined }) {
  if (around === undefined || around.usualMs === null) return null;
  return (
    <span className="faint" title={`Median of the ${countOf(around.usualOf, 'finished run')} before it`}>
      {' '}
      usually {formatElapsed(around.usualMs)}
    </span>
  );
}

/** `before`: of the run of the same job before this one. */
function Parameters({ params, before }: { params: Run['params']; before: Run['params'] | undefined }) {
  return Object.entries(params).map(([name, value]) => (
    <span key={name}>
      <code>
        {name}={value}
      </code>
      {before !== undefined && before[name] !== value && (
        <span className="faint" title={before[name] === undefined ? 'The run before had no such parameter' : `Was ${before[name]} before`}>
          {' '}
          changed
        </span>
      )}
    </span>
  ));
}
