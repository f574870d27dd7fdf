// A run of djcron's own that a command waits for without showing its output.
import type { Run } from '../../../shared/contract/run.ts';
import type { Client } from '../engine/connection.ts';
import { Ended } from '../refusal.ts';
import { cancelRun } from '../run/cancelling.ts';
import { follow, listen } from '../run/follow.ts';
import type { Session } from '../session.ts';
import { listenForInterrupt } from '../terminal/interrupt.ts';

/** Throws Ended when it was interrupted, which cancels the run. */
export async function runToEnd(session: Session, client: Client, start: () => Promise<Run>): Promise<Run> {
  const interrupt = listenForInterrupt(session.io);
  try {
    const events = await listen(client);
    const run = await start();
    const silent = { wants: () => false, onLines: async () => {}, onTurn: async () => {} };
    const followed = follow({ client, events, run, ...silent, signal: interrupt.signal });
    const end = await followed.catch(async (error: unknown) => {
      throw await session.explain(error, run.id);
    });
    if (end !== null) return end;
    await cancelRun(client, run.id, session.print.warn);
    throw new Ended(interrupt.exitCode() ?? 130);
  } finally {
    interrupt.release();
  }
}
