// Log everything: a change and its entry in the audit log are one transaction, and both are announced after it.
import type { AuditRow } from '../store/audit.ts';
import type { Core } from './core.ts';
import { appendDeed, auditEntryOf, type Deed } from './deed.ts';
import type { Caller } from './ports.ts';

/** Runs `work` in a transaction; what it passes to `log` is written with it. Nothing is announced when it throws. */
export function changeAudited<T>(core: Core, caller: Caller, work: (log: (deed: Deed) => AuditRow) => T): T {
  const rows: AuditRow[] = [];
  const log = (deed: Deed) => {
    const row = appendDeed(core, caller, deed);
    rows.push(row);
    return row;
  };
  const result = core.store.transaction(() => work(log));
  for (const row of rows) core.announcer.announce({ type: 'audit', entry: auditEntryOf(row) });
  return result;
}

/** For what has an entry but no change of its own, as a connection test. */
export function logDeed(core: Core, caller: Caller, deed: Deed): AuditRow {
  return changeAudited(core, caller, (log) => log(deed));
}
