// What schedules will be due in a time to come, as they are planned now, with how many at a time: for the timeline, the
// calendar and the load curve.
import type { Planned } from '../../../shared/contract/schedules.ts';
import { createLoad } from '../../../shared/model/schedule/load.ts';
import type { Schedule } from '../../../shared/model/schedule/schedule.ts';
import { medianDurations } from '../../store/runs.ts';
import { listSchedules, type ScheduleRow } from '../../store/schedules.ts';
import type { Core } from '../core.ts';
import { instantOf } from '../edge.ts';
import { pauseOfAll } from './pauses.ts';
import { ruleOf } from './planning.ts';

const momentsAtMost = 200;
const buckets = 120;

export function planAhead(core: Core, { from, until, jobId }: { from: number; until: number; jobId: number | null }) {
  const rows = listSchedules(core.store, jobId).filter((row) => row.nextAt !== null);
  const usual = medianDurations(core.store, new Set(rows.map((row) => row.job)));
  const sizeMs = Math.max(60_000, Math.ceil((until - from) / buckets / 60_000) * 60_000);
  const first = Math.floor(from / sizeMs) * sizeMs;
  const load = createLoad({ from: first, until, sizeMs });
  const all = pauseOfAll(core);
  const schedules = rows.map((row): Planned => {
    const rule = ruleOf(row);
    const due: number[] = [];
    const counted = load.count(momentsOf(row, rule, from), 1, (at) => {
      if (due.length < momentsAtMost) due.push(at);
    });
    return {
      job: row.job,
      schedule: row.name,
      timezone: rule.timezone,
      dueAt: due.map(instantOf),
      more: counted > due.length,
      usualMs: usual.get(row.job) ?? null,
      paused: row.pausedAt !== null || all !== null,
      blackouts: rule.blackoutsIn(from, until).map((blackout) => ({ from: instantOf(blackout.from), until: instantOf(blackout.until) })),
    };
  });
  return { schedules, load: load.points().map(({ at, due }) => ({ at: instantOf(at), due })) };
}

function* momentsOf(row: ScheduleRow, rule: Schedule, from: number): Generator<number> {
  for (const instant of rule.dueAfter(Math.max(from, row.nextAt ?? from) - 1)) {
    if (!rule.isBlackedOut(instant)) yield instant;
  }
}
