// The head of a run: what ran, by whom, where, since when, how far it is, and what can be done about it.
import { Button } from '@mantine/core';
import { Ban, Play } from 'lucide-react';
import type { Run } from '../../shared/contract/run.ts';
import { Copy } from '../parts/copy.tsx';
import { JobLink } from '../parts/links.tsx';
import { CountMarks, SegmentedBar } from '../parts/progress.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Elapsed, Instant } from '../parts/time.tsx';
import { countOf } from './counting.ts';
import styles from './run.module.css';

export function isActive(run: Pick<Run, 'state'>): boolean {
  return run.state === 'queued' || run.state === 'running';
}

/** A run without its executions. */
export type RunHeadData = Omit<Run, 'executions'>;

/** `away`: hosts without contact at the moment. */
export function RunHead({ run, away }: { run: RunHeadData; away: number }) {
  const params = Object.entries(run.params);
  return (
    <div className={styles.head}>
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
        {run.startedAt !== null && (
          <span>
            <Instant at={run.startedAt} seconds withZone />
          </span>
        )}
        <span>
          {isActive(run) ? 'for ' : 'took '}
          <Elapsed ms={isActive(run) ? null : run.durationMs} since={run.startedAt} />
        </span>
        {params.map(([name, value]) => (
          <code key={name}>
            {name}={value}
          </code>
        ))}
      </div>
      <div className={styles.progress}>
        <SegmentedBar counts={run.counts} />
        <CountMarks counts={run.counts} words />
        {away > 0 && <StateMark state="no-contact" word={`no contact with ${countOf(away, 'host')}`} />}
      </div>
    </div>
  );
}

export function RunActions({ run, onCancel, onAgain }: { run: RunHeadData; onCancel: () => void; onAgain: () => void }) {
  return (
    <>
      {isActive(run) && (
        <Button variant="default" leftSection={<Ban size={14} />} onClick={onCancel}>
          Cancel…
        </Button>
      )}
      <Button variant="default" leftSection={<Play size={14} />} onClick={onAgain}>
        Run again…
      </Button>
    </>
  );
}
