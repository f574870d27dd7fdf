// Fires schedules. It looks at the clock on the wall at least every half minute, never trusting one long timer, and whenever
// something changed; what is due then is claimed in groups, each in one transaction, and begun once that is committed.
import { AppError, stackOf } from '../../../shared/errors.ts';
import { reopenAhead } from '../../store/occurrences.ts';
import {
  dueSchedules,
  listSchedules,
  nextDue,
  nextPauseEnd,
  pausesOver,
  type ScheduleRow,
  writeNext,
  writePause,
} from '../../store/schedules.ts';
import { changeAudited } from '../audited.ts';
import type { Core, Scheduler } from '../core.ts';
import { isDiskFull, isPassing } from '../passing.ts';
import type { Caller } from '../ports.ts';
import { launchRuns, type WrittenRun } from '../run/start.ts';
import { type Absences, createAbsences, type Stretch, writeSeen } from './absences.ts';
import { claim } from './claim.ts';
import { pauseOfAll, writePauseOfAll } from './pauses.ts';
import { planAnew, planForZone } from './planning.ts';

/** The longest rest between two looks at the clock. */
export const restMs = 30_000;
const againMs = 5000;
const groupSize = 200;
const togetherMs = 100;
const seenEveryMs = 20_000;
/** Late runs begin one after the other, so far apart. */
const staggerMs = 2000;

/** For an engine that lives as long as one command: schedules are for whoever stays. */
export const noScheduler: Scheduler = { replan() {}, woke() {}, noteOver() {}, close() {} };

/** What else is due at times, by the same looks at the clock. */
export interface Others {
  fire(now: number): void;
  /** Only what somebody asked for: a pause holds what is due, not what is done by hand. */
  fireAsked(now: number): void;
  /** null: never */
  nextAt(): number | null;
}

export function createScheduler(core: Core, others: Others): Scheduler {
  const { store, clock, announcer } = core;
  const absences = createAbsences(core);
  const caller: Caller = { actor: core.surroundings.user, origin: 'scheduler' };
  let stop = () => {};
  let closed = false;
  /** since when nothing can be claimed, and why */
  let refused: Stretch | null = null;
  let passedAt = clock.now();
  let lastTurn = 0;
  let seenAt = 0;

  const look = () => {
    stop();
    if (closed) return;
    let restFor = againMs;
    // what came due meanwhile is claimed by this very pass
    if (refused !== null) refused.until = clock.now();
    try {
      const begun = clock.now();
      restFor = pass();
      refused = null;
      passedAt = begun;
    } catch (error) {
      if (refused === null) core.log('error', 'schedules cannot be claimed; it is tried again', { error: stackOf(error) });
      if (refused === null && isPassing(error)) {
        refused = { from: passedAt, until: clock.now(), why: isDiskFull(error) ? 'disk' : 'locked' };
        absences.note(refused);
      }
    }
    stop = clock.after(restFor, look);
  };

  /** How long to rest. */
  const pass = (): number => {
    const { setBack } = absences.look();
    if (setBack) planBack(core);
    endPauses(core, absences);
    const now = clock.now();
    const paused = pauseOfAll(core);
    if (paused !== null) others.fireAsked(now);
    if (paused !== null) return Math.max(0, Math.min(restMs, (paused.until ?? Infinity) - now));
    const rows = dueSchedules(store, now, groupSize);
    if (rows.length > 0) {
      claimGroup(rows);
      // When many fire in a row, those of a moment are written together; whoever waits for this thread has a turn between.
      return rows.length === groupSize ? 0 : togetherMs;
    }
    others.fire(now);
    noteSeen(now);
    const next = Math.min(nextDue(store)?.at ?? Infinity, nextPauseEnd(store) ?? Infinity, others.nextAt() ?? Infinity);
    return Math.max(0, Math.min(restMs, next - clock.now()));
  };

  const noteSeen = (now: number) => {
    if (now - seenAt < seenEveryMs && now >= seenAt) return;
    if (nextDue(store) === undefined) return;
    writeSeen(core);
    seenAt = now;
  };

  const claimGroup = (rows: readonly ScheduleRow[]) => {
    const now = clock.now();
    if (now - lastTurn > staggerMs) lastTurn = now - staggerMs;
    const runs: WrittenRun[] = [];
    changeAudited(core, caller, (log) => {
      for (const row of rows) {
        const claimed = claimOrSetAside(row, { by: { caller, log }, now });
        runs.push(...claimed.runs);
        if (claimed.belated !== null) absences.tell({ ...claimed.belated, why: absences.reasonOf(claimed.belated.until) });
      }
    });
    launchRuns(core, runs);
    for (const job of new Set(rows.map((row) => row.job))) announcer.announceSoon(`schedules ${job}`, () => ({ type: 'schedules', job }));
  };

  /** A schedule that cannot be computed must not keep all others from firing. */
  const claimOrSetAside = (row: ScheduleRow, context: { by: Parameters<typeof claim>[2]['by']; now: number }) => {
    try {
      return claim(core, row, {
        ...context,
        reasonOf: (dueAt) => absences.reasonOf(dueAt),
        turn: () => {
          lastTurn += staggerMs;
          return lastTurn;
        },
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'DJ-SCHEDULE-INVALID') throw error;
      core.log('error', 'a schedule cannot be understood and does not fire any more', {
        job: row.job,
        schedule: row.name,
        error: stackOf(error),
      });
      writeNext(store, row.id, null);
      return { runs: [], belated: null };
    }
  };

  planForZone(core);
  stop = clock.after(0, look);
  return {
    replan: look,
    woke() {
      absences.noteSleep();
      look();
    },
    noteOver: (stretch) => absences.note(stretch),
    close() {
      closed = true;
      stop();
      if (nextDue(store) !== undefined) writeSeen(core);
    },
  };
}

/** The clock was ahead and is not any more: what was decided without a run about the time to come is open again. */
function planBack(core: Core): void {
  core.log('warn', 'the clock was set back', { now: core.clock.now() });
  core.store.transaction(() => {
    const ids = new Set(reopenAhead(core.store, core.clock.now()));
    if (ids.size > 0)
      planAnew(
        core,
        listSchedules(core.store).filter((row) => ids.has(row.id)),
      );
  });
}

/** Of those whose time has come. */
function endPauses(core: Core, absences: Absences): void {
  const { store, clock, announcer } = core;
  const now = clock.now();
  const all = pauseOfAll(core);
  if (all !== null && all.until !== null && all.until <= now) {
    writePauseOfAll(core, null);
    absences.note({ from: all.at, until: all.until, why: 'paused' });
    announcer.announce({ type: 'schedules', job: null });
  }
  for (const row of pausesOver(store, now)) {
    writePause(store, row.id, null);
    absences.note({ from: row.pausedAt ?? now, until: row.pausedUntil ?? now, why: 'paused' });
    announcer.announceSoon(`schedules ${row.job}`, () => ({ type: 'schedules', job: row.job }));
  }
}
