// djcron run logs: what the hosts wrote, as text with the host before each line, or the very bytes.
import type { Command } from 'commander';
import { numberAfter, type OutputLine } from '../../../shared/contract/output.ts';
import type { Execution, Run } from '../../../shared/contract/run.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Act, example } from '../act.ts';
import { moment } from '../arguments.ts';
import type { Client } from '../engine/connection.ts';
import { usage } from '../refusal.ts';
import type { Session } from '../session.ts';
import { listenForInterrupt } from '../terminal/interrupt.ts';
import { columnsOf } from '../terminal/table.ts';
import { createReader, follow, listen } from './follow.ts';
import { printTogether } from './run-logs-together.ts';
import { createRunText } from './run-text.ts';

interface LogsOptions {
  host?: string;
  stdout?: true;
  stderr?: true;
  raw?: true;
  since?: string;
  until?: string;
  follow?: true;
  interleaved?: true;
}

export function addRunLogs(run: Command, act: Act): void {
  example(
    run
      .command('logs')
      .description('output of a run, host by host; one stream alone goes to stdout')
      .argument('<run>', 'id, unique beginning of one, or last')
      .option('--host <host>', 'of this host only')
      .option('--stdout', 'standard output only')
      .option('--stderr', 'standard error only')
      .option('--raw', 'the very bytes of one host, without its name before each line')
      .option('--since <time>', 'lines that came at or after it: RFC 3339, or -2h', moment)
      .option('--until <time>', 'lines that came before it', moment)
      .option('-f, --follow', 'go on until the run ends')
      .option('--interleaved', 'lines of all hosts in order of arrival, not host by host'),
    'djcron run logs last --host web-01 --raw > web-01.out',
    'djcron run logs last --stderr --since -10m',
    'djcron run logs last --interleaved',
  ).action(act(printLogs));
}

async function printLogs(session: Session, id: string, options: LogsOptions): Promise<number> {
  if (options.follow && options.raw) throw usage('--raw and --follow exclude each other', 'leave one out');
  if (options.interleaved && (options.raw || options.follow || options.host !== undefined))
    throw usage('--interleaved is of all hosts as they are stored', 'leave out --raw, --follow and --host');
  const span = spanOf(options);
  if (options.raw && (span.since ?? span.until) !== undefined)
    throw usage('--raw has no lines that --since and --until could choose', 'leave them out');
  if (options.follow) return followLogs(session, (await session.connectToFollow(id)).client, id, options);
  const client = await session.client('read');
  const run = await client.runs.get({ id });
  const executions = executionsOf(run, options.host);
  if (options.interleaved) await printTogether(session, client, run, { only: onlyOf(options), span });
  else if (options.raw) await printRaw(session, client, run, executions, options);
  else if (session.format === 'table') {
    const text = createRunText(session, client, { run: run.id, only: onlyOf(options) });
    for (const execution of executions) {
      const reader = createReader({ client, run, wants: () => true, onLines: text.lines, onText: text.text, span }, execution);
      await reader.read();
    }
  } else await printLines(session, client, run, executions, options);
  return 0;
}

function spanOf({ since, until }: LogsOptions): { since?: string; until?: string } {
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

function onlyOf(options: LogsOptions): 'stdout' | 'stderr' | null {
  if (options.stdout === options.stderr) return null;
  return options.stdout ? 'stdout' : 'stderr';
}

function executionsOf(run: Run, host: string | undefined): Execution[] {
  if (host === undefined) return run.executions;
  const found = run.executions.filter((execution) => execution.host === host);
  if (found.length > 0) return found;
  throw new AppError('DJ-HOST-UNKNOWN', `"${host}" is no host of this run`, { where: run.id, remedy: `see: djcron run show ${run.id}` });
}

const pieceBytes = 1 << 20;

/** stdout to stdout and stderr to stderr; one alone to stdout. */
async function printRaw(session: Session, client: Client, run: Run, executions: readonly Execution[], options: LogsOptions): Promise<void> {
  if (executions.length > 1) {
    throw usage(`the run has ${executions.length} hosts, whose bytes would run into one another`, 'choose one with --host');
  }
  const only = onlyOf(options);
  for (const execution of executions) {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (only !== null && stream !== only) continue;
      const to = stream === 'stderr' && only === null ? session.print.err : session.print.out;
      for (let offset = 0; ; ) {
        const piece = await client.runs.bytes({ id: run.id, host: execution.host, stream, offset, length: pieceBytes });
        const bytes = Buffer.from(piece.base64, 'base64');
        if (piece.offset > offset) await session.print.warn(missingBytes(execution.host, stream, offset, piece.offset));
        if (bytes.length === 0) break;
        await to(bytes);
        offset = piece.offset + bytes.length;
        if (offset >= piece.total) break;
      }
    }
  }
}

function missingBytes(host: string, stream: string, from: number, to: number): string {
  return `${host}: bytes ${from} to ${to - 1} of ${stream} are not stored: they lay beyond the limit`;
}

type HostLine = OutputLine & { host: string };

/** Lines as data, one by one: `{ host, n, at, stream, text }`. */
async function printLines(
  session: Session,
  client: Client,
  run: Run,
  executions: readonly Execution[],
  options: LogsOptions,
): Promise<void> {
  const only = onlyOf(options);
  const span = spanOf(options);
  const lines: HostLine[] = [];
  for (const { host, lines: total } of executions) {
    for (let from = 1; from <= total; ) {
      const window = await client.runs.output({ id: run.id, host, from, count: 2000, ...span });
      const last = window.lines.at(-1);
      if (last === undefined) break;
      for (const line of window.lines) if (only === null || line.stream === only) lines.push({ host, ...line });
      from = numberAfter(last);
      if (session.format === 'jsonl') {
        for (const line of lines.splice(0)) await session.print.out(`${JSON.stringify(line)}\n`);
      }
    }
  }
  if (session.format === 'jsonl') return;
  const columns = columnsOf<HostLine>(['host', 'n', 'at', 'stream', 'text']);
  await session.print.list(lines, { columns, name: (line) => line.host, empty: 'no output' });
}

async function followLogs(session: Session, client: Client, id: string, options: LogsOptions): Promise<number> {
  const interrupt = listenForInterrupt(session.io);
  try {
    const events = await listen(client);
    const run = await client.runs.get({ id });
    const wanted = new Set(executionsOf(run, options.host).map(({ host }) => host));
    const text = createRunText(session, client, { run: run.id, only: onlyOf(options) });
    try {
      await follow({
        client,
        events,
        run,
        wants: (host) => wanted.has(host),
        onLines: text.lines,
        onText: text.text,
        onTurn: async () => {},
        span: spanOf(options),
        signal: interrupt.signal,
      });
    } catch (error) {
      throw await session.explain(error, run.id);
    }
    return interrupt.exitCode() ?? 0;
  } finally {
    interrupt.release();
  }
}
