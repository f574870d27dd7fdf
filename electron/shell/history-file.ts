// The runs that fit a filter as a file, CSV or JSON: read page by page, only as fast as it is taken. Nothing begun later is in it.
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/contract/contract.ts';
import { type RunFilter, runFilter } from '../../shared/contract/history.ts';
import type { Run } from '../../shared/contract/run.ts';
import { AppError } from '../../shared/errors.ts';
import { csvCell } from '../../shared/model/harmless-text.ts';
import { executionStates } from '../../shared/model/run.ts';

type Client = ContractRouterClient<Contract>;
type Cell = string | number | null;

const pageSize = 250;

/** Null when the address is another. The filters of `runs.list` are its query; lists are divided by commas. Throws what that throws. */
export async function historyFile(client: Client, { pathname, searchParams }: URL): Promise<Response | null> {
  const format = /^\/download\/runs\.(csv|json)$/.exec(pathname)?.[1];
  if (format === undefined) return null;
  const filter = filterOf(searchParams);
  const first = await client.runs.list({ ...filter, limit: pageSize, executions: format === 'json' });
  const pages = pagesOf(first, (olderThan) => client.runs.list({ ...filter, olderThan, limit: pageSize, executions: format === 'json' }));
  return new Response(streamOf(format === 'csv' ? csvOf(pages) : jsonOf(pages)), {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json',
      'content-disposition': `attachment; filename="djcron-runs.${format}"`,
    },
  });
}

function filterOf(params: URLSearchParams): RunFilter {
  const lists = ['state', 'trigger'];
  const given = [...params].map(([name, value]) => [name, lists.includes(name) ? value.split(',') : value]);
  const { data, error } = runFilter.strict().safeParse(Object.fromEntries(given));
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new AppError('DJ-INPUT-INVALID', issue?.message ?? 'the filter is none', { where: issue?.path.join('.') ?? '' });
}

async function* pagesOf(first: Run[], read: (olderThan: string) => Promise<Run[]>): AsyncGenerator<Run[]> {
  for (let page = first; page.length > 0; ) {
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    page = await read(last.id);
  }
}

const columns: [name: string, value: (run: Run) => Cell][] = [
  ['id', (run) => run.id],
  ['job', (run) => run.job],
  ['state', (run) => run.state],
  ['hosts', (run) => executionStates.reduce((sum, state) => sum + (run.counts[state] ?? 0), 0)],
  ...executionStates.map((state): [string, (run: Run) => Cell] => [state.replace('-', '_'), (run) => run.counts[state] ?? 0]),
  ['target', (run) => run.target],
  [
    'parameters',
    (run) =>
      Object.entries(run.params)
        .flatMap(([name, value]) => `${name}=${value}`)
        .join(' '),
  ],
  ['trigger', (run) => run.trigger],
  ['user', (run) => run.actor],
  ['retry_of', (run) => run.retryOf],
  ['created_at', (run) => run.createdAt],
  ['started_at', (run) => run.startedAt],
  ['finished_at', (run) => run.finishedAt],
  ['duration_ms', (run) => run.durationMs],
  ['output_removed', (run) => run.outputRemoved?.why ?? null],
];

async function* csvOf(pages: AsyncIterable<Run[]>): AsyncGenerator<string> {
  yield `${columns.map(([name]) => name).join(',')}\r\n`;
  for await (const page of pages) {
    yield page.map((run) => `${columns.map(([, value]) => csvCell(value(run))).join(',')}\r\n`).join('');
  }
}

async function* jsonOf(pages: AsyncIterable<Run[]>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const page of pages) {
    yield `${before}${page.map((run) => JSON.stringify(run)).join(',\n')}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: async () => void (await pieces.return(undefined)),
    },
    { highWaterMark: 0 },
  );
}
