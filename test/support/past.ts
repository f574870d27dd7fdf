// A home with a long past: runs of some jobs and commands over weeks, written as the engine would have left them.
import { mkdirSync } from 'node:fs';
import { createRunIds } from '../../electron/core/ids.ts';
import { insertExecution } from '../../electron/store/executions.ts';
import { homePaths } from '../../electron/store/home.ts';
import { openStore } from '../../electron/store/open.ts';
import { insertRun, writeRunState } from '../../electron/store/runs.ts';
import { adHocDefaults } from '../../shared/model/plan.ts';
import type { RunState, Trigger } from '../../shared/model/run.ts';
import type { TestHome } from './home.ts';
import { createRandom } from './random.ts';

const hourMs = 3_600_000;

export interface PastRun {
  id: string;
  job: string | null;
  state: RunState;
  trigger: Trigger;
  actor: string;
  at: number;
  removed: boolean;
}

/** `count` runs on web-01 and db-01, one every so many minutes until `end`, oldest first; the older half lost its output. */
export function writePast(home: TestHome, count: number, end: number): PastRun[] {
  const paths = homePaths(home.env);
  for (const dir of [paths.dataDir, paths.outputDir]) mkdirSync(dir, { recursive: true, mode: 0o700 });
  const store = openStore({ database: paths.database, outputDir: paths.outputDir, backupDir: paths.backupDir });
  const random = createRandom(7);
  let now = 0;
  const nextId = createRunIds(
    { now: () => now, elapsed: () => ({ withSleep: 0, awake: 0 }), after: () => () => undefined },
    { bytes: (length) => Uint8Array.from({ length }, () => random.below(256)) },
  );
  const how = {
    ...adHocDefaults,
    runAs: null,
    workingDirectory: null,
    env: {},
    timeoutMs: null,
    connectTimeoutMs: null,
    successCodes: [0],
  };
  const past: PastRun[] = [];
  store.transaction(() => {
    for (let i = 0; i < count; i += 1) {
      const hour = new Date(end - (count - i) * (hourMs / 8)).getUTCHours();
      now = Math.round(end - (count - i) * (hourMs / 8) + random.below(hour === 2 ? 60_000 : hourMs / 8));
      const job = random.pick(['backup-db', 'backup-db', 'logrotate', 'check-disks', null]);
      const state: RunState = random.number() < (hour === 3 ? 0.3 : 0.04) ? random.pick(['failed', 'partial', 'cancelled']) : 'succeeded';
      const trigger: Trigger = job === null ? random.pick(['manual', 'api']) : 'schedule';
      const actor = job === null ? random.pick(['ana', 'bob']) : 'ana';
      const id = nextId();
      const removed = i < count / 2;
      const run = { id, job, trigger, actor, state, schedule: null, dueAt: null, parentRun: null, cycle: null, retryOf: null };
      const times = { createdAt: now, startedAt: now, finishedAt: now + 1000 + random.below(120_000) };
      const script = job === null ? random.pick(['uptime', 'df -h /', 'systemctl restart nginx']) : `run ${job}`;
      insertRun(store, {
        ...run,
        ...times,
        jobVersion: job === null ? null : 1,
        target: '@all',
        params: { label: 'nightly' },
        script,
        how,
      });
      for (const [position, host] of ['web-01', 'db-01'].entries()) {
        insertExecution(store, { run: id, host, position, attempt: 1, notBefore: null });
        const ended = state === 'partial' ? (position === 0 ? 'succeeded' : 'failed') : state;
        store.run(
          'UPDATE executions SET state = $ended, exit_code = $exitCode, reason = $reason, sent_at = $at, started_at = $at, finished_at = $end WHERE run = $id AND host = $host',
          { ended, exitCode: ended === 'failed' ? random.pick([1, 3, 137]) : 0, reason: 'exit', at: now, end: times.finishedAt, id, host },
        );
      }
      writeRunState(store, { id, state, startedAt: now, finishedAt: times.finishedAt });
      store.run('UPDATE runs SET output_form = $form, output_removed_at = $at, output_removed_why = $why WHERE id = $id', {
        id,
        form: removed ? 'removed' : 'plain',
        at: removed ? end : null,
        why: removed ? 'it is older than 20 days' : null,
      });
      past.push({ id, job, state, trigger, actor, at: now, removed });
    }
  });
  store.close();
  return past;
}
