// Making a run: gather, decide (shared/model/plan), write it with its executions in one transaction, and send it on. The
// button, the command line and whatever comes later go through `startRun`; there is no second way.
import type { Run, RunPlan } from '../../../shared/contract/run.ts';
import { AppError } from '../../../shared/errors.ts';
import { type AdHoc, interpreterOf, planAdHoc, planJob, type RunDecision } from '../../../shared/model/plan.ts';
import type { Trigger } from '../../../shared/model/run.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';
import { insertExecution, listExecutions } from '../../store/executions.ts';
import { type HostRow, listHosts } from '../../store/hosts.ts';
import { insertRun, type RunRow, unfinishedRuns } from '../../store/runs.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import type { Deed } from '../deed.ts';
import { hostsOfTarget, presentHosts } from '../host/lookup.ts';
import { jobNamed } from '../jobs.ts';
import type { Caller } from '../ports.ts';
import { decideRetry, type RetryDecided, type RetryStart, retryWarnings, tellRetry } from '../steer/retry.ts';
import { liveRunOf, tellRun } from './live.ts';
import { announceRun } from './notice.ts';
import { writeBeat } from './recovery.ts';
import { replaceOlder } from './replacing.ts';

export interface JobStart {
  job: string;
  target?: string | undefined;
  params: Record<string, string>;
}

export type StartRequest = JobStart | AdHoc | RetryStart;

/** What is not the caller's wish but the occasion: a schedule's due moment, a chain. */
export interface Occasion {
  trigger: Trigger;
  schedule: string | null;
  dueAt: number | null;
  /** the run it follows, and the one that began that chain */
  parentRun?: string;
  cycle?: string;
  /** when the execution on a host may be sent; null: at once */
  notBefore(host: string): number | null;
}

interface Decided {
  decision: RunDecision;
  job: { name: string; version: number } | null;
  /** of the run whose hosts run once more */
  retried: RetryDecided | null;
}

/** A run that is written and not yet begun. */
export interface WrittenRun {
  row: RunRow;
}

export function startRun(core: Core, caller: Caller, request: StartRequest) {
  const occasion: Occasion = { trigger: triggerOf(caller, request), schedule: null, dueAt: null, notBefore: () => null };
  const written = changeAudited(core, caller, (log) => writeRun(core, { caller, log }, request, occasion));
  return launchRun(core, written);
}

/** In a transaction of the caller's own. A refusal is thrown before anything is written. */
export function writeRun(core: Core, by: { caller: Caller; log(deed: Deed): void }, request: StartRequest, occasion: Occasion): WrittenRun {
  const { decision, job, retried } = decide(core, request);
  const row: RunRow = {
    id: core.nextRunId(),
    job: job?.name ?? null,
    jobVersion: job?.version ?? null,
    trigger: occasion.trigger,
    actor: by.caller.actor,
    state: 'queued',
    target: decision.target,
    params: decision.params,
    retryOf: retried?.earlier.id ?? null,
    schedule: occasion.schedule,
    dueAt: occasion.dueAt,
    parentRun: occasion.parentRun ?? null,
    cycle: occasion.cycle ?? null,
    ...inheritedFrom(retried?.earlier),
    script: decision.script,
    how: decision.how,
    createdAt: core.clock.now(),
    startedAt: null,
    finishedAt: null,
    counts: { queued: decision.hosts.length },
    heldAt: null,
    heldBy: null,
    pinnedAt: null,
    pinnedBy: null,
    outputRemoved: null,
  };
  insertRun(core.store, row);
  writeBeat(core);
  for (const [position, host] of decision.hosts.entries())
    insertExecution(core.store, { run: row.id, host, position, attempt: 1, notBefore: occasion.notBefore(host) });
  by.log({
    action: 'run.start',
    object: row.id,
    after: {
      job: row.job,
      jobVersion: row.jobVersion,
      target: row.target,
      hosts: foldNames(decision.hosts),
      params: row.params,
      script: row.script,
      how: row.how,
      ...(row.retryOf === null ? {} : { retryOf: row.retryOf }),
    },
  });
  return { row };
}

