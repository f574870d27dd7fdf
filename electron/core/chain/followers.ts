// Carries out what follows runs, in its order: starts jobs in the transaction that says so, tells, and runs scripts here, on the
// computer of djcron. What is due when djcron ends is carried out after the next start.
import { AppError } from '../../../shared/errors.ts';
import { parseDuration } from '../../../shared/model/duration.ts';
import { openSteps, type StepRow, writeStep } from '../../store/chains.ts';
import { earlierAttempts, listExecutions } from '../../store/executions.ts';
import { getJob } from '../../store/jobs.ts';
import { getRun, type RunRow } from '../../store/runs.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import { runOf } from '../edge.ts';
import { diskRetryMs, isPassing, onceDiskTakes } from '../passing.ts';
import type { Caller } from '../ports.ts';
import { launchRun, type WrittenRun, writeRun } from '../run/start.ts';
import { parentVariables } from './parent.ts';

const usualTimeoutMs = 3_600_000;

export interface Followers {
  /** Looks for what is due. */
  work(): void;
  /** Resolves when no script runs here. */
  settled(): Promise<void>;
  /** Ends scripts that run here. */
  close(): Promise<void>;
}

export function createFollowers(core: Core): Followers {
  const { store, clock } = core;
  const ending = new AbortController();
  const scripts = new Map<number, Promise<void>>();
  const callerOf = (run: RunRow): Caller => ({ actor: run.actor, origin: 'engine' });

  for (const step of openSteps(store)) {
    if (step.state === 'running')
      writeStep(store, { ...step, state: 'lost', reason: 'djcron ended while it ran', finishedAt: clock.now() });
  }

  /** the disk took nothing the last time */
  let refused = false;
  let takeBack = () => {};

  const work = () => {
    takeBack();
    if (ending.signal.aborted) return;
    for (const step of openSteps(store)) {
      if (step.state !== 'due') continue;
      try {
        carryOut(step);
      } catch (error) {
        // it stays due
        if (!refused) core.log('error', 'what follows a run cannot be carried out', { run: step.run, error: String(error) });
        refused = isPassing(error);
        if (refused) takeBack = clock.after(diskRetryMs, work);
        return;
      }
    }
    refused = false;
  };

  const carryOut = (step: StepRow) => {
    const run = getRun(store, step.run);
    if (!run) return;
    if (step.link.job !== undefined) startJob(step, run, step.link.job);
    else if (step.link.script !== undefined) runScript(step, run, step.link.script);
    else tell(step, run);
    core.announcer.announceSoon(`chain ${run.id}`, () => ({ type: 'chain', run: run.id }));
  };

  const startJob = (step: StepRow, parent: RunRow, job: string) => {
    const at = clock.now();
    const written = changeAudited(core, callerOf(parent), (log): WrittenRun | null => {
      try {
        if (getJob(store, job)?.disabled === 1) throw new AppError('DJ-JOB-UNKNOWN', `job ${job} is disabled`);
        const next = writeRun(core, { caller: callerOf(parent), log }, { job, params: step.link.params ?? {} }, chainOccasion(parent));
        writeStep(store, { ...step, state: 'succeeded', startedRun: next.row.id, startedAt: at, finishedAt: at });
        return next;
      } catch (error) {
        if (!(error instanceof AppError) || isPassing(error)) throw error;
        const { what, code } = error.refusal;
        writeStep(store, { ...step, state: 'skipped', reason: `${what} [${code}]`, finishedAt: at });
        log({ action: 'chain.skip', object: parent.id, after: { job, why: what } });
        return null;
      }
    });
    if (written !== null) launchRun(core, written);
  };

  const tell = (step: StepRow, run: RunRow) => {
    const at = clock.now();
    writeStep(store, { ...step, state: 'succeeded', startedAt: at, finishedAt: at });
    core.announcer.announce({ type: 'notice', run: runOf(run, []) });
  };

  const runScript = (step: StepRow, parent: RunRow, script: string) => {
    const begun: StepRow = { ...step, state: 'running', startedAt: clock.now() };
    changeAudited(core, callerOf(parent), (log) => {
      writeStep(store, begun);
      log({ action: 'chain.script', object: parent.id, after: { script } });
    });
    const result = runOf(parent, listExecutions(store, parent.id), earlierAttempts(store, parent.id));
    const done = core
      .local({
        script,
        env: { DJCRON: '1', DJCRON_TRIGGER: 'chain', DJCRON_ACTOR: parent.actor, ...parentVariables(store, parent.id) },
        result: JSON.stringify(result),
        timeoutMs: parseDuration(step.link.timeout ?? '') ?? usualTimeoutMs,
        signal: ending.signal,
      })
      .then(async ({ exitCode, reason, output }) => {
        const state = exitCode === 0 ? 'succeeded' : ending.signal.aborted ? 'lost' : 'failed';
        const finishedAt = clock.now();
        await onceDiskTakes(clock, ending.signal, () =>
          changeAudited(core, callerOf(parent), (log) => {
            writeStep(store, { ...begun, state, exitCode, reason, output, finishedAt });
            log({ action: 'chain.script-end', object: parent.id, after: { exitCode, reason }, result: state });
          }),
        );
        core.announcer.announceSoon(`chain ${parent.id}`, () => ({ type: 'chain', run: parent.id }));
      })
      .catch((error: unknown) => core.log('error', 'the end of a script here cannot be written', { run: parent.id, error: String(error) }))
      .finally(() => scripts.delete(step.id));
    scripts.set(step.id, done);
  };

  core.recorder.onEnd(({ run }) => {
    if (run.row.finishedAt !== null) work();
  });
  return {
    work,
    async settled() {
      while (scripts.size > 0) await Promise.all(scripts.values());
    },
    async close() {
      takeBack();
      ending.abort();
      await Promise.all(scripts.values());
    },
  };
}

function chainOccasion(parent: RunRow) {
  return {
    trigger: 'chain' as const,
    schedule: null,
    dueAt: null,
    parentRun: parent.id,
    cycle: parent.cycle ?? parent.id,
    notBefore: () => null,
  };
}
