// The end of a run that a command asks for when it is interrupted. A cancel is written down before it is told to anybody, so that
// on a full disk it is refused: it is asked for again then, as whoever pressed the key wants it ended.
import { isPassingCode, refusalLine } from '../../../shared/errors.ts';
import type { Client } from '../engine/connection.ts';
import { refusalOf } from '../refusal.ts';

const againMs = 1000;

/** Resolves when it is asked for, or the run was over. `tell`: why it cannot be yet, once. */
export async function cancelRun(client: Client, id: string, tell: (line: string) => Promise<void>): Promise<void> {
  for (let told = false; ; told = true) {
    try {
      await client.runs.cancel({ id });
      return;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal?.code === 'DJ-RUN-FINISHED') return;
      if (refusal === null || !isPassingCode(refusal.code)) throw error;
      if (!told) await tell(`not cancelled yet, and tried again: ${refusalLine(refusal)}`);
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }
}
