// djcron run find: lines of output that match, as `host:line: text`, and exit codes as grep has them: 0 found, 1 not, 2 no pattern.
import type { Command } from 'commander';
import type { FindEvent, FindHit } from '../../../shared/contract/find.ts';
import { leftOutWords } from '../../../shared/model/lines.ts';
import { type Act, example } from '../act.ts';
import { collect, wholeNumber } from '../arguments.ts';
import type { Client } from '../engine/connection.ts';
import type { Session } from '../session.ts';
import { listenForInterrupt } from '../terminal/interrupt.ts';
import type { ListView } from '../terminal/printer.ts';
import { columnsOf } from '../terminal/table.ts';
import { createFoundText } from './found-text.ts';

interface FindOptions {
  host?: string[];
  ignoreCase?: true;
  word?: true;
  regex?: true;
  context: number;
  stdout?: true;
  stderr?: true;
  count?: true;
  follow?: true;
}

export function addRunFind(run: Command, act: Act): void {
  example(
    run
      .command('find')
      .description('lines of output that match, of all hosts; exits as grep does: 0 found, 1 not found, 2 no pattern')
      .argument('<run>', 'id, unique beginning of one, or last')
      .argument('<pattern>', 'what to find; with -E a regular expression')
      .option('--host <host>', 'of this host only; may be given several times', collect)
      .option('-i, --ignore-case', 'upper and lower case are the same')
      .option('-w, --word', 'whole words only')
      .option('-E, --regex', 'the pattern is a regular expression of JavaScript, held against each line')
      .option('-C, --context <n>', 'lines before and after', wholeNumber(0, 1000, 'A number of lines'), 0)
      .option('-c, --count', 'only how many lines, host by host')
      .option('--stdout', 'standard output only')
      .option('--stderr', 'standard error only')
      .option('-f, --follow', 'go on until the run ends'),
    "djcron run find last 'no space left' -i",
    "djcron run find last -E 'error|fail(ed|ure)' --host web-01 -C 3",
  ).action(act(findInRun));
}

type Row = FindHit & { host: string; attempt: number };

const rowView: ListView<Row> = {
  columns: columnsOf<Row>(['host', 'attempt', 'n', 'at', 'stream', 'text']),
  name: ({ host, n }) => `${host}:${n}`,
  empty: 'not found',
};

const countView: ListView<{ host: string; attempt: number; lines: number }> = {
  columns: columnsOf(['host', 'attempt', 'lines']),
  name: ({ host }) => host,
  empty: 'not found',
};

/** Hits told at most: all of them. */
const noLimit = Number.MAX_SAFE_INTEGER;

async function findInRun(session: Session, id: string, pattern: string, options: FindOptions): Promise<number> {
  const client = options.follow ? (await session.connectToFollow(id)).client : await session.client('read');
  const interrupt = listenForInterrupt(session.io);
  try {
    const events = await client.runs.find(
      {
        id,
        pattern,
        regex: options.regex === true,
        case: options.ignoreCase !== true,
        word: options.word === true,
        ...(options.host === undefined ? {} : { hosts: options.host }),
        ...(options.stdout === options.stderr ? {} : { stream: options.stdout ? 'stdout' : 'stderr' }),
        limit: options.count ? 0 : noLimit,
        follow: options.follow === true,
      },
      { signal: interrupt.signal },
    );
    const found = options.count
      ? await tellCounts(session, events)
      : await tellHits(session, client, { id, events, context: options.context });
    return interrupt.exitCode() ?? (found ? 0 : 1);
  } catch (error) {
    const ended = interrupt.exitCode();
    if (ended === null) throw error;
    return ended;
  } finally {
    interrupt.release();
  }
}

type Events = AsyncIterable<FindEvent>;

async function tellCounts(session: Session, events: Events): Promise<boolean> {
  let counts: Extract<FindEvent, { type: 'counts' }>['hosts'] = [];
  for await (const event of events) {
    if (event.type === 'counts') counts = event.hosts;
    else await tellLeftOut(session, event);
  }
  await session.print.list(counts, countView);
  return counts.length > 0;
}

interface Telling {
  id: string;
  events: Events;
  context: number;
}

/** Line by line where that can be; a document is one. */
async function tellHits(session: Session, client: Client, { id, events, context }: Telling): Promise<boolean> {
  const text = session.format === 'table' ? createFoundText(session, client, { run: id, context }) : null;
  const rows: Row[] = [];
  let found = false;
  for await (const event of events) {
    if (event.type === 'hits') {
      found = true;
      const { host, attempt } = event;
      if (text !== null) await text.hits(host, attempt, event.hits);
      else rows.push(...event.hits.map((hit) => ({ host, attempt, ...hit })));
      if (session.format === 'jsonl') for (const row of rows.splice(0)) await session.print.out(`${JSON.stringify(row)}\n`);
    } else if (event.type === 'progress' && event.complete) await text?.settle();
    else await tellLeftOut(session, event);
  }
  if (text === null && session.format !== 'jsonl') await session.print.list(rows, rowView);
  return found;
}

/** What is not stored cannot be found: whoever looks for it is told. */
async function tellLeftOut(session: Session, event: FindEvent): Promise<void> {
  if (event.type === 'left-out') await session.print.warn(`${event.host}: … ${leftOutWords(event.leftOut)} …`);
}
