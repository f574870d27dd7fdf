// A run that is started in the running djcron and not waited for.
import type { Run } from '../../../shared/contract/run.ts';
import { AppError } from '../../../shared/errors.ts';
import { tell } from '../act.ts';
import type { Connection } from '../engine/connection.ts';
import type { Session } from '../session.ts';

/** Nobody would go on with it: throws DJ-ENGINE-UNREACHABLE. */
export function refuseDetached({ own, shell }: Connection): void {
  if (!own && shell !== 'cli') return;
  throw new AppError('DJ-ENGINE-UNREACHABLE', 'no djcron is running that could go on with the run', {
    remedy: 'start one with djcron serve (or open the window), or leave --detach out',
  });
}

export async function tellStarted(session: Session, run: Run): Promise<number> {
  if (session.format === 'table') await session.print.out(`${run.id}\n`);
  await tell(session, run, `started on ${run.executions.length} hosts; follow it with: djcron run watch ${run.id}`, (it) => it.id);
  return 0;
}
