// Deciding what a request to run means: job or ad-hoc command + hosts + parameters -> what will run and where, or a
// refusal. Pure; core/runs gathers and does. There is no second way to start a run.
import { AppError } from '../errors.ts';
import type { JobDefinition } from './job.ts';
import { type ParameterProblem, parameterVariable, resolveParameters } from './parameters.ts';
import { type Policies, policiesOf, policyDefaults } from './policies.ts';
import type { Purpose } from './run.ts';
import { nearestOf } from './target/nearest.ts';

/** How the script of a run is executed on each host. Durations in milliseconds; samplesMs 0: off. */
export interface RunHow extends Policies {
  runAs: string | null;
  workingDirectory: string | null;
  env: Record<string, string>;
  /** absent: somebody's job or command */
  purpose?: Purpose;
}

export interface RunDecision {
  target: string;
  hosts: string[];
  script: string;
  params: Record<string, string>;
  how: RunHow;
}

export interface AdHoc {
  target: string;
  script: string;
  params: Record<string, string>;
  runAs?: string | undefined;
  fanout?: number | undefined;
  timeoutMs?: number | undefined;
  idleTimeoutMs?: number | undefined;
  connectTimeoutMs?: number | undefined;
  samplesMs?: number | undefined;
  output?: 'separate' | 'merged' | undefined;
  outputLimitBytes?: number | undefined;
  spoolLimitBytes?: number | undefined;
  purpose?: Purpose | undefined;
}

/** What an ad-hoc command gets where it does not say: more hosts at once than a job, no time limit. */
export const adHocDefaults = { fanout: 64, graceMs: 10_000, samplesMs: 1000, ...policyDefaults };

export function planAdHoc(command: AdHoc, hosts: string[]): RunDecision {
  refuseScript(command.script, 'script');
  refuseEmpty(command.target, hosts);
  for (const [name, value] of Object.entries(command.params)) {
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name) || value.includes('\0')) {
      throw new AppError('DJ-PARAM-INVALID', `"${name}" is not a parameter name, or its value holds a NUL byte`, {
        where: 'params',
        remedy: 'use letters, digits, "_" and "-"',
      });
    }
  }
  return {
    target: command.target,
    hosts,
    script: command.script,
    params: command.params,
    how: {
      runAs: command.runAs ?? null,
      workingDirectory: null,
      env: {},
      fanout: command.fanout ?? adHocDefaults.fanout,
      concurrency: adHocDefaults.concurrency,
      retries: adHocDefaults.retries,
      timeoutMs: command.timeoutMs ?? null,
      idleTimeoutMs: command.idleTimeoutMs ?? adHocDefaults.idleTimeoutMs,
      connectTimeoutMs: command.connectTimeoutMs ?? null,
      successCodes: [0],
      graceMs: adHocDefaults.graceMs,
      samplesMs: command.samplesMs ?? adHocDefaults.samplesMs,
      output: command.output ?? adHocDefaults.output,
      outputLimitBytes: command.outputLimitBytes ?? adHocDefaults.outputLimitBytes,
      spoolLimitBytes: command.spoolLimitBytes ?? adHocDefaults.spoolLimitBytes,
      keep: adHocDefaults.keep,
      ...(command.purpose && { purpose: command.purpose }),
    },
  };
}

export interface JobRequest {
  definition: JobDefinition;
  /** the expression in force: the job's own or the one given instead */
  target: string;
  hosts: string[];
  params: Record<string, string>;
  /** ids of its runs that are not over */
  active: string[];
  /** picks among `count` hosts for `mode: one` and `mode: n`: gives a position below `count` */
  pick: (count: number) => number;
}

export function planJob(request: JobRequest): RunDecision {
  const { definition, target } = request;
  const { values, problems } = resolveParameters(definition.parameters, request.params);
  refuseParameters(definition, problems);
  const script = definition.script.text ?? '';
  refuseScript(script, `job ${definition.name}`);
  refuseEmpty(target, request.hosts);
  refuseOverlap({ name: definition.name, concurrency: definition.policies.concurrency, active: request.active });
  return {
    target,
    hosts: chooseHosts(definition.mode, request.hosts, request.pick),
    script,
    params: values,
    how: howOf(definition),
  };
}

