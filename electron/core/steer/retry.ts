// Gathering what running a run's hosts once more is decided from, and telling it before it starts. That it starts is left to
// run/start: there is no second way.
import type { RetryPlan } from '../../../shared/contract/run.ts';
import { AppError, refusalLine } from '../../../shared/errors.ts';
import { differenceOf } from '../../../shared/model/difference.ts';
import type { JobDefinition } from '../../../shared/model/job.ts';
import type { RunDecision } from '../../../shared/model/plan.ts';
import { type Again, hostsToRetry, notSucceeded, type Ordered, planAsItRan, planAsToday, refuseGone } from '../../../shared/model/retry.ts';
import type { EndState } from '../../../shared/model/run.ts';
import { resolveTarget } from '../../../shared/model/target/resolve.ts';
import { type ExecutionRow, listExecutions } from '../../store/executions.ts';
import { listHosts } from '../../store/hosts.ts';
import { getJob, type JobRow } from '../../store/jobs.ts';
import { getRun, type RunRow, retriesOf, unfinishedRuns } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { hostsOfTarget } from '../host/lookup.ts';

/** `states` absent: every end that is no success; `hosts`: names of the run's hosts, perhaps folded; absent: all. */
export interface RetryStart {
  /** its whole id */
  retryOf: string;
  states?: readonly EndState[] | undefined;
  hosts?: readonly string[] | undefined;
  use: 'as-it-ran' | 'today';
  params: Record<string, string>;
}

export interface RetryDecided {
  earlier: RunRow;
  use: RetryStart['use'];
  states: readonly EndState[];
  decision: RunDecision;
  job: { name: string; version: number } | null;
}

/** Throws DJ-RETRY-EMPTY, DJ-HOST-UNKNOWN, DJ-JOB-UNKNOWN, DJ-PARAM-INVALID, DJ-RUN-OVERLAP. */
export function decideRetry({ store }: Pick<Core, 'store'>, wish: RetryStart): RetryDecided {
  const { earlier, executions } = readRun(store, wish.retryOf);
  const states = wish.states ?? notSucceeded;
  const hosts = hostsToRetry(orderedOf(earlier), executions, { states, hosts: hostsMeant(earlier.id, executions, wish.hosts) });
  refuseGone(earlier.id, hosts, new Set(listHosts(store).map(({ name }) => name.toLowerCase())));
  const now = earlier.job === null ? undefined : getJob(store, earlier.job);
  const again: Again = {
    run: orderedOf(earlier),
    hosts,
    params: wish.params,
    ran: definitionOfRun(store, earlier),
    now: now?.definition ?? null,
    active: earlier.job === null ? [] : unfinishedRuns(store, earlier.job),
  };
  if (wish.use === 'as-it-ran') return { earlier, states, use: wish.use, decision: planAsItRan(again), job: jobOfRun(earlier) };
  if (now === undefined) throw noToday(earlier);
  return { earlier, states, use: wish.use, decision: planAsToday(again, now.definition), job: { name: now.name, version: now.version } };
}

function readRun(store: Core['store'], id: string): { earlier: RunRow; executions: ExecutionRow[] } {
  const earlier = getRun(store, id);
  if (!earlier) throw new AppError('DJ-RUN-UNKNOWN', `there is no run "${id}"`, { where: id });
  return { earlier, executions: listExecutions(store, id) };
}

function orderedOf(row: RunRow): Ordered {
  const { id, job, target, params, script, how } = row;
  return { id, job, target, params, script, how, finished: row.finishedAt !== null };
}

/** Names of the run's own hosts, spelled as there. Throws DJ-HOST-UNKNOWN, DJ-TARGET-SYNTAX. */
function hostsMeant(run: string, executions: readonly ExecutionRow[], words: RetryStart['hosts']): ReadonlySet<string> | null {
  if (words === undefined) return null;
  const hosts = executions.map(({ host }) => ({ name: host, clusters: [], tags: {}, facts: {} }));
  try {
    return new Set(words.flatMap((word) => resolveTarget(word, { hosts })));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'DJ-TARGET-UNKNOWN') throw error;
    throw new AppError('DJ-HOST-UNKNOWN', `"${words.join(', ')}" names a host that is not part of the run`, {
      where: run,
      remedy: `see: djcron run show ${run}`,
    });
  }
}

function definitionOfRun(store: Core['store'], { job, jobVersion }: RunRow): JobDefinition | null {
  return (job === null ? undefined : getJob(store, job, jobVersion))?.definition ?? null;
}

function jobOfRun({ job, jobVersion }: RunRow): RetryDecided['job'] {
  return job === null ? null : { name: job, version: jobVersion ?? 0 };
}

function noToday({ id, job }: RunRow): AppError {
  if (job === null) {
    const remedy = 'retry it as it ran, or: djcron exec';
    return new AppError('DJ-INPUT-INVALID', 'the run was a command: there is no job that could say otherwise today', { where: id, remedy });
  }
  return new AppError('DJ-JOB-UNKNOWN', `job ${job} was removed since the run`, { where: id, remedy: 'retry it as it ran' });
}

/** What a plan says of a retry beside where and what would run. */
export function tellRetry(core: Pick<Core, 'store'>, { earlier, states, use }: RetryDecided): RetryPlan {
  const now = earlier.job === null ? undefined : getJob(core.store, earlier.job);
  return {
    id: earlier.id,
    use,
    states: [...states],
    counts: earlier.counts,
    retries: retriesOf(core.store, earlier.id),
    today: now === undefined ? null : tellToday(core, earlier, now),
  };
}

function tellToday(core: Pick<Core, 'store'>, earlier: RunRow, now: JobRow): RetryPlan['today'] {
  const before = listExecutions(core.store, earlier.id).map(({ host }) => host);
  const after = hostsOrProblem(core, now.definition.targets);
  const difference = differenceOf(orderedOf(earlier), now.definition, { before, after: after.hosts ?? before });
  return { version: now.version, ...difference, problem: after.problem ?? problemToday(core, earlier, now) };
}

function hostsOrProblem(core: Pick<Core, 'store'>, target: string): { hosts: string[] | null; problem: string | null } {
  try {
    return { hosts: hostsOfTarget(core, target).map(({ name }) => name), problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { hosts: null, problem: refusalLine(error.refusal) };
  }
}

function problemToday(core: Pick<Core, 'store'>, earlier: RunRow, now: JobRow): string | null {
  const hosts = listExecutions(core.store, earlier.id).map(({ host }) => host);
  const again: Again = { run: orderedOf(earlier), hosts, params: {}, ran: null, now: now.definition, active: [] };
  try {
    planAsToday(again, now.definition);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return refusalLine(error.refusal);
  }
}

/** For a person: what the retried run and those before this one say against it. */
export function retryWarnings({ id, retries, use, today }: RetryPlan, params: Record<string, string>): string[] {
  const dropped = use === 'today' ? (today?.params ?? []).filter(({ name, after }) => after === null && params[name] === undefined) : [];
  return [
    ...retries.map((retry) => `${id} was retried already: ${retry.id}, ${retry.state}`),
    ...dropped.map(({ name, before }) => `the job has no parameter ${name} any more; the run had ${name}=${before}`),
  ];
}
