// djcron run logs --interleaved: lines of all hosts in the order in which they arrived, as text or as data.
import type { ArrivedLine } from '../../../shared/contract/interleaved.ts';
import type { Run } from '../../../shared/contract/run.ts';
import type { Client } from '../engine/connection.ts';
import type { Session } from '../session.ts';
import { columnsOf } from '../terminal/table.ts';
import type { HeardLine } from './follow.ts';
import { createRunText } from './run-text.ts';

interface Together {
  only: 'stdout' | 'stderr' | null;
  span: { since?: string; until?: string };
}

export async function printTogether(session: Session, client: Client, run: Run, { only, span }: Together): Promise<void> {
  const executions = new Map(run.executions.map((execution) => [execution.host, execution]));
  const text = createRunText(session, client, { run: run.id, only });
  const all: ArrivedLine[] = [];
  for await (const lines of windowsOf(client, run.id, span)) {
    if (session.format === 'table') {
      for (const { host, heard } of byHost(lines)) {
        const execution = executions.get(host);
        if (execution !== undefined) await text.lines(execution, heard);
      }
      continue;
    }
    const wanted = lines.filter(({ stream }) => only === null || stream === only);
    if (session.format !== 'jsonl') all.push(...wanted);
    else for (const line of wanted) await session.print.out(`${JSON.stringify(line)}\n`);
  }
  if (session.format === 'table' || session.format === 'jsonl') return;
  const columns = columnsOf<ArrivedLine>(['row', 'host', 'n', 'at', 'stream', 'text']);
  await session.print.list(all, { columns, name: (line) => line.host, empty: 'no output' });
}

async function* windowsOf(client: Client, id: string, { since, until }: Together['span']): AsyncGenerator<ArrivedLine[]> {
  let window = await client.runs.interleaved({ id, count: 1000, since, until });
  for (let last = window.lines.at(-1); last !== undefined; last = window.lines.at(-1)) {
    yield window.lines;
    window = await client.runs.interleaved({ id, count: 1000, from: last.row + 1, near: window.next, until });
  }
}

/** Lines that follow each other on one host, together. */
function byHost(lines: readonly ArrivedLine[]): { host: string; heard: HeardLine[] }[] {
  const groups: { host: string; heard: HeardLine[] }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.host === line.host) last.heard.push(heardOf(line));
    else groups.push({ host: line.host, heard: [heardOf(line)] });
  }
  // of lines that are not stored one says so for all
  return groups.map(({ host, heard }) => ({ host, heard: heard.filter(({ missing }) => missing !== true) }));
}

function heardOf({ n, stream, text, cut, offset = 0, length = 0, leftOut }: ArrivedLine): HeardLine {
  const missing = leftOut !== undefined && n >= leftOut.from;
  return {
    stream,
    text,
    cut: cut === true ? { offset, length } : null,
    ...(leftOut === undefined ? {} : { leftOut }),
    ...(missing ? { missing: true as const } : {}),
  };
}
