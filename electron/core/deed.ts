// An entry of the audit log in the making: what was done, to what, and how it came out.
import type { AuditEntry } from '../../shared/contract/audit.ts';
import { type AuditRow, appendAudit } from '../store/audit.ts';
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
