// Deciding what running the hosts of a run once more means: which of them, with which script and values, and how its job
// differs now from how it ran. Pure; that it is started by the one way there is, is left to core/run/start.
import { AppError } from '../errors.ts';
import type { JobDefinition } from './job.ts';
import { resolveParameters } from './parameters.ts';
import { planJob, type RunDecision, type RunHow, refuseOverlap, refuseParameters } from './plan.ts';
import { type EndState, type ExecutionState, endStates, isFinal } from './run.ts';
import { foldNames } from './target/fold.ts';

/** A run as it was ordered. */
export interface Ordered {
  id: string;
  job: string | null;
  finished: boolean;
  target: string;
  params: Record<string, string>;
  script: string;
  how: RunHow;
}

export const notSucceeded: readonly EndState[] = endStates.filter((state) => state !== 'succeeded');

/** What ended so, in the order of the run's hosts: a host that still waits or runs is never meant. Throws DJ-RETRY-EMPTY. */
export function hostsToRetry(
  run: Pick<Ordered, 'id' | 'finished'>,
  executions: readonly { host: string; state: ExecutionState }[],
  wish: { states: readonly EndState[]; hosts: ReadonlySet<string> | null },
): string[] {
  const states: readonly ExecutionState[] = wish.states;
  const asked = executions.filter(({ host }) => wish.hosts === null || wish.hosts.has(host));
  const meant = asked.filter(({ state }) => isFinal(state) && states.includes(state));
  if (meant.length > 0) return meant.map(({ host }) => host);
  const of = wish.hosts === null ? '' : ` of ${foldNames([...wish.hosts])}`;
  const which = wish.states.length === notSucceeded.length ? 'ended without success' : `ended as ${wish.states.join(' or ')}`;
  throw new AppError('DJ-RETRY-EMPTY', `there is nothing to retry: no host${of} ${which}${run.finished ? '' : ' so far'}`, {
    where: run.id,
    remedy: run.finished ? `see how it ended: djcron run show ${run.id}` : `it is going on; wait for it: djcron run watch ${run.id}`,
  });
}

/** Hosts that were removed since are named, never left out in silence. Throws DJ-HOST-UNKNOWN. */
export function refuseGone(run: string, hosts: readonly string[], present: ReadonlySet<string>): void {
  const gone = hosts.filter((host) => !present.has(host.toLowerCase()));
  if (gone.length === 0) return;
  const rest = hosts.filter((host) => present.has(host.toLowerCase()));
  throw new AppError('DJ-HOST-UNKNOWN', `${foldNames(gone)} ${gone.length === 1 ? 'was' : 'were'} removed since the run`, {
    where: run,
    remedy: rest.length === 0 ? 'add what is missing again' : `leave them out: djcron run retry ${run} --host '${foldNames(rest)}'`,
  });
}

export interface Again {
  run: Ordered;
  hosts: string[];
  /** instead of its own, one by one */
  params: Record<string, string>;
  /** its job as it was when it ran and as it is now; null: a command, or it is gone */
  ran: JobDefinition | null;
  now: JobDefinition | null;
  /** ids of the job's runs that are not over */
  active: string[];
}

/**
 * The same script, values and how. Whether it may overlap with others is a matter of now: that its job says as it is, and a run
 * that is going on is never ended by its own retry.
 */
export function planAsItRan({ run, hosts, params, ran, now, active }: Again): RunDecision {
  const concurrency = now?.policies.concurrency ?? run.how.concurrency;
  if (run.job !== null) refuseOverlaps({ name: run.job, concurrency, active, retried: run.id });
  const values = Object.keys(params).length === 0 ? run.params : overriddenValues(run, params, ran);
  return { target: foldNames(hosts), hosts, script: run.script, params: values, how: { ...run.how, concurrency } };
}

function overriddenValues(run: Ordered, params: Record<string, string>, ran: JobDefinition | null): Record<string, string> {
  if (ran !== null) return checkedValues(ran, { ...run.params, ...params });
  for (const [name, value] of Object.entries(params)) {
    if (run.params[name] !== undefined && !value.includes('\0')) continue;
    const names = Object.keys(run.params).join(', ');
    throw new AppError('DJ-PARAM-INVALID', `the run has no parameter "${name}", or its value holds a NUL byte`, {
      where: run.id,
      remedy: names === '' ? 'it had none' : `it had ${names}`,
    });
  }
  return { ...run.params, ...params };
}

function checkedValues(definition: JobDefinition, given: Record<string, string>): Record<string, string> {
  const { values, problems } = resolveParameters(definition.parameters, given);
  refuseParameters(definition, problems);
  return values;
}

/** What its job says now, with the values it ran with where that still takes them; the hosts stay exactly these. */
export function planAsToday({ run, hosts, params, active }: Again, now: JobDefinition): RunDecision {
  refuseOverlaps({ name: now.name, concurrency: now.policies.concurrency, active, retried: run.id });
  return planJob({
    definition: { ...now, mode: 'all' },
    target: foldNames(hosts),
    hosts,
    params: { ...keptValues(run.params, now), ...params },
    active,
    pick: () => 0,
  });
}

/** Of the values a run had, those its job takes now. */
export function keptValues(params: Record<string, string>, { parameters }: JobDefinition): Record<string, string> {
  const names = new Set(parameters.map(({ name }) => name));
  return Object.fromEntries(Object.entries(params).filter(([name]) => names.has(name)));
}

function refuseOverlaps(job: Parameters<typeof refuseOverlap>[0] & { retried: string }): void {
  refuseOverlap(job);
  if (job.concurrency !== 'replace' || !job.active.includes(job.retried)) return;
  throw new AppError('DJ-RUN-OVERLAP', `the run is going on, and by the policy of ${job.name} its retry would end it`, {
    where: job.retried,
    remedy: `wait for it, or: djcron run cancel ${job.retried}`,
  });
}
