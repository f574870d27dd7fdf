// The document of a run that was waited for: the run with what its hosts wrote, first MiB of each stream. JSON is written
// host by host, so that a big fleet's output is never whole in memory.
import type { Execution, Run } from '../../../shared/contract/run.ts';
import type { Client } from '../engine/connection.ts';
import type { Session } from '../session.ts';
import { runText, runView } from './run-view.ts';

const shownBytes = 1 << 20;

/** Nothing for a table: there the lines were the output. */
export async function printWaited(session: Session, client: Client, run: Run): Promise<void> {
  const { print, format } = session;
  if (format === 'table') return;
  if (format === 'json') for await (const piece of jsonPieces(client, run)) await print.out(piece);
  else if (format === 'yaml' || format === 'jsonl') await print.one(await withOutput(client, run), { ...runView, text: runText });
  else await print.one(run, { ...runView, text: runText });
}

async function withOutput(client: Client, run: Run): Promise<Run> {
  const executions: Execution[] = [];
  for (const execution of run.executions) executions.push(await executionWithOutput(client, run.id, execution));
  return { ...run, executions };
}

async function* jsonPieces(client: Client, run: Run): AsyncGenerator<string> {
  const head = JSON.stringify({ ...run, executions: undefined }, null, 2);
  yield `${head.slice(0, -2)},\n  "executions": [`;
  for (const [i, execution] of run.executions.entries()) {
    const json = JSON.stringify(await executionWithOutput(client, run.id, execution), null, 2);
    yield `${i === 0 ? '' : ','}\n    ${json.replaceAll('\n', '\n    ')}`;
  }
  yield `${run.executions.length > 0 ? '\n  ' : ''}]\n}\n`;
}

async function executionWithOutput(client: Client, id: string, execution: Execution): Promise<Execution> {
  const { host, stdoutBytes, stderrBytes } = execution;
  const read = async (stream: 'stdout' | 'stderr', total: number): Promise<Buffer> => {
    if (total === 0) return Buffer.alloc(0);
    const { base64, offset } = await client.runs.bytes({ id, host, stream, length: shownBytes });
    return offset === 0 ? Buffer.from(base64, 'base64') : Buffer.alloc(0); // its beginning was left out
  };
  const stdout = await read('stdout', stdoutBytes);
  const stderr = await read('stderr', stderrBytes);
  return {
    ...execution,
    ...textOf('stdout', stdout, stdoutBytes),
    ...textOf('stderr', stderr, stderrBytes),
    ...(stdoutBytes > stdout.length || stderrBytes > stderr.length ? { truncated: true } : {}),
  };
}

/** The text, and the very bytes beside it when they are not UTF-8. A character cut in half at the limit is left out. */
export function textOf(stream: 'stdout' | 'stderr', bytes: Buffer, total: number): Partial<Execution> {
  const whole = bytes.length < total ? bytes.subarray(0, bytes.length - unfinishedBytes(bytes)) : bytes;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole);
  if (isUtf8(whole)) return { [stream]: text };
  return { [stream]: text, [`${stream}Base64`]: bytes.toString('base64') };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** How many bytes at the end begin a character that is not complete. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}
