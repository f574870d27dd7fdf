// Runs the stop program beside an execution and gives what it reported; its text and meaning are stop.ts's.
import type { Connection } from '../messages.ts';
import { readAnswer } from '../ssh/command.ts';
import type { Pool } from '../ssh/pool.ts';
import { parseStop, type StopOrder, type StopReport, stopCommand } from './stop.ts';

/** Beyond the grace: a busy host is slow to look around. */
const patienceMs = 30_000;

/**
 * Ends the execution on its host. `onSignalled` is called as soon as the script is known to have lived and been signalled.
 * A second connection is tried when the first attempt was never answered.
 */
export async function stopOnHost(pool: Pool, connection: Connection, order: StopOrder): Promise<StopReport> {
  let report: StopReport = { signalled: null, killed: false, survivors: [], complete: false };
  for (let attempt = 0; attempt < 2 && report.signalled === null; attempt++) {
    const opened = await pool.open(connection, stopCommand(order), { urgent: true });
    if (!opened.ok) return report;
    const answer = await readAnswer(opened.channel, order.graceMs + patienceMs);
    report = parseStop(answer.stdout, order.nonce);
  }
  return report;
}
