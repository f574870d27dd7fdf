// Jobs: applied, validated, read, removed. A file that says what is here already makes no new version.
import type { CronLine } from '../../shared/contract/crontabs.ts';
import type { Job, Problem } from '../../shared/contract/jobs.ts';
import { AppError } from '../../shared/errors.ts';
import { chainRing, linkKeys } from '../../shared/model/chain.ts';
import type { CronPlace } from '../../shared/model/cron-line.ts';
import type { JobDefinition } from '../../shared/model/job.ts';
import { scheduleName, scheduleOf } from '../../shared/model/schedule/schedule.ts';
import { nearestOf } from '../../shared/model/target/nearest.ts';
import { parseJobFile } from '../import/job-file.ts';
import { writeParents } from '../store/chains.ts';
import { listCronLines, writeCronLines } from '../store/cron-lines.ts';
import { unfinishedExecutions } from '../store/executions.ts';
import {
  getJob,
  type JobRow,
  listJobs,
  listJobVersions,
  type NewJobVersion,
  removeJob,
  setDisabled,
  writeJobVersion,
} from '../store/jobs.ts';
import { getRun, recentRuns } from '../store/runs.ts';
import { listSchedules } from '../store/schedules.ts';
import { changeAudited } from './audited.ts';
import type { Core } from './core.ts';
import { cronLineOf, instantOf, instantOrNull } from './edge.ts';
import { hostsOfTarget } from './host/lookup.ts';
import { os } from './os.ts';
import type { Caller } from './ports.ts';
import { planJobSchedules } from './schedule/planning.ts';

export function jobHandlers(core: Core) {
  return {
    list: os.jobs.list.handler(() => listJobs(core.store).map((row) => presentJob(core, row))),
    get: os.jobs.get.handler(({ input }) => presentJob(core, jobNamed(core, input.name, input.version))),
    source: os.jobs.source.handler(({ input }) => {
      const { name, version, yaml } = jobNamed(core, input.name, input.version);
      return { name, version, yaml };
    }),
    versions: os.jobs.versions.handler(({ input }) =>
      listJobVersions(core.store, jobNamed(core, input.name).id).map((item) => ({ ...item, createdAt: instantOf(item.createdAt) })),
    ),
    validate: os.jobs.validate.handler(({ input }) => {
      const { definition, name, problems } = checkJobFile(core, input.yaml);
      return { name, problems, hosts: definition && hostNamesOrNull(core, definition.targets) };
    }),
    apply: os.jobs.apply.handler(({ input, context }) => {
      const { definition, problems } = checkJobFile(core, input.yaml);
      const error = problems.find((problem) => problem.severity === 'error');
      if (error || !definition) throw refusalOfProblem(error, input.origin);
      const here = getJob(core.store, definition.name);
      const same = here && here.yaml === input.yaml;
      const action = here ? (same ? 'unchanged' : 'changed') : 'created';
      if (same && !input.dryRun && input.cronLines) noteCronLines(core, context.caller, definition.name, input.cronLines);
      if (input.dryRun || same) return { name: definition.name, version: here?.version ?? 0, action };
      const version = changeAudited(core, context.caller, (log) => {
        log({ action: 'job.apply', object: definition.name, before: here?.definition ?? null, after: definition, result: action });
        const { yaml, enabled, cronLines } = input;
        const at = core.clock.now();
        const saved = saveJob(core, { name: definition.name, yaml, definition, at, actor: context.caller.actor, disabled: !enabled });
        // a job that had the name before is not this one
        if (cronLines || !here) writeCronLines(core.store, jobNamed(core, definition.name).id, cronLines ?? [], at);
        return saved;
      });
      announceJob(core, definition.name);
      return { name: definition.name, version, action };
    }),
    remove: os.jobs.remove.handler(({ input, context }) => {
      const row = jobNamed(core, input.name);
      const busy = unfinishedExecutions(core.store).find((execution) => getRun(core.store, execution.run)?.job === row.name);
      if (busy) {
        throw new AppError('DJ-JOB-BUSY', `a run of ${row.name} is still going on`, {
          where: busy.run,
          remedy: `wait for it, or: djcron run cancel ${busy.run}`,
        });
      }
      changeAudited(core, context.caller, (log) => {
        removeJob(core.store, row.id, core.clock.now());
        planJobSchedules(core, { id: row.id, definition: null, enabled: false });
        writeParents(core.store, row.name, []);
        log({ action: 'job.remove', object: row.name, before: row.definition });
      });
      announceJob(core, row.name);
      return { removed: row.name };
    }),
    enable: os.jobs.enable.handler(({ input, context }) => {
      const { id, name, definition, disabled } = jobNamed(core, input.name);
      const { enabled } = input;
      const alsoOnHosts = enabled ? activeLines(core, name) : [];
      if ((disabled === 0) === enabled) return { name, enabled, changed: false, alsoOnHosts };
      changeAudited(core, context.caller, (log) => {
        setDisabled(core.store, id, !enabled);
        planJobSchedules(core, { id, definition, enabled });
        log({ action: enabled ? 'job.enable' : 'job.disable', object: name });
      });
      announceJob(core, name);
      return { name, enabled, changed: true, alsoOnHosts };
    }),
  };
}

