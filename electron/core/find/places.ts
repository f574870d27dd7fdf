// The outputs a search goes through, and how far it is in each: every attempt on every host of a run, in their order.
import type { FindEvent } from '../../../shared/contract/find.ts';
import { isFinal } from '../../../shared/model/run.ts';
import { type ExecutionRow, earlierAttempts, listExecutions } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import { type Chunk, chunkBeforeLine, chunksFrom, outputFile, type Stream } from '../../store/output.ts';
import { outputFormOf } from '../../store/output-form.ts';
import { packedFile } from '../../store/packed-file.ts';
import { type Cursor, type Slice, searchStart } from '../../store/search/slice.ts';

export interface Query {
  run: string;
  /** null: all */
  hosts: readonly string[] | null;
  stream: Stream | null;
  after: { host: string; attempt: number; n: number } | null;
}

export interface Place {
  execution: ExecutionRow;
  cursor: Cursor;
  /** only lines after this number */
  after: number;
  /** lines with a match so far, and bytes searched */
  lines: number;
  searched: number;
  /** that something is left out was told */
  toldLeftOut: boolean;
}

export interface Places {
  /** As they are now; those of attempts that began since are among them. */
  now(): Place[];
}

export function createPlaces(store: Store, query: Query): Places {
  const known = new Map<number, Place>();
  const wanted = query.hosts && new Set(query.hosts.map((host) => host.toLowerCase()));
  const first = query.after && { ...query.after, host: query.after.host.toLowerCase() };
  return {
    now() {
      const rows = [...listExecutions(store, query.run), ...earlierAttempts(store, query.run)];
      rows.sort((a, b) => a.position - b.position || a.attempt - b.attempt);
      const start = first === null ? -1 : rows.findIndex((row) => row.host.toLowerCase() === first.host && row.attempt === first.attempt);
      return rows.flatMap((execution, i) => {
        if (i < start || (wanted !== null && !wanted.has(execution.host.toLowerCase()))) return [];
        const place = known.get(execution.id) ?? placeAt(store, execution, i === start ? (first?.n ?? 0) : 0);
        place.execution = execution;
        known.set(execution.id, place);
        return [place];
      });
    },
  };
}

function placeAt(store: Store, execution: ExecutionRow, after: number): Place {
  const cursor = after === 0 ? searchStart : { ...searchStart, seq: chunkBeforeLine(store, execution.id, after) };
  return { execution, cursor, after, lines: 0, searched: 0, toldLeftOut: false };
}

/** A slice has so much, and the end of a line that was begun; little enough to answer at once, enough to be worth asking. */
const sliceBytes = 2 << 20;
const sliceRows = 1000;
const rowsAtOnce = 100;

/** What is to be searched next at a place; null: nothing is there that was not searched. */
export function nextSlice(
  store: Store,
  { execution, cursor, after }: Place,
  { stream, want }: Pick<Slice, 'stream' | 'want'>,
): Slice | null {
  const { chunks, more } = chunksAt(store, execution.id, cursor);
  const isNew = chunks.some(({ seq, length }) => seq !== cursor.seq || length > cursor.offset);
  if (!isNew) return null;
  const { headChunks, headLine } = execution;
  const packed = outputFormOf(store, execution.run) === 'packed';
  return {
    file: packed ? packedFile(store.outputDir, execution.run) : outputFile(store.outputDir, execution.run),
    packed,
    chunks,
    cursor,
    head: headChunks === null || headLine === null ? null : { chunks: headChunks, line: headLine },
    more,
    ended: isFinal(execution.state),
    stream,
    after,
    want,
  };
}

function chunksAt(store: Store, execution: number, cursor: Cursor): { chunks: Chunk[]; more: boolean } {
  const chunks: Chunk[] = [];
  let size = 0;
  for (let seq = cursor.seq; ; ) {
    const rows = chunksFrom(store, execution, seq, rowsAtOnce);
    for (const [i, chunk] of rows.entries()) {
      chunks.push(chunk);
      size += chunk.length;
      if (size - cursor.offset >= sliceBytes || chunks.length >= sliceRows)
        return { chunks, more: i + 1 < rows.length || rows.length === rowsAtOnce };
    }
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return { chunks, more: false };
    seq = last.seq + 1;
  }
}

/** bytes that are stored of it, and that a search goes through */
export function storedBytes({ stdoutBytes, stderrBytes, cutStdout, cutStderr }: ExecutionRow): number {
  return stdoutBytes + stderrBytes - cutStdout - cutStderr;
}

/** What to say of a place whose middle is not stored; null: it is whole, or was told before. */
export function leftOutOf(store: Store, place: Place): FindEvent | null {
  const { id, host, attempt, cutStdout, cutStderr, headChunks, headLine, lines } = place.execution;
  if (place.toldLeftOut || headChunks === null || headLine === null || cutStdout + cutStderr === 0) return null;
  const [next] = chunksFrom(store, id, headChunks, 1);
  const to = Math.max(headLine, (next?.line ?? lines + 1) - 1);
  place.toldLeftOut = true;
  return { type: 'left-out', host, attempt, leftOut: { from: headLine + 1, to, stdout: cutStdout, stderr: cutStderr } };
}
