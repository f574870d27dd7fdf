// A process of its own for firing.ts: a core with many schedules on a real database and the real clock, with a runner for which
// every script is over at once. Prints one line of JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, uptime } from 'node:os';
import path from 'node:path';
import { createApp } from '../../electron/core/app.ts';
import { planJobSchedules } from '../../electron/core/schedule/planning.ts';
import type { Runner } from '../../electron/runner/messages.ts';
import { insertHost } from '../../electron/store/hosts.ts';
import { getJob, writeJobVersion } from '../../electron/store/jobs.ts';
import { openStore, type Store } from '../../electron/store/open.ts';
import { jobDefinition } from '../../shared/model/job.ts';
import { createToldRunner, portsOf } from '../support/core.ts';
import { percentile } from './measure.ts';

const steadyMany = 10_000;
const steadyS = 60;
const startMany = 100_000;

const clock = {
  now: () => Date.now(),
  after(delayMs: number, call: () => void) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
  elapsed: () => ({ withSleep: uptime() * 1000, awake: performance.now() }),
};

const dir = mkdtempSync(path.join(tmpdir(), 'djcron-firing-'));
const places = { database: path.join(dir, 'djcron.db'), outputDir: dir, backupDir: path.join(dir, 'backups') };
try {
  console.log(JSON.stringify(process.argv[2] === 'start' ? await measureStart() : await measureSteady()));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** Each due once a minute, at a moment of its own; the first ones `delayMs` from now. */
function fill(store: Store, many: number, delayMs: number): void {
  const begin = Math.ceil((Date.now() + delayMs) / 60_000) * 60_000;
  const ports = portsOf({ clock, store, runner: createToldRunner(), dir });
  store.transaction(() => {
    insertHost(
      store,
      {
        name: 'web-01',
        address: '192.0.2.1',
        port: 22,
        user: 'ana',
        identity: null,
        jump: null,
        connectTimeoutMs: 1000,
        source: 'manual',
        clusters: [],
        tags: {},
      },
      begin,
    );
    for (let i = 0; i < many; i += 1) {
      const name = `job-${i}`;
      const start = new Date(begin + Math.floor((i * 60_000) / many)).toISOString();
      const definition = jobDefinition.parse({
        apiVersion: 'djcron/v1',
        kind: 'Job',
        name,
        targets: 'web-01',
        script: { text: 'true' },
        schedules: [{ every: '1m', start }],
      });
      writeJobVersion(store, { name, yaml: '', definition, at: begin, actor: 'bench' });
      planJobSchedules(ports, { id: getJob(store, name)?.id ?? 0, definition, enabled: true });
    }
  });
}

async function measureStart() {
  const store = openStore(places);
  fill(store, startMany, 3_600_000);
  store.close();
  const again = openStore(places);
  const begun = performance.now();
  const app = await createApp(portsOf({ clock, store: again, runner: createToldRunner(), dir }));
  await new Promise((resolve) => setTimeout(resolve, 0)); // the first look at what is due
  const startMs = performance.now() - begun;
  await app.close();
  return { startMs };
}

async function measureSteady() {
  const store = openStore(places);
  fill(store, steadyMany, 2000);
  const late: number[] = [];
  let listener: Parameters<Runner['listen']>[0] = () => undefined;
  const runner: Runner = {
    ...createToldRunner(),
    listen(call) {
      listener = call;
    },
    send(order) {
      if (order.type !== 'start') return;
      late.push(Date.now() - Date.parse(order.env.DJCRON_SCHEDULED_AT ?? ''));
      const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
      void listener({ type: 'finished', execution: order.execution, at: Date.now(), hostKey: null, outcome });
    },
  };
  const app = await createApp(portsOf({ clock, store, runner, dir }));
  while (late.length < steadyMany / 10) await new Promise((resolve) => setTimeout(resolve, 200)); // it has found its pace
  late.length = 0;
  const cpu = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, steadyS * 1000)); // what is measured is a minute of firing
  const { user, system } = process.cpuUsage(cpu);
  const result = { fired: late.length, lateMs: percentile(late, 99), share: (user + system) / 1e6 / steadyS };
  await app.close();
  return result;
}
