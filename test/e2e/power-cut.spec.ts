// An engine that dies in the middle of a run, again and again on one home: what was stored stays true.
import { expect, test } from '@playwright/test';
import Database from 'better-sqlite3';
import type { AuditVerdict } from '../../shared/contract/audit.ts';
import type { Run } from '../../shared/contract/runs.ts';
import { runCliRaw } from '../support/cli.ts';
import { startFleet } from '../support/fleet.ts';
import { createHome } from '../support/home.ts';
import { ask } from '../support/rest.ts';
import { serve } from '../support/serve.ts';

const cuts = 12;
const script = 'i=0; while [ $i -lt 500 ]; do echo "line $i"; i=$((i+1)); sleep 0.01; done';
const whole = Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join('');

test.skip(process.platform !== 'linux', 'real sshds are started on Linux only');

test(`a serve that is killed ${cuts} times during runs keeps a sound database and calls the executions lost`, async () => {
  const home = createHome();
  const fleet = await startFleet(home, 3);
  try {
    for (let cut = 0; cut < cuts; cut++) {
      const afterMs = Math.round(Math.random() * 2000);
      await test.step(`cut ${cut + 1}, ${afterMs} ms after the start of the run`, async () => {
        const served = await serve(home);
        const asked = ask<Run>(served, '/runs', { body: { target: '@all', script } }).catch(() => null);
        await new Promise((resolve) => setTimeout(resolve, afterMs)); // the moment is the point of this test
        await served.kill();
        await asked;
        const database = new Database(`${home.dir}/djcron.db`, { readonly: true });
        expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
        database.close();
      });
    }

    const served = await serve(home);
    const runs = await ask<Run[]>(served, '/runs?limit=100&executions=true');
    const executions = runs.flatMap((run) => run.executions);
    expect(executions.filter(({ state }) => state === 'running' || state === 'queued')).toEqual([]);
    expect(executions.filter(({ state }) => state === 'lost').length).toBeGreaterThan(0);
    expect(executions.filter(({ state, reason }) => state === 'lost' && !reason)).toEqual([]);
    expect(runs.filter(({ state, finishedAt }) => state === 'running' || state === 'queued' || finishedAt === null)).toEqual([]);
    expect(await ask<AuditVerdict>(served, '/audit/verify')).toMatchObject({ ok: true, problem: null });
    await served.stop();

    for (const run of runs) {
      for (const { host, stdoutBytes } of run.executions) {
        const { stdout } = await runCliRaw(home, ['run', 'logs', run.id, '--host', host, '--stdout', '--raw']);
        expect(stdout.toString('utf8'), `${run.id} on ${host}`).toBe(whole.slice(0, stdoutBytes));
      }
    }
  } finally {
    await fleet.close();
    home.remove();
  }
});
