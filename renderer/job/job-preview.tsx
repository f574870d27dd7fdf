// What a job file would do, as the engine understands it now: its problems, the hosts its target means, and its rules in
// words. Nothing here changes the file.
import { parse } from 'yaml';
import type { Problem } from '../../shared/contract/jobs.ts';
import { type JobDefinition, jobDefinition } from '../../shared/model/job.ts';
import { DataTable } from '../parts/data-table.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { countOf } from '../run/counting.ts';
import { factsOf } from './definition-words.ts';
import styles from './job-preview.module.css';

interface JobPreviewProps {
  yaml: string;
  problems: readonly Problem[];
  /** null: the file does not say */
  hosts: readonly string[] | null;
  /** the answer is about an older text */
  old: boolean;
  onPlace: (problem: Problem) => void;
}

export function JobPreview({ yaml, problems, hosts, old, onPlace }: JobPreviewProps) {
  const definition = definitionOf(yaml);
  return (
    <aside className={styles.preview} aria-label="What it would do" style={{ opacity: old ? 0.65 : 1 }}>
      <section>
        <h2>{problems.length === 0 ? 'No problems' : countOf(problems.length, 'problem')}</h2>
        {problems.length === 0 ? (
          <StateMark state="ok" word="the engine takes this file" />
        ) : (
          <ul className={styles.problems}>
            {problems.map((problem) => (
              <li key={`${problem.path} ${problem.line} ${problem.message}`}>
                <button type="button" className={styles.problem} onClick={() => onPlace(problem)}>
                  <StateMark state={problem.severity === 'error' ? 'failed' : 'degraded'} word={placeOf(problem)} size={12} />
                  <span>{problem.message}</span>
                  {problem.remedy !== '' && <span className="dim">{problem.remedy}</span>}
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h2>{hosts === null ? 'Hosts' : countOf(hosts.length, 'host')}</h2>
        {hosts === null && <p className="dim">Not known while the file has problems.</p>}
        {hosts !== null && hosts.length === 0 && <p className="dim">The target means no host now: a run would not start.</p>}
        {hosts !== null && hosts.length > 0 && (
          <div className={styles.hosts} style={{ height: Math.min(260, 32 + hosts.length * 28) }}>
            <DataTable
              label="Hosts the target means"
              columns={[{ key: 'host', title: 'Host', width: 'minmax(0, 1fr)', cell: (host: string) => host }]}
              rows={hosts}
              rowKey={(host) => host}
            />
          </div>
        )}
      </section>
      {definition !== null && (
        <section>
          <h2>In words</h2>
          <dl className={styles.facts}>
            {factsOf(definition).map(({ name, text }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </aside>
  );
}

function placeOf({ line, column, path }: Problem): string {
  if (line !== null) return column === null ? `line ${line}` : `line ${line}:${column}`;
  return path === '' ? 'the file' : path;
}

function definitionOf(yaml: string): JobDefinition | null {
  try {
    return jobDefinition.safeParse(parse(yaml)).data ?? null;
  } catch {
    return null; // told as a problem
  }
}