/** In the transaction that logs it: the job's next version, and when it is due by that. Gives the version's number. */
export function saveJob(core: Core, job: NewJobVersion): number {
  const version = writeJobVersion(core.store, job);
  const row = jobNamed(core, job.name);
  planJobSchedules(core, { id: row.id, definition: job.definition, enabled: row.disabled === 0 });
  writeParents(core.store, job.name, job.definition.after);
  return version;
}

/** Imported once more: the lines may be in other places by now. */
function noteCronLines(core: Core, caller: Caller, name: string, places: readonly CronPlace[]): void {
  const told = () => listCronLines(core.store, name).map(({ host, file, line, text }) => ({ host, file, line, text }));
  changeAudited(core, caller, (log) => {
    const before = told();
    writeCronLines(core.store, jobNamed(core, name).id, places, core.clock.now());
    const after = told();
    if (JSON.stringify(before) !== JSON.stringify(after)) log({ action: 'job.cron-lines', object: name, before, after });
  });
}

function activeLines(core: Core, name: string): CronLine[] {
  return listCronLines(core.store, name)
    .filter(({ state }) => state === 'active')
    .map(cronLineOf);
}

function announceJob(core: Core, name: string): void {
  core.announcer.announce({ type: 'job', name });
  core.announcer.announce({ type: 'schedules', job: name });
  core.scheduler().replan();
}

/** Throws DJ-JOB-UNKNOWN. */
export function jobNamed(core: Pick<Core, 'store'>, name: string, version?: number): JobRow {
  const row = getJob(core.store, name, version ?? null);
  if (row) return row;
  const names = listJobs(core.store).map((job) => job.name);
  if (names.includes(name)) throw new AppError('DJ-JOB-UNKNOWN', `job ${name} has no version ${version}`, { where: name });
  const nearest = nearestOf(name, names);
  throw new AppError('DJ-JOB-UNKNOWN', `there is no job "${name}"`, {
    where: name,
    remedy: nearest ? `did you mean ${nearest}?` : 'see: djcron job list',
  });
}

/** The file's own problems, and whether its target means anything here. */
function checkJobFile(core: Core, yaml: string) {
  const file = parseJobFile(yaml);
  if (!file.definition) return file;
  if (file.definition.script.file !== undefined) {
    const problem: Problem = {
      severity: 'error',
      code: 'DJ-JOB-INVALID',
      message: 'script.file names a file that was not sent along',
      path: 'script.file',
      line: null,
      column: null,
      remedy: 'apply it with: djcron job apply -f FILE, which reads the script, or write it under script.text',
    };
    return { ...file, definition: null, problems: [...file.problems, problem] };
  }
  return {
    ...file,
    problems: [
      ...file.problems,
      ...targetProblems(core, file.definition, yaml),
      ...scheduleWarnings(core, file.definition, yaml),
      ...chainProblems(core, file.definition, yaml),
    ],
  };
}

