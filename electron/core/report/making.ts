// Makes a report: gathers it, has it written down, and says so in the audit log in one breath with its digest, on which the
// signature stands.

import type { MadeReport } from '../../../shared/contract/reports.ts';
import { reportFileName } from '../../../shared/model/report/file-name.ts';
import { mediaTypes, type Report, type ReportFormat } from '../../../shared/model/report/report.ts';
import { auditHead } from '../../store/audit.ts';
import { logDeed } from '../audited.ts';
import type { Core } from '../core.ts';
import { instantOf } from '../edge.ts';
import type { Folder } from '../fold/folder.ts';
import type { Caller } from '../ports.ts';
import { gatherPeriod } from './gather-period.ts';
import { gatherRun } from './gather-run.ts';
import { type Subject, titleOf } from './subject.ts';

/** What the making needs besides the core. */
export interface Makers {
  core: Core;
  folder: Folder;
}

export async function gatherReport({ core, folder }: Makers, caller: Caller, subject: Subject): Promise<Report> {
  const { clock, surroundings, store } = core;
  const part = subject.kind === 'run' ? await gatherRun(core, folder, subject.run) : gatherPeriod(core, subject);
  const now = clock.now();
  const period = subject.kind === 'run' ? null : subject;
  return {
    schema: 'djcron/report/v1',
    kind: subject.kind,
    title: titleOf(subject, { timezone: surroundings.timezone, now }),
    madeAt: instantOf(now),
    madeBy: caller.actor,
    version: surroundings.version,
    timezone: surroundings.timezone,
    audit: auditHead(store),
    about: {
      run: subject.kind === 'run' ? subject.run.id : null,
      job: subject.kind === 'run' ? subject.run.job : subject.job,
      host: period?.host ?? null,
      since: period && instantOf(period.since),
      until: period && instantOf(period.until),
    },
    run: null,
    period: null,
    ...part,
  };
}

export interface Wanted {
  format: ReportFormat;
  bom: boolean;
}

export interface Made extends Omit<MadeReport, 'base64'> {
  bytes: Uint8Array;
}

export async function makeReport(makers: Makers, caller: Caller, subject: Subject, wanted: Wanted): Promise<Made> {
  return writeReport(makers.core, caller, await gatherReport(makers, caller, subject), wanted);
}

/** Of what was gathered; the same may be written in several forms. */
export async function writeReport(core: Core, caller: Caller, report: Report, { format, bom }: Wanted): Promise<Made> {
  const { reporter } = core;
  reporter.publicKey(); // before anything is logged: without a key nothing is made
  const content = await reporter.write(report, format, { bom });
  const sha256 = reporter.digest(content);
  const { title, kind, about } = report;
  const { seq, hash } = logDeed(core, caller, {
    action: 'report.make',
    object: about.run ?? title,
    after: { title, kind, format, about, sha256, key: reporter.publicKey() },
  });
  const sealed = reporter.seal(content, { format, sha256, audit: { seq, hash }, madeAt: report.madeAt });
  return {
    name: reportFileName(report, format),
    format,
    mediaType: mediaTypes[format],
    bytes: sealed.bytes,
    signature: sealed.beside,
    sha256,
    audit: { seq, hash },
  };
}
