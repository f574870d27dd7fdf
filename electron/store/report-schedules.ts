// Reports that are due at times, and their ledger.
import type { DeliveryState, ReportPlan } from '../../shared/model/report/plan.ts';
import type { Store } from './open.ts';

export interface ReportScheduleRow {
  id: number;
  name: string;
  plan: ReportPlan;
  timezone: string;
  nextAt: number | null;
  actor: string;
}

interface Stored extends Omit<ReportScheduleRow, 'plan'> {
  definition: string;
}

const columns = 'id, name, definition, timezone, next_at AS nextAt, actor';
const modelOf = ({ definition, ...row }: Stored): ReportScheduleRow => ({ ...row, plan: JSON.parse(definition) });

export function listReportSchedules(store: Store): ReportScheduleRow[] {
  return store.all<Stored>(`SELECT ${columns} FROM report_schedules ORDER BY name`).map(modelOf);
}

export function getReportSchedule(store: Store, name: string): ReportScheduleRow | undefined {
  const row = store.get<Stored>(`SELECT ${columns} FROM report_schedules WHERE name = $name`, { name });
  return row && modelOf(row);
}

export function writeReportSchedule(store: Store, row: Omit<ReportScheduleRow, 'id'>): void {
  store.run(
    `INSERT INTO report_schedules (name, definition, timezone, next_at, actor) VALUES ($name, $definition, $timezone, $nextAt, $actor)
     ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, timezone = excluded.timezone, next_at = excluded.next_at, actor = excluded.actor`,
    { name: row.name, definition: JSON.stringify(row.plan), timezone: row.timezone, nextAt: row.nextAt, actor: row.actor },
  );
}

export function removeReportSchedule(store: Store, id: number): void {
  store.run('DELETE FROM report_deliveries WHERE schedule = $id', { id });
  store.run('DELETE FROM report_schedules WHERE id = $id', { id });
}

export function dueReportSchedules(store: Store, now: number): ReportScheduleRow[] {
  return store.all<Stored>(`SELECT ${columns} FROM report_schedules WHERE next_at <= $now ORDER BY next_at`, { now }).map(modelOf);
}

/** When something is to be done next: a report is due, or a delivery is tried again. */
export function nextReportAt(store: Store): number | null {
  const row = store.get<{ at: number | null }>(
    `SELECT min(at) AS at FROM (SELECT min(next_at) AS at FROM report_schedules UNION ALL SELECT min(next_try_at) FROM report_deliveries)`,
  );
  return row?.at ?? null;
}

/** false: another was faster. */
export function moveReportSchedule(store: Store, { id, nextAt }: ReportScheduleRow, next: number | null): boolean {
  return store.run('UPDATE report_schedules SET next_at = $next WHERE id = $id AND next_at = $nextAt', { id, nextAt, next }) === 1;
}

export interface DeliveryRow {
  schedule: number;
  dueAt: number;
  state: DeliveryState;
  reason: string | null;
  count: number;
  files: string[];
  tries: number;
  nextTryAt: number | null;
  finishedAt: number | null;
}

/** To be made at once. */
export function newDelivery(schedule: number, due: Pick<DeliveryRow, 'dueAt' | 'count'>, now: number): DeliveryRow {
  return {
    schedule,
    dueAt: due.dueAt,
    count: due.count,
    state: 'waiting',
    reason: null,
    files: [],
    tries: 0,
    nextTryAt: now,
    finishedAt: null,
  };
}

interface StoredDelivery extends Omit<DeliveryRow, 'files'> {
  files: string;
}

const deliveryColumns = `schedule, due_at AS dueAt, state, reason, count, files, tries, next_try_at AS nextTryAt, finished_at AS finishedAt`;
const deliveryOf = (row: StoredDelivery): DeliveryRow => ({ ...row, files: JSON.parse(row.files) });

export function writeDelivery(store: Store, row: DeliveryRow): void {
  store.run(
    `INSERT INTO report_deliveries (schedule, due_at, state, reason, count, files, tries, next_try_at, finished_at)
     VALUES ($schedule, $dueAt, $state, $reason, $count, $files, $tries, $nextTryAt, $finishedAt)
     ON CONFLICT (schedule, due_at) DO UPDATE SET state = excluded.state, reason = excluded.reason, files = excluded.files, tries = excluded.tries,
       next_try_at = excluded.next_try_at, finished_at = excluded.finished_at`,
    { ...row, files: JSON.stringify(row.files) },
  );
}

/** To be made now: what waited long enough. */
export function dueDeliveries(store: Store, now: number): DeliveryRow[] {
  return store
    .all<StoredDelivery>(`SELECT ${deliveryColumns} FROM report_deliveries WHERE next_try_at <= $now ORDER BY due_at`, { now })
    .map(deliveryOf);
}

/** Newest first. */
export function lastDeliveries(store: Store, schedule: number, limit: number): DeliveryRow[] {
  return store
    .all<StoredDelivery>(`SELECT ${deliveryColumns} FROM report_deliveries WHERE schedule = $schedule ORDER BY due_at DESC LIMIT $limit`, {
      schedule,
      limit,
    })
    .map(deliveryOf);
}

/**
 * Removes deliveries of moments before `at` that are over, at most so many; gives how many. The newest of each schedule stays:
 * the list tells of it.
 */
export function deleteDeliveries(store: Store, at: number, limit: number): number {
  return store.run(
    `DELETE FROM report_deliveries WHERE (schedule, due_at) IN
       (SELECT old.schedule, old.due_at FROM report_schedules AS planned CROSS JOIN report_deliveries AS old
        WHERE old.schedule = planned.id AND old.due_at < $at AND old.finished_at IS NOT NULL
          AND old.due_at < (SELECT max(due_at) FROM report_deliveries WHERE schedule = planned.id)
        LIMIT $limit)`,
    { at, limit },
  );
}

/** What an engine that died was about: it is made again. */
export function reopenDeliveries(store: Store, now: number): void {
  store.run(`UPDATE report_deliveries SET state = 'waiting', next_try_at = $now WHERE state = 'due'`, { now });
}