function targetProblems(core: Core, definition: JobDefinition, yaml: string): Problem[] {
  const index = yaml.split('\n').findIndex((text) => text.startsWith('targets:'));
  const place = { path: 'targets', line: index === -1 ? null : index + 1, column: index === -1 ? null : 1 };
  try {
    if (hostsOfTarget(core, definition.targets).length > 0) return [];
    return [{ severity: 'warning', message: 'the target resolves to no host now', ...place, remedy: 'a run would not start' }];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ severity: 'error', code: error.refusal.code, message: error.refusal.what, ...place, remedy: error.refusal.remedy }];
  }
}

/** Other jobs may come later, in whatever order their files are applied; a ring may not. */
function chainProblems(core: Core, definition: JobDefinition, yaml: string): Problem[] {
  const others = listJobs(core.store).filter(({ name }) => name !== definition.name);
  const known = new Set([definition.name, ...others.map(({ name }) => name)]);
  const named = [
    ...linkKeys.flatMap((key) => definition[key].flatMap(({ job }) => (job === undefined ? [] : [[key, job] as const]))),
    ...definition.after.map((job) => ['after', job] as const),
  ];
  const at = (key: string) => {
    const line = yaml.split('\n').findIndex((text) => text.startsWith(`${key}:`)) + 1;
    return { path: key, line: line || null, column: line ? 1 : null };
  };
  const missing = named
    .filter(([, job]) => !known.has(job))
    .map(
      ([key, job]): Problem => ({ severity: 'warning', message: `there is no job "${job}" yet`, ...at(key), remedy: 'apply its file too' }),
    );
  const ring = chainRing([...others.map((row) => row.definition), definition], definition.name);
  if (ring === null) return missing;
  const [key] = named.find(([, job]) => ring.includes(job)) ?? ['after'];
  const problem: Problem = {
    severity: 'error',
    code: 'DJ-JOB-RING',
    message: `these jobs would start each other for ever: ${ring.join(', ')}`,
    ...at(key),
    remedy: 'leave one of the links out',
  };
  return [...missing, problem];
}

/** A schedule that will never be due again is no error: an old one may stand in its file for as long as it likes. */
function scheduleWarnings(core: Core, { schedules }: JobDefinition, yaml: string): Problem[] {
  const now = core.clock.now();
  const line = yaml.split('\n').findIndex((text) => text.startsWith('schedules:')) + 1;
  return schedules.flatMap((entry, i): Problem[] => {
    for (const _ of scheduleOf(entry, i, core.surroundings.timezone).dueAfter(now)) return [];
    const message = `schedule ${scheduleName(entry, i)} is not due any more`;
    return [
      {
        severity: 'warning',
        message,
        path: `schedules[${i}]`,
        line: line || null,
        column: line ? 1 : null,
        remedy: 'give it a time to come, or leave it out',
      },
    ];
  });
}

function hostNamesOrNull(core: Core, target: string): string[] | null {
  try {
    return hostsOfTarget(core, target).map((row) => row.name);
  } catch {
    return null; // told as a problem already
  }
}

function refusalOfProblem(problem: Problem | undefined, origin: string): AppError {
  if (!problem) return new AppError('DJ-JOB-INVALID', 'the job file is not valid', { where: origin });
  const place = problem.line === null ? origin : `${origin}:${problem.line}:${problem.column ?? 1}`;
  return new AppError(problem.code ?? 'DJ-JOB-INVALID', problem.message, { where: place, remedy: problem.remedy });
}

function presentJob(core: Core, row: JobRow): Job {
  const [next] = listSchedules(core.store, row.id);
  return {
    name: row.name,
    description: row.definition.description,
    tags: row.definition.tags,
    version: row.version,
    targets: row.definition.targets,
    enabled: row.disabled === 0,
    nextAt: instantOrNull(next?.nextAt ?? null),
    updatedAt: instantOf(row.updatedAt),
    updatedBy: row.updatedBy,
    recentRuns: recentRuns(core.store, row.name, 10).map((run) => ({
      id: run.id,
      state: run.state,
      startedAt: instantOrNull(run.startedAt),
      durationMs: run.startedAt === null || run.finishedAt === null ? null : run.finishedAt - run.startedAt,
    })),
    definition: row.definition,
  };
}
