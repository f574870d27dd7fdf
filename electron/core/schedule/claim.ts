// Claims due moments: each gets its row in the ledger, with the run it is run by, in one transaction. Whatever dies between
// two lines here leaves all of it or nothing.
import { AppError } from '../../../shared/errors.ts';
import { jitterOf } from '../../../shared/model/schedule/jitter.ts';
import { type AbsenceReason, type Judged, judge } from '../../../shared/model/schedule/ledger.ts';
import type { Schedule } from '../../../shared/model/schedule/schedule.ts';
import { claimedMoments, insertOccurrence } from '../../store/occurrences.ts';
import { type ScheduleRow, writeNext } from '../../store/schedules.ts';
import type { Core } from '../core.ts';
import type { Deed } from '../deed.ts';
import { isPassing } from '../passing.ts';
import type { Caller } from '../ports.ts';
import { type WrittenRun, writeRun } from '../run/start.ts';
import { nextUnclaimed, ruleOf } from './planning.ts';

/** More missed moments than this share rows. */
const rowsAtMost = 1000;

export interface ClaimContext {
  by: { caller: Caller; log(deed: Deed): void };
  now: number;
  reasonOf(dueAt: number): AbsenceReason;
  /** when the next late run may begin, so that they do not all do so at once */
  turn(): number;
}

export interface Claimed {
  runs: WrittenRun[];
  /** due moments that were not decided when they came: the first and last of them */
  belated: { from: number; until: number } | null;
}

/** In a transaction of the caller's own. Does nothing when another instance was faster. */
export function claim(core: Core, row: ScheduleRow, context: ClaimContext): Claimed {
  const { store } = core;
  const { now } = context;
  const rule = ruleOf(row);
  const nothing: Claimed = { runs: [], belated: null };
  const from = row.nextAt ?? now;
  if (!writeNext(store, row.id, nextUnclaimed(core, row.id, rule, now), from)) return nothing;
  const { older, due } = dueUntil(core, row, rule, { from, now });
  if (due.length === 0) return nothing;
  const { misfire, maxLateMs, isBlackedOut } = rule;
  const judged = judge({ due, now, misfire, maxLateMs, reasonOf: context.reasonOf, isBlackedOut });
  if (older !== null) writeOlder(core, row, context, older);
  const runs = writeJudged(core, { row, rule, judged }, context);
  const late = judged.filter(({ outcome }) => outcome === 'ran late' || outcome === 'merged' || outcome === 'missed');
  const belated = late.length === 0 ? null : { from: older?.from ?? late[0]?.dueAt ?? now, until: late.at(-1)?.dueAt ?? now };
  return { runs, belated };
}

interface Older {
  from: number;
  until: number;
  count: number;
}

/** The newest due moments, and how many there were before. */
function dueUntil(core: Core, row: ScheduleRow, rule: Schedule, { from, now }: { from: number; now: number }) {
  const claimed = claimedMoments(core.store, row.id, from, now);
  let due: number[] = [];
  let older = null as Older | null;
  for (const instant of rule.dueAfter(from - 1)) {
    if (instant > now) break;
    if (claimed.has(instant)) continue;
    due.push(instant);
    if (due.length < 2 * rowsAtMost) continue;
    const passed = due.slice(0, -rowsAtMost);
    older = { from: older?.from ?? passed[0] ?? from, until: passed.at(-1) ?? from, count: (older?.count ?? 0) + passed.length };
    due = due.slice(-rowsAtMost);
  }
  return { due, older };
}

function writeOlder(core: Core, row: ScheduleRow, { now, reasonOf }: ClaimContext, { from, until, count }: Older): void {
  insertOccurrence(core.store, {
    scheduleId: row.id,
    dueAt: from,
    outcome: 'missed',
    reason: `${count} in a row: ${reasonOf(until)}`,
    run: null,
    decidedAt: now,
    count,
    lastDueAt: until,
  });
}

function writeJudged(
  core: Core,
  { row, rule, judged }: { row: ScheduleRow; rule: Schedule; judged: readonly Judged[] },
  context: ClaimContext,
) {
  const runs = new Map<number, WrittenRun>();
  const refused = new Map<number, string>();
  for (const { dueAt, outcome } of judged) {
    if (outcome !== 'ran' && outcome !== 'ran late') continue;
    const written = runOrReason(core, { row, rule, dueAt, isLate: outcome === 'ran late' }, context);
    if (typeof written === 'string') refused.set(dueAt, written);
    else runs.set(dueAt, written);
  }
  for (const { dueAt, outcome, reason, mergedInto } of judged) {
    const refusal = refused.get(dueAt);
    insertOccurrence(core.store, {
      scheduleId: row.id,
      dueAt,
      outcome: refusal === undefined ? outcome : 'skipped',
      reason: refusal ?? reason,
      run: runs.get(mergedInto ?? dueAt)?.row.id ?? null,
      decidedAt: context.now,
      count: 1,
      lastDueAt: dueAt,
    });
  }
  return [...runs.values()];
}

/** What keeps a run from being made is the row's reason; a bug is logged, and is one too: it must not come back for ever. */
function runOrReason(
  core: Core,
  { row, rule, dueAt, isLate }: { row: ScheduleRow; rule: Schedule; dueAt: number; isLate: boolean },
  { by, turn }: ClaimContext,
): WrittenRun | string {
  const begin = isLate ? turn() : dueAt;
  try {
    return writeRun(
      core,
      by,
      { job: row.job, params: {} },
      {
        trigger: isLate ? 'catch-up' : 'schedule',
        schedule: row.name,
        dueAt,
        notBefore: (host) => {
          const at = begin + jitterOf(rule.jitterMs, `${row.job}/${row.name}`, host);
          return at > core.clock.now() ? at : null;
        },
      },
    );
  } catch (error) {
    if (error instanceof AppError && !isPassing(error)) {
      const { what, where, code } = error.refusal;
      return code === 'DJ-RUN-OVERLAP' ? `overlap: ${where} was going on` : `${what} [${code}]`;
    }
    throw error;
  }
}
