import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { AuditVerdict } from '../../shared/contract/audit.ts';
import type { Run } from '../../shared/contract/run.ts';
import { type Fleet, startFleet } from '../support/fleet.ts';
import { createHome } from '../support/home.ts';
import { createRandom } from '../support/random.ts';
import { ask } from '../support/rest.ts';
import { type Served, serve } from '../support/serve.ts';
import { sshdMissing } from '../support/sshd.ts';
import { isWhole, seed } from './extent.ts';
import { becomes, expectBeginning, expectSame } from './scene.ts';

const rounds = isWhole ? 200 : 20;
const lines = 60;
const stdout = Array.from({ length: lines }, (_, i) => `line ${i}\n`).join('');

/** Notes its start by round and by the address of its host: all hosts of the fleet share this machine's files. */
const scriptOf = (folder: string, round: number) => `set -- $SSH_CONNECTION
echo started >>'${folder}/${round}'-"$3"
i=0; while [ $i -lt ${lines} ]; do echo "line $i"; i=$((i + 1)); sleep 0.02; done # round ${round}
exit ${round % 3}`;

describe.skipIf(sshdMissing !== null)('a serve that is killed at any moment', () => {
  test(
    `${rounds} times brings every run to its own end, started once (DJCRON_FAULTS_SEED=${seed})`,
    async () => {
      const random = createRandom(seed);
      const home = createHome();
      const folder = mkdtempSync(join(tmpdir(), 'djcron-starts-'));
      let fleet: Fleet | null = null;
      let served: Served | null = null;
      try {
        fleet = await startFleet(home, 3);
        const cancelled = new Set<number>();
        for (let round = 0; round < rounds; round++) {
          served = await serve(home);
          const asked = ask<Run>(served, '/runs', { body: { target: '@all', script: scriptOf(folder, round) } }).catch(() => null);
          const killMs = random.below(3000); // the moments are the point
          const cancelling = random.number() < 0.25 ? cancelAfter(served, asked, random.below(killMs + 1)) : null;
          if (cancelling !== null) cancelled.add(round);
          await new Promise((resolve) => setTimeout(resolve, killMs));
          await served.kill();
          await Promise.all([asked, cancelling]);
          const database = new Database(join(home.dir, 'djcron.db'), { readonly: true });
          expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
          database.close();
        }

        const last = await serve(home);
        served = last;
        const all = () => ask<Run[]>(last, `/runs?limit=1000&executions=true`);
        const open = ({ executions }: Run) => executions.filter(({ state }) => state === 'running' || state === 'queued').length;
        await becomes(async () => (await all()).reduce((sum, run) => sum + open(run), 0), 0);
        await becomes(async () => (await all()).filter(({ finishedAt }) => finishedAt === null), []);
        const addressOf = new Map(fleet.names.map((name, i) => [name, fleet?.addresses[i] ?? '']));
        const runs = await all();
        const seen = new Set<string>();
        for (const run of runs) {
          const round = Number(/# round (\d+)/.exec(run.script)?.[1]);
          for (const execution of run.executions) {
            const told = `round ${round}, run ${run.id} on ${execution.host}: ${execution.state} (${execution.reason} ${execution.detail})`;
            const note = `${round}-${addressOf.get(execution.host)}`;
            seen.add(note);
            const starts = existsSync(join(folder, note)) ? readFileSync(join(folder, note), 'utf8').split('\n').length - 1 : 0;
            const bytes = await bytesOf(last, run.id, execution.host);
            if (execution.state === 'cancelled') {
              expect([cancelled.has(round), starts <= 1], told).toEqual([true, true]);
              expectBeginning(`stdout of ${told}`, bytes, stdout);
            } else {
              const state = round % 3 === 0 ? 'succeeded' : 'failed';
              expect([execution.state, execution.exitCode, starts], told).toEqual([state, round % 3, 1]);
              expectSame(`stdout of ${told}`, bytes, stdout);
            }
          }
        }
        expect(readdirSync(folder).filter((note) => !seen.has(note))).toEqual([]); // nothing ran that is not told
        const spools = join(fleet.sshd.home, '.local/state/djcron');
        await becomes(() => (existsSync(spools) ? readdirSync(spools) : []), []);
        expect(await ask<AuditVerdict>(last, '/audit/verify')).toMatchObject({ ok: true, problem: null });
        await last.stop();
        console.log(`${runs.length} runs after ${rounds} kills, ${cancelled.size} to be cancelled`);
      } finally {
        await served?.kill();
        await fleet?.close();
        home.remove();
        rmSync(folder, { recursive: true, force: true });
      }
    },
    rounds * 30_000,
  );
});

/** Its answer may be cut off by the kill; that the wish was stored or not shows in the end. */
async function cancelAfter(served: Served, asked: Promise<Run | null>, delayMs: number): Promise<void> {
  const run = await asked;
  if (run === null) return;
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  await ask(served, `/runs/${run.id}/cancel`, { body: {} }).catch(() => null);
}

async function bytesOf(served: Served, run: string, host: string): Promise<Buffer> {
  const { base64 } = await ask<{ base64: string }>(served, `/runs/${run}/bytes?host=${host}&stream=stdout`);
  return Buffer.from(base64, 'base64');
}
