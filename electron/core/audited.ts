// Log everything: a change and its entry in the audit log are one transaction, and both are announced after it.
import type { AuditEntry } from '../../shared/contract/audit.ts';
import { type AuditRow, appendAudit } from '../store/audit.ts';
import type { Core } from './core.ts';
import { instantOf } from './edge.ts';
import type { Caller, Ports } from './ports.ts';

export interface Deed {
  /** noun.verb */
  action: string;
  /** name or id of what it is done to */
  object: string;
  before?: unknown;
  after?: unknown;
  result?: string;
}

/** Runs `work` in a transaction; what it passes to `log` is written with it. Nothing is announced when it throws. */
export function changeAudited<T>(core: Core, caller: Caller, work: (log: (deed: Deed) => void) => T): T {
  const rows: AuditRow[] = [];
  const result = core.store.transaction(() => work((deed) => rows.push(appendDeed(core, caller, deed))));
  for (const row of rows) core.announcer.announce({ type: 'audit', entry: auditEntryOf(row) });
  return result;
}

/** For what has an entry but no change of its own, as a connection test. */
export function logDeed(core: Core, caller: Caller, deed: Deed): void {
  changeAudited(core, caller, (log) => log(deed));
}

/** Inside a transaction of the caller's own. */
export function appendDeed(ports: Pick<Ports, 'store' | 'clock'>, caller: Caller, deed: Deed): AuditRow {
  return appendAudit(ports.store, {
    at: ports.clock.now(),
    actor: caller.actor,
    origin: caller.origin,
    action: deed.action,
    object: deed.object,
    before: deed.before ?? null,
    after: deed.after ?? null,
    result: deed.result ?? 'ok',
  });
}

export function auditEntryOf(row: AuditRow): AuditEntry {
  return { ...row, at: instantOf(row.at), origin: row.origin as AuditEntry['origin'] };
}
