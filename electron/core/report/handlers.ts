// Reports: made, looked at before, listed as the audit log knows them; the key they are verified with.
import { setImmediate } from 'node:timers/promises';
import { type ReportEntry, reportEntry } from '../../../shared/contract/reports.ts';
import { publicKeyText } from '../../../shared/model/report/signature.ts';
import { type AuditRow, listAudit } from '../../store/audit.ts';
import type { Core } from '../core.ts';
import { instantOf } from '../edge.ts';
import type { Folder } from '../fold/folder.ts';
import { os } from '../os.ts';
import { gatherReport, makeReport } from './making.ts';
import { subjectOf } from './subject.ts';

export function reportHandlers(core: Core, folder: Folder) {
  const makers = { core, folder };
  return {
    make: os.reports.make.handler(async ({ input, context }) => {
      const { format, bom, ...asked } = input;
      const { bytes, ...made } = await makeReport(makers, context.caller, subjectOf(core, asked), { format, bom });
      await setImmediate(); // what it takes to answer with many bytes is a turn of its own
      return { ...made, base64: Buffer.from(bytes).toString('base64') };
    }),
    preview: os.reports.preview.handler(async ({ input, context }) => {
      const report = await gatherReport(makers, context.caller, subjectOf(core, input));
      const html = await core.reporter.write(report, 'html', { bom: false });
      return { title: report.title, html: new TextDecoder().decode(html) };
    }),
    list: os.reports.list.handler(({ input }) => {
      const limit = input?.limit ?? 100;
      const filter = { since: null, object: null, action: 'report.make', text: null, beforeSeq: null, limit };
      return listAudit(core.store, filter).flatMap((row) => entryOf(row) ?? []);
    }),
    key: os.reports.key.handler(() => {
      const publicKey = core.reporter.publicKey();
      return { publicKey: publicKeyText(publicKey), fingerprint: core.reporter.fingerprint(publicKey) };
    }),
  };
}

/** null: written by a djcron that says something else of its reports. */
function entryOf({ seq, at, actor, after }: AuditRow): ReportEntry | null {
  const told = typeof after === 'object' && after !== null ? after : {};
  const parsed = reportEntry.safeParse({ ...told, seq, at: instantOf(at), actor });
  return parsed.success ? parsed.data : null;
}