/** Once it is committed: from here on the runner has it. */
export function launchRun(core: Core, written: WrittenRun): Run {
  const [run] = launchRuns(core, [written]);
  if (run === undefined) throw new AppError('DJ-INTERNAL', 'a run was not launched');
  return run;
}

/** Many at once cost one write. */
export function launchRuns(core: Core, written: readonly WrittenRun[]): Run[] {
  const runs = written.map(({ row }) => liveRunOf(row, listExecutions(core.store, row.id)));
  for (const run of runs) core.recorder.follow(run);
  core.dispatcher.dispatch(runs);
  for (const run of runs) {
    replaceOlder(core, run);
    announceRun(core.announcer, run, run.executions);
  }
  return runs.map(tellRun);
}

/** Its due moment, its parent in a chain and the cycle it belongs to: a script sees the same of them, and the chain goes on. */
function inheritedFrom(retried: RunRow | undefined) {
  if (retried === undefined) return {};
  const { id, schedule, dueAt, parentRun, cycle } = retried;
  return { schedule, dueAt, parentRun, cycle: cycle ?? id };
}

function triggerOf(caller: Caller, request: StartRequest): Trigger {
  if ('retryOf' in request) return 'retry';
  return caller.origin === 'api' ? 'api' : 'manual';
}

function decide(core: Core, request: StartRequest): Decided {
  if ('retryOf' in request) {
    const retried = decideRetry(core, request);
    return { ...retried, retried };
  }
  const names = (target: string) => hostsOfTarget(core, target).map((row) => row.name);
  if (!('job' in request)) return { decision: planAdHoc(request, names(request.target)), job: null, retried: null };
  const row = jobNamed(core, request.job);
  const target = request.target ?? row.definition.targets;
  const pick = (count: number) => core.chance.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) % count;
  const decision = planJob({
    definition: row.definition,
    target,
    hosts: names(target),
    params: request.params,
    active: unfinishedRuns(core.store, row.name),
    pick,
  });
  return { decision, job: { name: row.name, version: row.version }, retried: null };
}

/** What `startRun` would do, told before anything starts. */
export function planRun(core: Core, request: StartRequest): RunPlan {
  const { decision, retried } = decide(core, request);
  const retry = retried && tellRetry(core, retried);
  const wanted = new Set(decision.hosts);
  const rows = presentHosts(
    core,
    listHosts(core.store).filter((row: HostRow) => wanted.has(row.name)),
  );
  const byName = new Map(rows.map((host) => [host.name, host]));
  return {
    target: decision.target,
    folded: foldNames(decision.hosts),
    hosts: decision.hosts.flatMap((name) => {
      const host = byName.get(name);
      if (!host) throw new AppError('DJ-INTERNAL', `host ${name} is gone`);
      const { address, port, user, hostKey, health } = host;
      return [{ name, address, port, user, hostKeyState: hostKey.state, warning: warningOf(hostKey.state, health) }];
    }),
    script: decision.script,
    interpreter: interpreterOf(decision.script),
    runAs: decision.how.runAs,
    params: decision.params,
    fanout: decision.how.fanout,
    timeoutMs: decision.how.timeoutMs,
    warnings: [
      ...(decision.script.includes('\r') ? ['the script has CR line ends; a shell takes CR as part of the command'] : []),
      ...(retry === null ? [] : retryWarnings(retry, decision.params)),
    ],
    retry,
  };
}

function warningOf(key: string, health: { state: string; detail: string | null }): string | null {
  if (key === 'changed') return 'host key changed: it will be refused';
  if (key === 'revoked') return 'host key revoked: it will be refused';
  if (key === 'new') return 'host key not accepted yet: it will be refused';
  if (health.state === 'down') return `did not answer last time${health.detail ? `: ${health.detail}` : ''}`;
  return null;
}
