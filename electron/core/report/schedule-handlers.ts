// Reports that are due at times: told, planned and taken away.
import path from 'node:path';
import type { ReportSchedule } from '../../../shared/contract/report-schedules.ts';
import { AppError } from '../../../shared/errors.ts';
import { reportPlan, ruleOfPlan } from '../../../shared/model/report/plan.ts';
import { nearestOf } from '../../../shared/model/target/nearest.ts';
import {
  type DeliveryRow,
  getReportSchedule,
  lastDeliveries,
  listReportSchedules,
  newDelivery,
  type ReportScheduleRow,
  removeReportSchedule,
  writeDelivery,
  writeReportSchedule,
} from '../../store/report-schedules.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import { instantOf, instantOrNull } from '../edge.ts';
import { os } from '../os.ts';
import { refuseWithoutMail } from './mail-settings.ts';
import { periodOf } from './subject.ts';

const shownDeliveries = 10;

export function reportScheduleHandlers(core: Core) {
  const { store, clock, surroundings } = core;
  return {
    schedules: os.reports.schedules.handler(() => listReportSchedules(store).map((row) => present(core, row))),
    schedule: os.reports.schedule.handler(({ input, context }) => {
      const { name, ...wanted } = input;
      const plan = reportPlan.parse(wanted);
      const rule = ruleOfPlan(plan, surroundings.timezone);
      refuse(core, plan);
      const before = getReportSchedule(store, name)?.plan ?? null;
      const [nextAt = null] = rule.dueAfter(clock.now());
      changeAudited(core, context.caller, (log) => {
        writeReportSchedule(store, { name, plan, timezone: surroundings.timezone, nextAt, actor: context.caller.actor });
        log({ action: 'report.schedule', object: name, before, after: plan });
      });
      core.scheduler().replan();
      return present(core, scheduleNamed(core, name));
    }),
    send: os.reports.send.handler(({ input, context }) => {
      const row = scheduleNamed(core, input.name);
      const delivery = deliveryNow(core, row.id);
      if (delivery !== null) {
        changeAudited(core, context.caller, (log) => {
          writeDelivery(store, delivery);
          log({ action: 'report.send', object: row.name, after: { ...row.plan, dueAt: instantOf(delivery.dueAt) } });
        });
        core.scheduler().replan();
      }
      return present(core, row);
    }),
    unschedule: os.reports.unschedule.handler(({ input, context }) => {
      const row = scheduleNamed(core, input.name);
      changeAudited(core, context.caller, (log) => {
        removeReportSchedule(store, row.id);
        log({ action: 'report.unschedule', object: row.name, before: row.plan });
      });
      return { removed: row.name };
    }),
  };
}

/** One that waits for another try begins anew, so that nothing goes out twice; null: one is just being made. */
function deliveryNow({ store, clock }: Core, schedule: number): DeliveryRow | null {
  const now = clock.now();
  const [last] = lastDeliveries(store, schedule, 1);
  if (last === undefined || last.finishedAt !== null) return newDelivery(schedule, { dueAt: now, count: 1 }, now);
  return last.state === 'due' || last.tries === 0 ? null : newDelivery(schedule, last, now);
}

/** Throws DJ-INPUT-INVALID, and what is not there. */
function refuse(core: Core, { folder, mail, period, job, host }: ReportScheduleRow['plan']): void {
  if (period === 'run' && job === null)
    throw new AppError('DJ-INPUT-INVALID', 'a report of a run needs a job', {
      where: 'job',
      remedy: 'name the job whose newest run it is of',
    });
  if (period === 'run' && host !== null)
    throw new AppError('DJ-INPUT-INVALID', 'a report of a run has all its hosts', { where: 'host', remedy: 'leave the host out' });
  if (folder === null && mail.length === 0)
    throw new AppError('DJ-INPUT-INVALID', 'the report goes nowhere', { where: 'folder', remedy: 'give a folder, addresses, or both' });
  if (folder !== null && !path.isAbsolute(folder))
    throw new AppError('DJ-INPUT-INVALID', `"${folder}" is no absolute path`, { where: 'folder', remedy: 'write it from the root on' });
  if (mail.length > 0) refuseWithoutMail(core);
  periodOf(core, { since: 0, until: 1, job, host });
}

/** Throws DJ-SCHEDULE-UNKNOWN. */
function scheduleNamed({ store }: Core, name: string): ReportScheduleRow {
  const row = getReportSchedule(store, name);
  if (row !== undefined) return row;
  const nearest = nearestOf(
    name,
    listReportSchedules(store).map((one) => one.name),
  );
  throw new AppError('DJ-SCHEDULE-UNKNOWN', `no report is due under the name "${name}"`, {
    where: name,
    remedy: nearest ? `did you mean ${nearest}?` : 'see: djcron report schedule list',
  });
}

function present({ store }: Core, { id, name, plan, timezone, nextAt, actor }: ReportScheduleRow): ReportSchedule {
  const { words, timezone: zone } = ruleOfPlan(plan, timezone);
  const deliveries = lastDeliveries(store, id, shownDeliveries).map(({ schedule: _, ...row }) => ({
    ...row,
    dueAt: instantOf(row.dueAt),
    nextTryAt: instantOrNull(row.nextTryAt),
    finishedAt: instantOrNull(row.finishedAt),
  }));
  return { name, ...plan, timezone: zone, words, nextAt: instantOrNull(nextAt), actor, deliveries };
}
