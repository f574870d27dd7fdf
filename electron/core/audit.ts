// The audit log, read and verified.
import { listAudit, verifyAudit } from '../store/audit.ts';
import type { Core } from './core.ts';
import { auditEntryOf } from './deed.ts';
import { momentOf } from './edge.ts';
import { os } from './os.ts';

export function auditHandlers(core: Core) {
  return {
    list: os.audit.list.handler(({ input }) =>
      listAudit(core.store, {
        since: input?.since === undefined ? null : momentOf(input.since, 'since'),
        object: input?.object ?? null,
        action: input?.action ?? null,
        text: input?.text ?? null,
        beforeSeq: input?.beforeSeq ?? null,
        limit: input?.limit ?? 200,
      }).map(auditEntryOf),
    ),
    verify: os.audit.verify.handler(() => verifyAudit(core.store)),
  };
}
