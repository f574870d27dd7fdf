// Schedules: listed, planned ahead, paused and resumed; their ledger; what was missed, and running it after all.
import { AppError } from '../../../shared/errors.ts';
import { nearestOf } from '../../../shared/model/target/nearest.ts';
import {
  belatedOccurrences,
  changeOccurrence,
  countBelated,
  getOccurrence,
  lastOccurrences,
  listOccurrences,
} from '../../store/occurrences.ts';
import { countSchedules, getSchedule, listSchedules, nextDue, type PauseRow, type ScheduleRow, writePause } from '../../store/schedules.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import { instantOf, instantOrNull, momentOf, occurrenceOf, scheduleOfRow } from '../edge.ts';
import { jobNamed } from '../jobs.ts';
import { os } from '../os.ts';
import type { Caller } from '../ports.ts';
import { launchRun, writeRun } from '../run/start.ts';
import { forgetMissed, missedOf } from './absences.ts';
import { planAhead } from './outlook.ts';
import { pauseOfAll, writePauseOfAll } from './pauses.ts';

const toldAtMost = 200;

export function scheduleHandlers(core: Core) {
  const { store, clock, announcer } = core;
  return {
    list: os.schedules.list.handler(({ input }) => {
      const jobId = jobIdOf(core, input?.job);
      const last = lastOccurrences(store, jobId);
      const allPaused = pauseView(pauseOfAll(core), clock.now());
      return listSchedules(store, jobId).map((row) => scheduleOfRow(row, last.get(row.id), allPaused));
    }),
    state: os.schedules.state.handler(() => {
      const next = nextDue(store);
      return {
        paused: pauseView(pauseOfAll(core), clock.now()),
        next: next === undefined ? null : { ...next, at: instantOf(next.at) },
        absence: absenceOf(core),
        count: countSchedules(store),
      };
    }),
    plan: os.schedules.plan.handler(({ input }) => {
      const from = momentOf(input.from, 'from');
      const until = momentOf(input.until, 'until');
      return planAhead(core, { from: Math.max(from, clock.now()), until, jobId: jobIdOf(core, input.job) });
    }),
    ledger: os.schedules.ledger.handler(({ input }) =>
      listOccurrences(store, {
        jobId: jobIdOf(core, input?.job),
        schedule: input?.schedule ?? null,
        outcome: input?.outcome ?? null,
        since: input?.since === undefined ? null : momentOf(input.since, 'since'),
        until: input?.until === undefined ? null : momentOf(input.until, 'until'),
        limit: input?.limit ?? 200,
      }).map(occurrenceOf),
    ),
    pause: os.schedules.pause.handler(({ input, context }) => {
      const until = input.until === undefined ? null : momentOf(input.until, 'until');
      if (until !== null && until <= clock.now())
        throw new AppError('DJ-INPUT-INVALID', 'the pause would be over already', { where: 'until', remedy: 'give a time to come' });
      const paused = setPause(core, context.caller, input, { at: clock.now(), until, by: context.caller.actor });
      return { paused, until: instantOrNull(until) };
    }),
    resume: os.schedules.resume.handler(({ input, context }) => {
      const resumed = setPause(core, context.caller, input, null);
      core.scheduler().replan();
      return { resumed };
    }),
    catchUp: os.schedules.catchUp.handler(({ input, context }) => {
      const row = scheduleNamed(core, input.job, input.schedule);
      const dueAt = momentOf(input.dueAt, 'dueAt');
      const run = catchUp(core, context.caller, row, dueAt);
      announcer.announceSoon(`schedules ${row.job}`, () => ({ type: 'schedules', job: row.job }));
      return run;
    }),
    dismiss: os.schedules.dismiss.handler(() => {
      const dismissed = missedOf(core) !== null;
      forgetMissed(core);
      if (dismissed) announcer.announce({ type: 'schedules', job: null });
      return { dismissed };
    }),
  };
}

function jobIdOf(core: Core, name: string | undefined): number | null {
  return name === undefined ? null : jobNamed(core, name).id;
}

/** One whose end came while nobody had the home open holds nothing any more. */
function pauseView(pause: PauseRow | null, now: number) {
  if (pause === null || (pause.until !== null && pause.until <= now)) return null;
  return { since: instantOf(pause.at), until: instantOrNull(pause.until), by: pause.by };
}