/** How a run of this job is executed on each host. */
export function howOf(definition: JobDefinition): RunHow {
  const { runAs, workingDirectory, env } = definition.script;
  return { runAs: runAs ?? null, workingDirectory: workingDirectory ?? null, env, ...policiesOf(definition) };
}

export function refuseParameters(definition: JobDefinition, [problem]: readonly ParameterProblem[]): void {
  if (problem === undefined) return;
  throw new AppError('DJ-PARAM-INVALID', problem.message, {
    where: `parameter ${problem.name}`,
    remedy: remedyFor(definition, problem.name),
  });
}

function remedyFor(definition: JobDefinition, name: string): string {
  const names = definition.parameters.map((parameter) => parameter.name);
  if (names.includes(name)) return 'give another value';
  const nearest = nearestOf(name, names);
  if (nearest !== null) return `did you mean ${nearest}?`;
  return names.length === 0 ? 'the job takes none' : `it takes ${names.join(', ')}`;
}

function chooseHosts(mode: JobDefinition['mode'], hosts: string[], pick: (count: number) => number): string[] {
  const count = mode === 'all' ? hosts.length : mode === 'one' ? 1 : mode;
  if (count >= hosts.length) return hosts;
  const left = [...hosts];
  const chosen = new Set<string>();
  while (chosen.size < count) for (const name of left.splice(pick(left.length), 1)) chosen.add(name);
  return hosts.filter((name) => chosen.has(name));
}

export function refuseOverlap(job: { name: string; concurrency: Policies['concurrency']; active: readonly string[] }): void {
  const { name, concurrency, active } = job;
  const [run] = active;
  if (concurrency !== 'forbid' || run === undefined) return;
  throw new AppError('DJ-RUN-OVERLAP', `a run of ${name} is going on, and its policy forbids another`, {
    where: run,
    remedy: `wait for it, or: djcron run cancel ${run}`,
  });
}

function refuseScript(script: string, where: string): void {
  const nul = script.indexOf('\0');
  if (nul === -1) return;
  throw new AppError('DJ-SCRIPT-INVALID', `the script holds a NUL byte at character ${nul + 1}`, {
    where,
    remedy: 'a script is text; write the byte with printf inside it',
  });
}

function refuseEmpty(target: string, hosts: string[]): void {
  if (hosts.length > 0) return;
  throw new AppError('DJ-TARGET-EMPTY', `the target resolves to no host`, {
    where: target,
    remedy: 'see which hosts there are with: djcron host list',
  });
}

/** What will read the script: the words of its `#!` line, or /bin/sh. */
export function interpreterOf(script: string): string {
  const [first = ''] = script.split('\n', 1);
  const words = /^#!\s*(\S.*)$/.exec(first.replace(/\r$/, ''))?.[1];
  return words?.trim() || '/bin/sh';
}

export interface ScriptContext {
  job: string | null;
  run: string;
  attempt: number;
  trigger: string;
  actor: string;
  scheduledAt: string;
  startedAt: string;
  host: string;
  index: number;
  count: number;
}

/** Every variable a script sees beyond its own login environment. */
export function scriptEnvironment(context: ScriptContext, decision: Pick<RunDecision, 'params' | 'how'>): Record<string, string> {
  const env: Record<string, string> = { ...decision.how.env };
  for (const [name, value] of Object.entries(decision.params)) env[parameterVariable(name)] = value;
  return {
    ...env,
    DJCRON: '1',
    DJCRON_JOB: context.job ?? '',
    DJCRON_RUN_ID: context.run,
    DJCRON_ATTEMPT: String(context.attempt),
    DJCRON_TRIGGER: context.trigger,
    DJCRON_ACTOR: context.actor,
    DJCRON_SCHEDULED_AT: context.scheduledAt,
    DJCRON_STARTED_AT: context.startedAt,
    DJCRON_HOST: context.host,
    DJCRON_HOST_INDEX: String(context.index),
    DJCRON_HOST_COUNT: String(context.count),
  };
}
