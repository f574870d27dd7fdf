// Lines of crontabs on hosts that jobs were made of. Whether cron still carries one out follows from the runs that were to change
// it: the last whose part on that host succeeded counts.
import type { CronLineAct, CronLineState, CronPlace } from '../../shared/model/cron-line.ts';
import type { Store } from './open.ts';

export interface CronLineRow extends CronPlace {
  id: number;
  job: string;
  readAt: number;
  state: CronLineState;
}

/** `job` null: of all jobs. */
export function listCronLines(store: Store, job: string | null = null): CronLineRow[] {
  return store.all(
    `SELECT cron_lines.id, jobs.name AS job, host, file, line, text, read_at AS readAt,
       iif((SELECT act FROM cron_line_changes AS change
            JOIN executions ON executions.run = change.run AND executions.host = cron_lines.host AND superseded = 0
            WHERE change.line = cron_lines.id AND executions.state = 'succeeded'
            ORDER BY change.run DESC LIMIT 1) = 'take-over', 'taken-over', 'active') AS state
     FROM cron_lines JOIN jobs ON jobs.id = cron_lines.job
     WHERE removed_at IS NULL AND ($job IS NULL OR jobs.name = $job)
     ORDER BY jobs.name, host, file, line`,
    { job },
  );
}

/** These and no others are the job's; one that stays as it was keeps what became of it. */
export function writeCronLines(store: Store, jobId: number, places: readonly CronPlace[], readAt: number): void {
  const here = store.all<CronPlace & { id: number }>('SELECT id, host, file, line, text FROM cron_lines WHERE job = $jobId', { jobId });
  const same = (a: CronPlace, b: CronPlace) =>
    a.host.toLowerCase() === b.host.toLowerCase() && a.file === b.file && a.line === b.line && a.text === b.text;
  for (const { id } of here.filter((one) => !places.some((place) => same(one, place)))) {
    store.run('DELETE FROM cron_line_changes WHERE line = $id', { id });
    store.run('DELETE FROM cron_lines WHERE id = $id', { id });
  }
  for (const { host, file, line, text } of places)
    store.run(
      `INSERT INTO cron_lines (job, host, file, line, text, read_at) VALUES ($jobId, $host, $file, $line, $text, $readAt)
       ON CONFLICT DO NOTHING`,
      { jobId, host, file, line, text, readAt },
    );
}

export function writeCronLineChange(store: Store, change: { line: number; run: string; act: CronLineAct }): void {
  store.run('INSERT OR REPLACE INTO cron_line_changes (line, run, act) VALUES ($line, $run, $act)', { ...change });
}
