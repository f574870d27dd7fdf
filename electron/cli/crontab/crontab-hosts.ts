// Crontabs read on hosts: an ordinary run of a script that only reads, followed without a word; hosts that do not answer are said.
import { exitCodeOfRun } from '../../../shared/model/run.ts';
import { type HostAnswer, readAnswer } from '../../import/host-crontabs.ts';
import type { Client } from '../engine/connection.ts';
import { Ended } from '../refusal.ts';
import { notSucceededLine } from '../run/summary.ts';
import type { Session } from '../session.ts';
import { runToEnd } from './silent-run.ts';

export interface HostReading {
  answers: HostAnswer[];
  /** of the run: not 0 when a host did not answer */
  exitCode: number;
}

/** Throws Ended when no host answered. */
export async function readHostCrontabs(
  session: Session,
  client: Client,
  { target, isSystem, zone }: { target: string; isSystem: boolean; zone: string | null },
): Promise<HostReading> {
  const run = await runToEnd(session, client, () => client.crontabs.scan({ target, system: isSystem }));
  const answers: HostAnswer[] = [];
  let exitCode = exitCodeOfRun(run.counts);
  for (const execution of run.executions) {
    if (execution.state !== 'succeeded') {
      await session.print.warn(notSucceededLine(execution));
      continue;
    }
    const { host } = execution;
    const answer = readAnswer(await bytesOf(client, run.id, host), { host, zone });
    if (answer !== null) answers.push(answer);
    else {
      await session.print.warn(`${host}: its answer is not whole: see djcron run logs ${run.id} --host ${host}`);
      exitCode = Math.max(exitCode, 1);
    }
  }
  if (answers.length === 0) throw new Ended(exitCode);
  return { answers, exitCode };
}

const pieceBytes = 1 << 20;

async function bytesOf(client: Client, id: string, host: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let offset = 0; ; ) {
    const piece = await client.runs.bytes({ id, host, stream: 'stdout', offset, length: pieceBytes });
    const bytes = Buffer.from(piece.base64, 'base64');
    pieces.push(bytes);
    offset += bytes.length;
    if (bytes.length === 0 || offset >= piece.total) return Buffer.concat(pieces);
  }
}
