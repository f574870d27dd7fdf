// The audit log: every command that changed or ran something, in a hash chain.
import * as z from 'zod';
import { instant, operation } from './base.ts';

export const auditEntry = z.object({
  seq: z.number().int(),
  at: instant,
  actor: z.string(),
  origin: z.enum(['window', 'web', 'cli', 'api', 'scheduler', 'engine']),
  /** noun.verb, as host.add */
  action: z.string(),
  /** name or id of what it was done to */
  object: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  result: z.string(),
  hash: z.string(),
});

/** `ok` false: `seq` is the first entry that does not hold, `problem` says how. */
export const verdict = z.object({
  ok: z.boolean(),
  entries: z.number().int(),
  head: z.string(),
  seq: z.number().int().nullable(),
  problem: z.string().nullable(),
});

export const audit = {
  list: operation
    .route({ method: 'GET', path: '/audit', summary: 'Audit entries, newest first' })
    .input(
      z
        .object({
          since: z.string().optional(),
          object: z.string().optional(),
          action: z.string().optional(),
          text: z.string().optional(),
          beforeSeq: z.coerce.number().int().optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(200),
        })
        .optional(),
    )
    .output(z.array(auditEntry)),
  verify: operation.route({ method: 'GET', path: '/audit/verify', summary: 'Check the chain' }).output(verdict),
};

export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditVerdict = z.infer<typeof verdict>;