function absenceOf(core: Core) {
  const stretch = missedOf(core);
  if (stretch === null) return null;
  const { from, until, why } = stretch;
  return {
    from: instantOf(from),
    until: instantOf(until),
    why,
    occurrences: belatedOccurrences(core.store, from, until, toldAtMost).map(occurrenceOf),
    total: countBelated(core.store, from, until),
  };
}

/** Throws DJ-JOB-UNKNOWN, DJ-SCHEDULE-UNKNOWN. */
function scheduleNamed(core: Core, job: string, name: string): ScheduleRow {
  const { id } = jobNamed(core, job);
  const row = getSchedule(core.store, id, name);
  if (row) return row;
  const names = listSchedules(core.store, id).map((one) => one.name);
  const nearest = nearestOf(name, names);
  throw new AppError('DJ-SCHEDULE-UNKNOWN', `job ${job} has no schedule "${name}"`, {
    where: `${job}/${name}`,
    remedy: nearest ? `did you mean ${job}/${nearest}?` : names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`,
  });
}

/** Of all, those of a job, or one; gives how many schedules that concerns. null ends a pause. */
function setPause(
  core: Core,
  caller: Caller,
  which: { job?: string | undefined; schedule?: string | undefined },
  pause: PauseRow | null,
): number {
  const { store, announcer } = core;
  const action = pause === null ? 'schedule.resume' : 'schedule.pause';
  const after = pause === null ? null : { until: instantOrNull(pause.until) };
  if (which.job === undefined) {
    const before = pauseOfAll(core);
    if (pause === null && before === null) return 0;
    changeAudited(core, caller, (log) => {
      writePauseOfAll(core, pause);
      log({ action, object: 'all schedules', after });
    });
    if (pause === null && before !== null) noteOver(core, before);
    announcer.announce({ type: 'schedules', job: null });
    return countSchedules(store);
  }
  const rows =
    which.schedule === undefined ? listSchedules(store, jobIdOf(core, which.job)) : [scheduleNamed(core, which.job, which.schedule)];
  if (rows.length === 0)
    throw new AppError('DJ-SCHEDULE-UNKNOWN', `job ${which.job} has no schedule`, {
      where: which.job,
      remedy: 'see: djcron schedule list',
    });
  const changed = rows.filter((row) => pause !== null || row.pausedAt !== null);
  if (changed.length === 0) return 0;
  changeAudited(core, caller, (log) => {
    for (const row of changed) writePause(store, row.id, pause);
    log({ action, object: which.schedule === undefined ? (which.job ?? '') : `${which.job}/${which.schedule}`, after });
  });
  if (pause === null) for (const { pausedAt } of changed) if (pausedAt !== null) noteOver(core, { at: pausedAt });
  announcer.announce({ type: 'schedules', job: which.job });
  return changed.length;
}

function noteOver(core: Core, { at }: { at: number }): void {
  core.scheduler().noteOver({ from: at, until: core.clock.now(), why: 'paused' });
}

function catchUp(core: Core, caller: Caller, row: ScheduleRow, dueAt: number) {
  const before = getOccurrence(core.store, row.id, dueAt);
  if (!before) {
    throw new AppError('DJ-OCCURRENCE-UNKNOWN', `${row.job}/${row.name} was not due then`, {
      where: instantOf(dueAt),
      remedy: `see: djcron schedule ledger --job ${row.job}`,
    });
  }
  if (before.outcome === 'ran' || before.outcome === 'ran late') {
    throw new AppError('DJ-OCCURRENCE-RAN', 'that occurrence was run already', {
      where: before.run ?? instantOf(dueAt),
      remedy: `to run the job once more: djcron job run ${row.job}`,
    });
  }
  const occasion = { trigger: 'catch-up' as const, schedule: row.name, dueAt, notBefore: () => null };
  const written = changeAudited(core, caller, (log) => {
    const run = writeRun(core, { caller, log }, { job: row.job, params: {} }, occasion);
    const reason = [before.reason, `run by ${caller.actor}`].filter((part) => part !== null).join('; ');
    changeOccurrence(core.store, row.id, dueAt, { outcome: 'ran late', reason, run: run.row.id, decidedAt: core.clock.now() });
    return run;
  });
  return launchRun(core, written);
}
