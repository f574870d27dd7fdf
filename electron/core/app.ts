// The core put together: handlers over their ports, the runner's messages on their way to the recorder, and the end of it
// all. Knows nothing of transports: a shell serves `router`, a command calls `client`.
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { Contract } from '../../shared/contract/contract.ts';
import type { DjcronEvent } from '../../shared/events.ts';
import { isFinal } from '../../shared/model/run.ts';
import { getHost } from '../store/hosts.ts';
import { seenKey } from '../store/keys.ts';
import { countSchedules, nextDue } from '../store/schedules.ts';
import { createAnnouncer } from './announcer.ts';
import { createFollowers, type Followers } from './chain/followers.ts';
import type { Core } from './core.ts';
import { resumeDemo } from './demo.ts';
import { createFolder } from './fold/folder.ts';
import { noteSeenKey } from './host/keys.ts';
import { presentHost } from './host/lookup.ts';
import { createRunIds } from './ids.ts';
import type { Caller, Ports } from './ports.ts';
import { createDeliveries, type Deliveries } from './report/deliveries.ts';
import { createRouter } from './router.ts';
import { createDispatcher } from './run/dispatcher.ts';
import { createRecorder } from './run/recorder.ts';
import { keepBeat, noteAway, reviveRuns } from './run/recovery.ts';
import { pauseOfAll } from './schedule/pauses.ts';
import { createScheduler, noScheduler } from './schedule/scheduler.ts';
import { listSettings } from './settings.ts';
import { startUpkeep, type Upkeep } from './upkeep.ts';

export type Client = ContractRouterClient<Contract>;

export interface App {
  router: ReturnType<typeof createRouter>;
  /** The same operations for a caller in this process. */
  client(caller: Caller): Client;
  /** Called at once with everything announced; gives a function that ends it. */
  subscribe(listener: (event: DjcronEvent) => void): () => void;
  /** value of a setting now */
  setting(key: string): string | undefined;
  /** Executions that are not finished, for a shell that shows or waits for them. `revived`: begun by an earlier engine. */
  running(): { run: string; job: string | null; executions: number; revived: boolean }[];
  /** Resolves when no script of a chain runs on this computer. */
  settled(): Promise<void>;
  /** This computer was asleep until now. */
  woke(): void;
  /** All schedules together, for a shell that shows them. */
  schedules(): { count: number; paused: { until: number | null } | null; next: { job: string; at: number } | null };
  /** Leaves scripts running on their hosts; the next engine on this home follows them again. */
  close(): Promise<void>;
}

export async function createApp(ports: Ports): Promise<App> {
  let scheduler = noScheduler;
  let followers: Followers | null = null;
  const core = createCore(ports, () => scheduler);
  let upkeep: Upkeep | null = null;
  let endBeat = () => {};
  const folder = createFolder(core);
  let deliveries: Deliveries | null = null;
  if (!ports.store.readOnly) {
    listenToRunner(core);
    upkeep = tendFinishedRuns(core);
    await resumeDemo(core).catch((error: unknown) => ports.log('error', 'the demo fleet does not start again', { error: String(error) }));
    reviveRuns(core);
    endBeat = keepBeat(core);
    followers = createFollowers(core);
    followers.work();
    if (ports.surroundings.shell !== 'cli') {
      deliveries = createDeliveries({ core, folder });
      scheduler = createScheduler(core, deliveries);
    }
  }
  const router = createRouter(core, folder);
  return {
    router,
    client: (caller) => createRouterClient(router, { context: { caller } }),
    subscribe: (listener) => core.announcer.subscribe(listener),
    setting: (key) => listSettings(core).find((setting) => setting.key === key)?.value,
    running: () =>
      core.recorder.runs().map((run) => ({
        run: run.row.id,
        job: run.row.job,
        executions: run.executions.filter(({ row }) => !isFinal(row.state)).length,
        revived: run.revived,
      })),
    settled: async () => followers?.settled(),
    woke: () => scheduler.woke(),
    schedules: () => ({ count: countSchedules(ports.store), paused: pauseOfAll(core), next: nextDue(ports.store) ?? null }),
    async close() {
      endBeat();
      scheduler.close();
      await deliveries?.close();
      await followers?.close();
      core.dispatcher.close();
      core.recorder.giveUp();
      await upkeep?.close();
      await ports.runner.close();
      await core.recorder.close();
      await folder.close();
      await ports.demo.stop();
      try {
        if (!ports.store.readOnly) noteAway(ports, 'djcron was closed; on the host it goes on');
      } catch (error) {
        ports.log('warn', 'that djcron was closed cannot be noted', { error: String(error) }); // the next start notes it
      }
      core.announcer.close();
      ports.store.close();
    },
  };
}

function createCore(ports: Ports, scheduler: Core['scheduler']): Core {
  const announcer = createAnnouncer(ports.clock, Buffer.from(ports.chance.bytes(6)).toString('hex'));
  const recorder = createRecorder({ ...ports, announcer });
  const dispatcher = createDispatcher({ ...ports, recorder });
  return { ...ports, announcer, recorder, dispatcher, scheduler, nextRunId: createRunIds(ports.clock, ports.chance) };
}

function tendFinishedRuns(core: Core): Upkeep {
  const upkeep = startUpkeep(core);
  core.recorder.onEnd(({ run }) => {
    if (run.row.finishedAt !== null) upkeep.runEnded(run.row.id);
  });
  return upkeep;
}

function listenToRunner(core: Core): void {
  const { runner, recorder, store, log } = core;
  runner.listen((message) => recorder.receive(message));
  runner.onKeySeen((name, seen) => {
    const host = getHost(store, name);
    if (!host) return;
    const before = seenKey(store, host.id);
    if (before?.key === seen.key && before.state === seen.verdict.state) return;
    try {
      noteSeenKey(core, host, seen);
    } catch (error) {
      // the next connection shows it again
      log('error', 'the key that a host has shown cannot be written down', { host: name, error: String(error) });
    }
    announceHost(core, name);
  });
  recorder.onEnd(({ row }) => announceHost(core, row.host));
  recorder.onContact(({ row }) => announceHost(core, row.host));
}

function announceHost({ announcer, store }: Core, name: string): void {
  announcer.announceSoon(`host ${name}`, () => {
    const host = getHost(store, name);
    return host ? { type: 'host', host: presentHost({ store }, host) } : null;
  });
}
