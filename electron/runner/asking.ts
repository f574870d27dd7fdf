// Questions to a host beside an execution's own channel: end it, remove what it left, remove what was left long ago.
import type { Connection, StartOrder, Sweep, Swept } from './messages.ts';
import { type Answer, readAnswer, readOpened } from './ssh/command.ts';
import type { Program } from './ssh/kept-shells.ts';
import type { Pool } from './ssh/pool.ts';
import { cleanCommand, isClean, parseSweep, sweepCommand } from './wrapper/clean.ts';
import { answerRequest, keptCommand, tidyRequest } from './wrapper/kept.ts';
import { folderName, runAsOf } from './wrapper/order.ts';
import { word } from './wrapper/protocol.ts';
import { oneLine, shellCommand } from './wrapper/quote.ts';
import { parseStop, type StopAnswer, stopCommand } from './wrapper/stop.ts';

export interface Asking {
  pool: Pool;
  nonce(): string;
}

/** Beyond the grace: a busy host is slow to look around. */
const patienceMs = 30_000;

/** Asks again and again, as long as `still`. null: it never answered. */
export async function askUntilStopped(ports: Asking, order: StartOrder, still: () => boolean): Promise<StopAnswer | null> {
  for (let tries = 0; still(); tries++) {
    const answer = await askToStop(ports, order);
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 500 * 2 ** tries)));
  }
  return null;
}

/** null: the host did not answer. */
async function askToStop({ pool, nonce }: Asking, order: StartOrder): Promise<StopAnswer | null> {
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
export async function askToClean({ pool, nonce }: Asking, left: Left): Promise<boolean> {
  const token = nonce();
  const command = cleanCommand({ nonce: token, name: folderName(left.execution), runAs: runAsOf(left) });
  const opened = await pool.open(left.connection, command);
  if (!opened.ok) return false;
  return isClean((await readAnswer(opened.channel, patienceMs)).stdout, token);
}

/** Throws an Error with one line for a person. */
export async function askToSweep({ pool, nonce }: Asking, connection: Connection, { days, keep }: Sweep): Promise<Swept> {
  const token = nonce();
  const opened = await pool.open(connection, sweepCommand({ nonce: token, days, keep: keep.map(folderName) }));
  if (!opened.ok) throw new Error(unasked(opened.failure));
  const swept = parseSweep((await readAnswer(opened.channel, patienceMs)).stdout, token);
  if (swept === null) throw new Error(`${connection.host} did not say what it removed`);
  return swept;
}

/**
 * The answer of a short program that reads nothing, with its arguments: words without blanks. Through a shell that the
 * connection keeps, when there is one; if that does not answer, on a channel of its own. Throws an Error with one line for a
 * person when the host cannot be asked.
 */
export async function askShort(
  ports: Asking,
  connection: Connection,
  program: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<Answer> {
  const token = ports.nonce();
  const request = answerRequest(token, `set -- ${args.join(' ')}; ${oneLine(program)}`);
  const over = new RegExp(`\\n${word} ${token} over (\\d+)\\n`);
  const ask = async (kept: Program['kept']) => {
    const opened = await ports.pool.open(connection, { command: () => shellCommand(program, args, null), kept });
    if (!opened.ok) throw new Error(unasked(opened.failure));
    return { kept: opened.release !== null, answer: await readOpened(opened, over, timeoutMs) };
  };
  const { kept, answer } = await ask({ shell: keptCommand, request, rest: tidyRequest });
  return kept && answer.code === null ? (await ask(null)).answer : answer;
}

function unasked(failure: { cause: string; remedy: string } | null): string {
  return failure === null ? 'given up' : `${failure.cause}: ${failure.remedy}`;
}
