// The audit log: entries in a hash chain, each holding the hash of the one before. Appended in the transaction of the
// change it speaks of; the database refuses to change or delete them, and `verifyAudit` finds it when somebody did.
import { digestOf } from './digest.ts';
import type { Store } from './open.ts';

export interface NewAuditEntry {
  at: number;
  actor: string;
  origin: string;
  action: string;
  object: string;
  before: unknown;
  after: unknown;
  result: string;
}

export interface AuditRow extends NewAuditEntry {
  seq: number;
  hash: string;
}

interface StoredRow {
  seq: number;
  at: number;
  actor: string;
  origin: string;
  action: string;
  object: string;
  before: string;
  after: string;
  result: string;
  hash: string;
}

const jsonOf = (value: unknown) => JSON.stringify(value ?? null);

function hashOf(previous: string, row: Omit<StoredRow, 'hash'>): string {
  const { seq, at, actor, origin, action, object, before, after, result } = row;
  return digestOf(JSON.stringify([previous, seq, at, actor, origin, action, object, before, after, result]));
}

/** The last entry; number 0 before there is one. */
export function auditHead(store: Store): { seq: number; hash: string } {
  return store.get('SELECT seq, hash FROM audit_head WHERE id = 1') ?? { seq: 0, hash: '' };
}

/** Call inside the transaction of the change itself. */
export function appendAudit(store: Store, entry: NewAuditEntry): AuditRow {
  const head = auditHead(store);
  const row = { ...entry, seq: head.seq + 1, before: jsonOf(entry.before), after: jsonOf(entry.after) };
  const hash = hashOf(head.hash, row);
  store.run(
    `INSERT INTO audit (seq, at, actor, origin, action, object, before, after, result, hash)
     VALUES ($seq, $at, $actor, $origin, $action, $object, $before, $after, $result, $hash)`,
    { ...row, hash },
  );
  store.run('UPDATE audit_head SET seq = $seq, hash = $hash WHERE id = 1', { seq: row.seq, hash });
  return { ...entry, seq: row.seq, hash };
}

export interface AuditFilter {
  since: number | null;
  object: string | null;
  action: string | null;
  text: string | null;
  beforeSeq: number | null;
  limit: number;
}

/** Newest first. */
export function listAudit(store: Store, filter: AuditFilter): AuditRow[] {
  const rows = store.all<StoredRow>(
    `SELECT * FROM audit
     WHERE ($since IS NULL OR at >= $since) AND ($object IS NULL OR object = $object) AND ($action IS NULL OR action = $action)
       AND ($beforeSeq IS NULL OR seq < $beforeSeq)
       AND ($text IS NULL OR instr(lower(actor || ' ' || origin || ' ' || action || ' ' || object || ' ' || result || ' ' || after), lower($text)) > 0)
     ORDER BY seq DESC LIMIT $limit`,
    { ...filter },
  );
  return rows.map((row) => ({ ...row, before: JSON.parse(row.before), after: JSON.parse(row.after) }));
}

export interface AuditVerdict {
  ok: boolean;
  entries: number;
  head: string;
  seq: number | null;
  problem: string | null;
}

/** Walks the whole chain; names the first entry that does not hold. */
export function verifyAudit(store: Store): AuditVerdict {
  let previous = '';
  let expected = 1;
  for (const row of store.database.prepare<[], StoredRow>('SELECT * FROM audit ORDER BY seq').iterate()) {
    const broken = (problem: string): AuditVerdict => ({ ok: false, entries: expected - 1, head: previous, seq: expected, problem });
    if (row.seq > expected) return broken(`entry ${expected} is missing`);
    if (row.hash !== hashOf(previous, row))
      return broken(`entry ${expected} was changed, or is not the one that followed entry ${expected - 1}`);
    previous = row.hash;
    expected += 1;
  }
  const head = auditHead(store);
  const entries = expected - 1;
  if (head.seq === entries && head.hash === previous) return { ok: true, entries, head: previous, seq: null, problem: null };
  const problem =
    head.seq > entries ? `entries ${expected} to ${head.seq} are missing at the end` : `entry ${head.seq + 1} was inserted at the end`;
  return { ok: false, entries, head: previous, seq: Math.min(expected, head.seq + 1), problem };
}
