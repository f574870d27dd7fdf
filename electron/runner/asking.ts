// Questions to a host beside an execution's own channel: end it, remove what it left, remove what was left long ago.
import type { Connection, StartOrder, Sweep, Swept } from './messages.ts';
import { readAnswer } from './ssh/command.ts';
import type { Pool } from './ssh/pool.ts';
import { cleanCommand, isClean, parseSweep, sweepCommand } from './wrapper/clean.ts';
import { folderName, runAsOf } from './wrapper/order.ts';
import { parseStop, type StopAnswer, stopCommand } from './wrapper/stop.ts';

interface Ports {
  pool: Pool;
  nonce(): string;
}

/** Beyond the grace: a busy host is slow to look around. */
const patienceMs = 30_000;

/** Asks again and again, as long as `still`. null: it never answered. */
export async function askUntilStopped(ports: Ports, order: StartOrder, still: () => boolean): Promise<StopAnswer | null> {
  for (let tries = 0; still(); tries++) {
    const answer = await askToStop(ports, order);
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 500 * 2 ** tries)));
  }
  return null;
}

/** null: the host did not answer. */
async function askToStop({ pool, nonce }: Ports, order: StartOrder): Promise<StopAnswer | null> {
  const token = nonce();
  const command = stopCommand({ nonce: token, name: folderName(order.execution), graceMs: order.graceMs, runAs: runAsOf(order) });
  const opened = await pool.open(order.connection, command, { urgent: true });
  if (!opened.ok) return null;
  return parseStop((await readAnswer(opened.channel, order.graceMs + patienceMs)).stdout, token);
}

export interface Left {
  execution: string;
  connection: Connection;
  runAs: string | null;
}

/** Whether nothing of it lies on its host any more. */
export async function askToClean({ pool, nonce }: Ports, left: Left): Promise<boolean> {
  const token = nonce();
  const command = cleanCommand({ nonce: token, name: folderName(left.execution), runAs: runAsOf(left) });
  const opened = await pool.open(left.connection, command);
  if (!opened.ok) return false;
  return isClean((await readAnswer(opened.channel, patienceMs)).stdout, token);
}

/** Throws an Error with one line for a person. */
export async function askToSweep({ pool, nonce }: Ports, connection: Connection, { days, keep }: Sweep): Promise<Swept> {
  const token = nonce();
  const opened = await pool.open(connection, sweepCommand({ nonce: token, days, keep: keep.map(folderName) }));
  if (!opened.ok) throw new Error(opened.failure === null ? 'given up' : `${opened.failure.cause}: ${opened.failure.remedy}`);
  const swept = parseSweep((await readAnswer(opened.channel, patienceMs)).stdout, token);
  if (swept === null) throw new Error(`${connection.host} did not say what it removed`);
  return swept;
}
