// Lines of crontabs that jobs were made of: told, looked up on their hosts, taken over and given back. Looking and changing are
// ordinary runs; what a file held before it was changed stays in the audit log.
import type { CronLine } from '../../../shared/contract/crontabs.ts';
import { AppError } from '../../../shared/errors.ts';
import type { CronLineAct } from '../../../shared/model/cron-line.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';
import { diffOf, type FileEdit, type LinePlan, planLines } from '../../import/change/plan.ts';
import { changeScript } from '../../import/change/script.ts';
import { filesScript, readFiles } from '../../import/host-crontabs.ts';
import { type CronLineRow, listCronLines, writeCronLineChange } from '../../store/cron-lines.ts';
import { listExecutions } from '../../store/executions.ts';
import { getHost } from '../../store/hosts.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import { cronLineOf } from '../edge.ts';
import { jobNamed } from '../jobs.ts';
import { os } from '../os.ts';
import type { Caller } from '../ports.ts';
import { runNamed } from '../run/handlers.ts';
import { wholeStdout } from '../run/output.ts';
import { launchRun, startRun, writeRun } from '../run/start.ts';

const timeoutMs = 120_000;

interface Decision {
  look: string;
  jobs: string[];
  act: CronLineAct;
}

export function crontabHandlers(core: Core) {
  return {
    lines: os.crontabs.lines.handler(({ input }) => {
      const job = input?.job === undefined ? null : jobNamed(core, input.job).name;
      return listCronLines(core.store, job).map(cronLineOf);
    }),
    look: os.crontabs.look.handler(({ input, context }) => startRun(core, context.caller, lookAt(core, linesOfJobs(core, input.jobs)))),
    changes: os.crontabs.changes.handler(({ input }) => {
      const plan = planOf(core, input);
      const told = new Map(listCronLines(core.store).map((row) => [row.id, cronLineOf(row)]));
      const lineOf = ({ id }: { id: number }) => told.get(id) as CronLine;
      return {
        diffs: diffOf(plan.files),
        changing: plan.files.flatMap(({ edits }) => edits.map(({ wanted }) => lineOf(wanted))),
        already: plan.already.map(lineOf),
        refused: plan.refused.map(({ wanted, reason, remedy }) => ({ line: lineOf(wanted), reason, remedy })),
      };
    }),
    change: os.crontabs.change.handler(({ input, context }) => {
      const plan = planOf(core, input);
      const written = changeAudited(core, context.caller, (log) => {
        // what the look found as wanted is known from then on
        const look = runNamed(core, input.look).id;
        for (const { id } of plan.already) writeCronLineChange(core.store, { line: id, run: look, act: input.act });
        return plan.files.length === 0 ? null : writeChange(core, { caller: context.caller, log }, plan.files, input.act);
      });
      const run = written && launchRun(core, written);
      for (const name of input.jobs) core.announcer.announceSoon(`job ${name}`, () => ({ type: 'job', name }));
      return { run, already: plan.already.length, refused: plan.refused.length };
    }),
  };
}

type Log = Parameters<Parameters<typeof changeAudited>[2]>[0];

/** In one transaction: the run, its entry, and an entry a file with all that it held. */
function writeChange(core: Core, by: { caller: Caller; log: Log }, files: readonly FileEdit[], act: CronLineAct) {
  const target = foldNames(files.map(({ host }) => host));
  const request = { target, script: changeScript(files, act), params: {}, timeoutMs, samplesMs: 0, purpose: 'change-crontabs' as const };
  const occasion = { trigger: 'manual' as const, schedule: null, dueAt: null, notBefore: () => null };
  const run = writeRun(core, by, request, occasion);
  for (const { host, file, bytes, edits } of files) {
    by.log({
      action: `crontab.${act}`,
      object: `${host}:${file}`,
      before: contentOf(bytes),
      after: { run: run.row.id, lines: edits.map(({ wanted, at, after }) => ({ job: wanted.job, line: at, text: after })) },
    });
    for (const { wanted } of edits) writeCronLineChange(core.store, { line: wanted.id, run: run.row.id, act });
  }
  return run;
}

function contentOf(bytes: Uint8Array): { content: string } | { base64: string } {
  try {
    return { content: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}

/** Throws DJ-JOB-UNKNOWN, DJ-CRON-LINE-UNKNOWN. */
function linesOfJobs(core: Core, jobs: readonly string[]): CronLineRow[] {
  return [...new Set(jobs)].flatMap((name) => {
    const lines = listCronLines(core.store, jobNamed(core, name).name);
    if (lines.length > 0) return lines;
    throw new AppError('DJ-CRON-LINE-UNKNOWN', `no line of a crontab is known for the job ${name}`, {
      where: name,
      remedy: 'only jobs that were imported from hosts have them: djcron cron import --host HOST',
    });
  });
}

function lookAt(core: Core, lines: readonly CronLineRow[]) {
  const hosts = [...new Set(lines.map(({ host }) => host))];
  const there = hosts.filter((name) => getHost(core.store, name) !== undefined);
  if (there.length === 0)
    throw new AppError('DJ-HOST-UNKNOWN', 'the hosts of these lines are not here any more', {
      where: foldNames(hosts),
      remedy: 'add them again, or change their crontabs by hand',
    });
  const files = [...new Set(lines.map(({ file }) => file))].toSorted();
  return { target: there.join(','), script: filesScript(files), params: {}, timeoutMs, samplesMs: 0, purpose: 'read-crontabs' as const };
}

/** Throws DJ-INPUT-INVALID when that run did not look at these lines, or is not over. */
function planOf(core: Core, { look, jobs, act }: Decision): LinePlan {
  const lines = linesOfJobs(core, jobs);
  const run = runNamed(core, look);
  if (run.finishedAt === null || run.script !== lookAt(core, lines).script)
    throw new AppError('DJ-INPUT-INVALID', `run ${run.id} is no finished look at the crontabs of these jobs`, {
      where: 'look',
      remedy: 'look at them again',
    });
  const files = listExecutions(core.store, run.id)
    .filter(({ state }) => state === 'succeeded')
    .flatMap((execution) => readFiles(wholeStdout(core.store, execution), execution.host) ?? []);
  return planLines(lines, files, act);
}
