// Keeps the schedules of the store in step with the jobs' files: what an entry is due next is stored, so that only what
// changed or fired is ever computed. Editing, enabling and a new zone never fire anything: due counts from now on.
import type { JobDefinition } from '../../../shared/model/job.ts';
import { type Schedule, type ScheduleEntry, scheduleName, scheduleOf } from '../../../shared/model/schedule/schedule.ts';
import { isClaimed } from '../../store/occurrences.ts';
import { listSchedules, markScheduleRemoved, plannedElsewhere, type ScheduleRow, writeNext, writeSchedule } from '../../store/schedules.ts';
import type { Ports } from '../ports.ts';

type Needs = Pick<Ports, 'store' | 'clock' | 'surroundings'>;

const rules = new WeakMap<ScheduleEntry, Map<string, Schedule>>();

/** Throws DJ-SCHEDULE-INVALID, which what is stored never is. */
export function ruleOf({ entry, position, timezone }: Pick<ScheduleRow, 'entry' | 'position' | 'timezone'>): Schedule {
  const known = rules.get(entry) ?? new Map<string, Schedule>();
  rules.set(entry, known);
  const key = `${timezone} ${position}`;
  const rule = known.get(key) ?? scheduleOf(entry, position, timezone);
  known.set(key, rule);
  return rule;
}

/** The first due moment after `after` that has no row in the ledger; null: there is none. */
export function nextUnclaimed({ store }: Pick<Ports, 'store'>, id: number, rule: Schedule, after: number): number | null {
  for (const instant of rule.dueAfter(after)) if (!isClaimed(store, id, instant)) return instant;
  return null;
}

/** In the transaction that changes the job. `enabled`: whether its schedules fire; one that stays as it was stays as planned. */
export function planJobSchedules(needs: Needs, job: { id: number; definition: JobDefinition | null; enabled: boolean }): void {
  const { store, clock, surroundings } = needs;
  const now = clock.now();
  const { timezone } = surroundings;
  const before = new Map(listSchedules(store, job.id).map((row) => [row.name, row]));
  const entries = job.definition?.schedules ?? [];
  entries.forEach((entry, position) => {
    const name = scheduleName(entry, position);
    const row = before.get(name);
    before.delete(name);
    const isSame = row !== undefined && row.position === position && JSON.stringify(row.entry) === JSON.stringify(entry);
    if (isSame && job.enabled && row.nextAt !== null) return;
    const id = writeSchedule(store, { jobId: job.id, name, position, entry, timezone });
    if (job.enabled) writeNext(store, id, nextUnclaimed(needs, id, scheduleOf(entry, position, timezone), now));
  });
  for (const row of before.values()) markScheduleRemoved(store, row.id, now);
}

/** Those without a zone of their own follow this computer when it is in another one than before. */
export function planForZone(needs: Needs): number {
  const { store, clock, surroundings } = needs;
  const rows = plannedElsewhere(store, surroundings.timezone);
  if (rows.length === 0) return 0;
  store.transaction(() => {
    for (const row of rows) {
      const here = { ...row, timezone: surroundings.timezone };
      const id = writeSchedule(store, {
        jobId: row.jobId,
        name: row.name,
        position: row.position,
        entry: row.entry,
        timezone: here.timezone,
      });
      if (row.nextAt === null) continue;
      const moved = ruleOf(here).timezone !== ruleOf(row).timezone;
      writeNext(store, id, moved ? nextUnclaimed(needs, id, ruleOf(here), clock.now()) : row.nextAt);
    }
  });
  return rows.length;
}

/** Plans these anew from now on, as after a clock that was ahead. */
export function planAnew(needs: Needs, rows: readonly ScheduleRow[]): void {
  for (const row of rows) {
    if (row.nextAt !== null || row.disabled === 0)
      writeNext(needs.store, row.id, nextUnclaimed(needs, row.id, ruleOf(row), needs.clock.now()));
  }
}
