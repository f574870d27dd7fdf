// Reports that are due at times: the scheduler fires them, each due moment gets one row of their ledger in one transaction, and
// what is due there is made and delivered, one after the other, again after a failure that may pass, and after djcron died.
import { AppError, stackOf } from '../../../shared/errors.ts';
import { newestDue, pauseAfter, ruleOfPlan } from '../../../shared/model/report/plan.ts';
import type { Delivered, NamedFile } from '../../notify/folder.ts';
import {
  type DeliveryRow,
  dueDeliveries,
  dueReportSchedules,
  listReportSchedules,
  moveReportSchedule,
  newDelivery,
  nextReportAt,
  type ReportScheduleRow,
  reopenDeliveries,
  writeDelivery,
} from '../../store/report-schedules.ts';
import { changeAudited } from '../audited.ts';
import { instantOf } from '../edge.ts';
import { isPassing } from '../passing.ts';
import type { Caller } from '../ports.ts';
import { mailServerOf } from './mail-settings.ts';
import { gatherReport, type Makers, writeReport } from './making.ts';
import { subjectOfPlan } from './subject.ts';

export interface Deliveries {
  /** Claims what is due, and begins what is to be delivered. */
  fire(now: number): void;
  /** Begins only what somebody asked for: no pause holds it. */
  fireAsked(now: number): void;
  /** When there is something to do next; null: never. */
  nextAt(): number | null;
  /** Waits a moment for what is being made; what is not done by then is made again after the next start. */
  close(): Promise<void>;
}

const patienceMs = 5000;

export function createDeliveries(makers: Makers): Deliveries {
  const { core } = makers;
  const { store } = core;
  let working = Promise.resolve();
  let closed = false;
  reopenDeliveries(store, core.clock.now());
  const begin = (row: DeliveryRow) => {
    const begun: DeliveryRow = { ...row, state: 'due', nextTryAt: null, tries: row.tries + 1 };
    writeDelivery(store, begun);
    working = working.then(() => (closed ? undefined : carryOut(makers, begun, () => closed)));
  };
  return {
    fire(now) {
      for (const row of dueReportSchedules(store, now)) claim(makers, row, now);
      for (const row of dueDeliveries(store, now)) begin(row);
    },
    fireAsked(now) {
      // what a schedule claimed is begun in the same breath, so that what was never tried was asked for
      for (const row of dueDeliveries(store, now)) if (row.tries === 0) begin(row);
    },
    nextAt: () => nextReportAt(store),
    async close() {
      closed = true;
      let takeBack = () => {};
      const enough = new Promise<void>((resolve) => {
        takeBack = core.clock.after(patienceMs, resolve);
      });
      await Promise.race([working, enough]);
      takeBack();
    },
  };
}

/** One report for all moments that came due while nobody looked; the time it tells of is that before the newest. */
function claim({ core }: Makers, row: ReportScheduleRow, now: number): void {
  const rule = ruleOfPlan(row.plan, row.timezone);
  core.store.transaction(() => {
    const [next = null] = rule.dueAfter(now);
    if (!moveReportSchedule(core.store, row, next)) return;
    const due = newestDue(rule, row.nextAt ?? now, now);
    if (due === null) return;
    writeDelivery(core.store, newDelivery(row.id, due, now));
  });
}

async function carryOut(makers: Makers, row: DeliveryRow, isOver: () => boolean): Promise<void> {
  const { core } = makers;
  try {
    const schedule = listReportSchedules(core.store).find(({ id }) => id === row.schedule);
    if (schedule === undefined) return; // taken away meanwhile
    const { files, outcome } = await deliver(makers, schedule, row);
    if (!isOver() || outcome === null) writeOutcome(makers, schedule, { ...row, files }, outcome);
  } catch (error) {
    core.log('error', 'the delivery of a report cannot be written', {
      error: stackOf(error),
    });
  }
}

interface Tried {
  files: string[];
  outcome: Delivered;
}

async function deliver(makers: Makers, schedule: ReportScheduleRow, { dueAt }: DeliveryRow): Promise<Tried> {
  const { core } = makers;
  const { plan, actor } = schedule;
  const caller: Caller = { actor, origin: 'scheduler' };
  try {
    const subject = subjectOfPlan(core, schedule, dueAt);
    const report = await gatherReport(makers, caller, subject);
    const files: NamedFile[] = [];
    for (const format of plan.formats) {
      const { name, bytes, mediaType, signature } = await writeReport(core, caller, report, { format, bom: false });
      files.push({ name, bytes, mediaType });
      if (signature !== null) files.push({ name: `${name}.sig`, bytes: Buffer.from(signature), mediaType: 'text/plain' });
    }
    const subjectLine = `djcron: ${report.title}`;
    const outcome = await send(makers, plan, { subject: subjectLine, files });
    return { files: files.map(({ name }) => name), outcome };
  } catch (error) {
    if (error instanceof AppError) return { files: [], outcome: { why: error.refusal.what, again: isPassing(error) } };
    core.log('error', 'a report cannot be made', { error: stackOf(error) });
    return { files: [], outcome: { why: 'a bug: see the log of the engine', again: true } };
  }
}

async function send(
  { core }: Makers,
  { folder, mail }: ReportScheduleRow['plan'],
  { subject, files }: { subject: string; files: NamedFile[] },
): Promise<Delivered> {
  const written = folder === null ? null : await core.post.toFolder(folder, files);
  if (written !== null || mail.length === 0) return written;
  const server = mailServerOf(core);
  if (server === null) return { why: 'there is no mail server: set mail.host', again: true };
  const text = `${subject}\n\nThe report is attached. Whether a file is as djcron made it: djcron report verify FILE\n`;
  return core.post.toMail(server, { to: mail, subject, text, files });
}

/** What the world answered, with an entry in the audit log. */
function writeOutcome({ core }: Makers, schedule: ReportScheduleRow, row: DeliveryRow, outcome: Delivered): void {
  const now = core.clock.now();
  const pause = outcome?.again ? pauseAfter(row.tries) : null;
  const state = outcome === null ? 'delivered' : pause === null ? 'failed' : 'waiting';
  const reason = outcome?.why ?? null;
  const finishedAt = state === 'waiting' ? null : now;
  changeAudited(core, { actor: schedule.actor, origin: 'scheduler' }, (log) => {
    // taken away meanwhile: what went out is logged all the same
    if (listReportSchedules(core.store).some(({ id }) => id === row.schedule))
      writeDelivery(core.store, { ...row, state, reason, finishedAt, nextTryAt: pause === null ? null : now + pause });
    const { folder, mail } = schedule.plan;
    const after = { dueAt: instantOf(row.dueAt), files: row.files, folder, mail, tries: row.tries, reason };
    log({ action: 'report.deliver', object: schedule.name, after, result: state === 'delivered' ? 'ok' : state });
  });
  core.scheduler().replan();
}
