// djcron audit: the hash-chained log of everything that was changed or run.
import type { Command } from 'commander';
import type { AuditEntry } from '../../shared/contract/audit.ts';
import { AppError } from '../../shared/errors.ts';
import { type Act, example } from './act.ts';
import { moment, wholeNumber } from './arguments.ts';
import type { Session } from './session.ts';
import { showInstant } from './terminal/moment.ts';
import type { ListView } from './terminal/printer.ts';

export function addAudit(program: Command, act: Act): void {
  const audit = example(program.command('audit').description('who changed or ran what, and when'), 'djcron audit list --since -1d');

  example(
    audit
      .command('list')
      .description('entries, newest first')
      .option('--since <time>', 'not older than this: RFC 3339, or -2h', moment)
      .option('--object <name>', 'about this object')
      .option('--action <noun.verb>', 'of this action, as host.add')
      .option('-n, --number <n>', 'this many at most', wholeNumber(1, 1_000_000, 'A number'), 200),
    'djcron audit list --since -1d -o jsonl',
  ).action(
    act(async (session, options: AuditOptions) => {
      await session.print.list(await listEntries(session, options), auditView);
      return 0;
    }),
  );

  example(audit.command('verify').description('look whether an entry was changed, removed or inserted'), 'djcron audit verify').action(
    act(async (session) => {
      const client = await session.client('read');
      const verdict = await client.audit.verify();
      await session.print.one(verdict, {
        columns: [
          { name: 'OK', value: (it) => it.ok },
          { name: 'ENTRIES', value: (it) => it.entries },
          { name: 'HEAD', value: (it) => it.head },
          { name: 'SEQ', value: (it) => it.seq },
          { name: 'PROBLEM', value: (it) => it.problem },
        ],
        name: (it) => it.head,
        text: (it) => (it.ok ? [`the audit log holds: ${it.entries} entries, head ${it.head}`] : []),
      });
      if (verdict.ok) return 0;
      throw new AppError('DJ-HOME-DAMAGED', `the audit log does not hold: ${verdict.problem ?? 'unknown'}`, {
        where: `entry ${verdict.seq ?? '?'}`,
        remedy: 'compare it with a backup made before',
      });
    }),
  );
}

interface AuditOptions {
  since?: string;
  object?: string;
  action?: string;
  number: number;
}

const pageSize = 1000;

async function listEntries(session: Session, options: AuditOptions): Promise<AuditEntry[]> {
  const client = await session.client('read');
  const filter = {
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(options.object === undefined ? {} : { object: options.object }),
    ...(options.action === undefined ? {} : { action: options.action }),
  };
  const entries: AuditEntry[] = [];
  while (entries.length < options.number) {
    const limit = Math.min(pageSize, options.number - entries.length);
    const last = entries.at(-1);
    const page = await client.audit.list({ ...filter, limit, ...(last === undefined ? {} : { beforeSeq: last.seq }) });
    entries.push(...page);
    if (page.length < limit) break;
  }
  return entries;
}

const auditView: ListView<AuditEntry> = {
  columns: [
    { name: 'SEQ', value: (entry) => entry.seq, align: 'right' },
    { name: 'AT', value: (entry) => entry.at, show: (entry) => showInstant(entry.at) },
    { name: 'ACTOR', value: (entry) => entry.actor },
    { name: 'ORIGIN', value: (entry) => entry.origin },
    { name: 'ACTION', value: (entry) => entry.action },
    { name: 'OBJECT', value: (entry) => entry.object },
    { name: 'RESULT', value: (entry) => entry.result },
  ],
  name: (entry) => String(entry.seq),
  empty: 'no entries',
};
