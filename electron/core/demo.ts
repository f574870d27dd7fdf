// The demo fleet as part of a home: its hosts (cluster @demo) and jobs, started again with the home, removed by one order.
import { AppError } from '../../shared/errors.ts';
import { parseJobFile } from '../import/job-file.ts';
import { deleteHost, getHost, insertHost, listHosts, updateHost } from '../store/hosts.ts';
import { getJob, removeJob } from '../store/jobs.ts';
import { trustKey } from '../store/keys.ts';
import { readSettings, writeSetting } from '../store/settings.ts';
import { changeAudited } from './audited.ts';
import type { Core } from './core.ts';
import { defaultConnectTimeoutMs } from './host/handlers.ts';
import { hostNamed, presentHost } from './host/lookup.ts';
import { saveJob } from './jobs.ts';
import { os } from './os.ts';
import type { Caller, DemoHost } from './ports.ts';
import { startRun } from './run/start.ts';
import { planJobSchedules } from './schedule/planning.ts';

/** Setting that remembers the fleet: its number of hosts. Kept out of the list of settings; it is no choice. */
const memory = 'demo.hosts';
export const demoCluster = 'demo';

export function demoHandlers(core: Core) {
  return {
    demoStart: os.system.demoStart.handler(async ({ input, context }) => ({ hosts: await startDemo(core, context.caller, input.hosts) })),
    demoRemove: os.system.demoRemove.handler(async ({ context }) => ({ removed: await removeDemo(core, context.caller) })),
  };
}

const running = new WeakSet<Core['demo']>();

export function demoStateOf(core: Core): 'absent' | 'stopped' | 'running' | 'unavailable' {
  if (running.has(core.demo)) return 'running';
  if (readSettings(core.store).has(memory)) return 'stopped';
  return core.demo.unavailable() === null ? 'absent' : 'unavailable';
}

/** Starts the servers and makes the home know them; again is harmless. Gives the names of the hosts. */
export async function startDemo(core: Core, caller: Caller, count: number): Promise<string[]> {
  const reason = core.demo.unavailable();
  if (reason !== null) throw new AppError('DJ-DEMO-UNAVAILABLE', 'the demo fleet cannot run here', { remedy: reason });
  const first = !readSettings(core.store).has(memory);
  const fleet = await core.demo.start(count);
  running.add(core.demo);
  changeAudited(core, caller, (log) => {
    for (const host of fleet.hosts) writeDemoHost(core, host, fleet.identity);
    if (first) for (const yaml of core.demo.jobs) writeDemoJob(core, caller, yaml);
    writeSetting(core.store, memory, String(count));
    if (first) log({ action: 'demo.start', object: `@${demoCluster}`, after: { hosts: fleet.hosts.map((host) => host.name) } });
  });
  for (const { name } of fleet.hosts) {
    core.runner.send({ type: 'disconnect', host: name });
    core.announcer.announce({ type: 'host', host: presentHost(core, hostNamed(core, name)) });
  }
  core.announcer.announce({ type: 'demo', state: 'running' });
  core.announcer.announce({ type: 'reset' });
  if (first) startRun(core, caller, { job: 'uptime-report', params: {} });
  return fleet.hosts.map((host) => host.name);
}

/** The fleet a home had when it was last open. */
export async function resumeDemo(core: Core): Promise<void> {
  const count = Number(readSettings(core.store).get(memory) ?? 0);
  if (count > 0 && core.demo.unavailable() === null) await startDemo(core, { actor: core.surroundings.user, origin: 'engine' }, count);
}

function writeDemoHost(core: Core, host: DemoHost, identity: string): void {
  const here = getHost(core.store, host.name);
  if (here && here.source !== 'demo') {
    throw new AppError('DJ-HOST-EXISTS', `a host "${here.name}" of your own is in the way of the demo`, {
      where: here.name,
      remedy: 'try the demo in a home of its own: djcron demo',
    });
  }
  const { name, address, port, user, tags } = host;
  const settings = {
    name,
    address,
    port,
    user,
    identity,
    jump: null,
    connectTimeoutMs: defaultConnectTimeoutMs,
    source: 'demo',
    clusters: [demoCluster],
    tags,
  };
  const at = core.clock.now();
  if (here) updateHost(core.store, here.id, { ...settings, clusters: here.clusters, tags: here.tags }, at);
  else insertHost(core.store, settings, at);
  const fingerprint = core.sshFiles.fingerprint(host.hostKey.key);
  trustKey(core.store, hostNamed(core, name).id, { ...host.hostKey, fingerprint, source: 'demo', acceptedAt: at, acceptedBy: 'djcron' });
}

function writeDemoJob(core: Core, caller: Caller, yaml: string): void {
  const { definition } = parseJobFile(yaml);
  if (!definition) throw new Error('a job of the demo is not valid');
  if (getJob(core.store, definition.name)) return;
  saveJob(core, { name: definition.name, yaml, definition, at: core.clock.now(), actor: caller.actor });
}

/** Hosts and jobs go, runs stay as history. Refused while a run is going on there. */
async function removeDemo(core: Core, caller: Caller): Promise<string[]> {
  const hosts = listHosts(core.store).filter((row) => row.source === 'demo');
  const busy = core.recorder.runs().find((run) => run.executions.some(({ row }) => hosts.some((host) => host.name === row.host)));
  if (busy) {
    throw new AppError('DJ-HOST-BUSY', 'a run is still going on in the demo fleet', {
      where: busy.row.id,
      remedy: `wait for it, or: djcron run cancel ${busy.row.id}`,
    });
  }
  const jobs = core.demo.jobs
    .flatMap((yaml) => getJob(core.store, parseJobFile(yaml).name ?? '') ?? [])
    .filter((job) => job.definition.targets === `@${demoCluster}`);
  changeAudited(core, caller, (log) => {
    for (const host of hosts) deleteHost(core.store, host.id);
    for (const job of jobs) {
      removeJob(core.store, job.id, core.clock.now());
      planJobSchedules(core, { id: job.id, definition: null, enabled: false });
    }
    writeSetting(core.store, memory, null);
    log({
      action: 'demo.remove',
      object: `@${demoCluster}`,
      before: { hosts: hosts.map((host) => host.name), jobs: jobs.map((job) => job.name) },
    });
  });
  for (const { name } of hosts) core.runner.send({ type: 'disconnect', host: name });
  await core.demo.stop();
  running.delete(core.demo);
  for (const { name } of hosts) core.announcer.announce({ type: 'host-removed', name });
  core.announcer.announce({ type: 'demo', state: 'absent' });
  core.announcer.announce({ type: 'reset' });
  return hosts.map((host) => host.name);
}
