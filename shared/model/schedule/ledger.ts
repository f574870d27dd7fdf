// What becomes of due moments: of one on time, and of those that were missed while djcron was closed, this computer asleep
// or the schedule paused. Pure; every due moment gets exactly one row.
import type { MisfirePolicy } from './schedule.ts';

/** `merged`: another occurrence of the same schedule ran for it. `skipped`: djcron was there, and did not start it. */
export const outcomes = ['ran', 'ran late', 'merged', 'missed', 'skipped'] as const;
export type OccurrenceOutcome = (typeof outcomes)[number];

export const absenceReasons = ['closed', 'asleep', 'clock', 'disk', 'locked', 'busy', 'paused'] as const;
export type AbsenceReason = (typeof absenceReasons)[number];

export interface Judged {
  dueAt: number;
  outcome: OccurrenceOutcome;
  reason: string | null;
  /** the due moment whose run ran for it */
  mergedInto: number | null;
}

export interface Judging {
  /** not empty, ascending, none later than `now` */
  due: readonly number[];
  now: number;
  misfire: MisfirePolicy;
  maxLateMs: number | null;
  /** why a moment was not seen when it came */
  reasonOf(dueAt: number): AbsenceReason;
  isBlackedOut(dueAt: number): boolean;
}

/** Seen within this time, an occurrence is on time: longer than planning ever rests. */
export const onTimeMs = 35_000;

const words: Record<AbsenceReason, string> = {
  closed: 'djcron was closed',
  asleep: 'this computer was asleep',
  clock: 'the clock was set forward',
  disk: 'the disk here was full',
  locked: 'another program held the database',
  busy: 'djcron was busy',
  paused: 'schedules were paused',
};

export function reasonWords(reason: AbsenceReason): string {
  return words[reason];
}

/** In the order of `due`. The newest is on time when it is not long past; the policy rules over all others. */
export function judge({ due, now, misfire, maxLateMs, reasonOf, isBlackedOut }: Judging): Judged[] {
  const newest = due.at(-1) ?? 0;
  const open = due.filter((dueAt) => !isBlackedOut(dueAt));
  const onTime = now - newest <= onTimeMs && open.at(-1) === newest ? newest : null;
  const inTime = open.filter((dueAt) => dueAt !== onTime && (maxLateMs === null || now - dueAt <= maxLateMs));
  const late = misfire === 'all' ? inTime : misfire === 'once' && onTime === null ? inTime.slice(-1) : [];
  const running = new Set([...late, ...(onTime === null ? [] : [onTime])]);
  const into = misfire === 'once' ? (onTime ?? late[0] ?? null) : null;
  return due.map((dueAt): Judged => {
    const row = (outcome: OccurrenceOutcome, reason: string | null, mergedInto: number | null = null) => ({
      dueAt,
      outcome,
      reason,
      mergedInto,
    });
    if (isBlackedOut(dueAt)) return row('skipped', 'blackout');
    if (dueAt === onTime) return row('ran', null);
    const why = words[reasonOf(dueAt)];
    if (running.has(dueAt)) return row('ran late', why);
    if (into !== null && inTime.includes(dueAt)) return row('merged', why, into);
    return row('missed', misfire === 'skip' || maxLateMs === null || now - dueAt <= maxLateMs ? why : `${why}, longer than it may be late`);
  });
}
