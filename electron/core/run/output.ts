// Output read by window: display lines from a number or an instant on, or exact bytes of one stream from an offset. Works the
// same while the run goes on, after its output was packed, and around a middle that was left out.
import type { OutputLine } from '../../../shared/contract/output.ts';
import { countLines, createLineSplitter, type LineCount, noLines, type RawLine, shownLineBytes } from '../../../shared/model/lines.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import {
  type Chunk,
  chunkAfterLine,
  chunkBeforeLine,
  chunkSince,
  chunksFrom,
  chunksOfStream,
  lastChunk,
  type Stream,
} from '../../store/output.ts';
import { type OutputReader, readOutput } from '../../store/output-reader.ts';
import { instantOf } from '../edge.ts';
import { lastLineOf } from './preview.ts';

/** A window answers quickly or with fewer lines: bytes read for one at most, beyond its first chunk. */
const windowBytes = 4 << 20;
const rowsAtOnce = 64;

export interface LineWindow {
  /** number of the first line */
  from: number;
  count: number;
  /** only lines that began to arrive at or after this instant, and before that one; epoch milliseconds */
  since?: number | undefined;
  until?: number | undefined;
}

/** At most `count` lines from number `from` on; fewer when they are very long. */
export function readLines(store: Store, execution: ExecutionRow, window: LineWindow): OutputLine[] {
  const { since, until } = window;
  const first = since === undefined ? null : chunkSince(store, execution.id, since);
  if (since !== undefined && first === null) return [];
  const from = Math.max(window.from, first?.line ?? 1);
  if (from > execution.lines) return [];
  const reader = readOutput(store, execution.run);
  try {
    // the line in which the first chunk since then begins may have begun before
    const lines = linesOf({ store, reader, execution }, from, window.count + 1)
      .filter((line) => since === undefined || line.at >= since)
      .slice(0, window.count);
    const end = until === undefined ? -1 : lines.findIndex((line) => line.at >= until);
    return end === -1 ? lines.map(presentLine) : lines.slice(0, end).map(presentLine);
  } finally {
    reader.close();
  }
}

export interface Source {
  store: Store;
  reader: OutputReader;
  execution: ExecutionRow;
}

/** A line as it is stored; `leftOut` says what is missing after it. */
export type FoundLine = RawLine & { leftOut?: Gap };

/** At most `count` lines from number `from` on, with what is missing between them. */
export function linesOf(source: Source, from: number, count: number): FoundLine[] {
  const { store, execution } = source;
  const gap = gapOf(store, execution);
  if (gap === null) return collectLines(source, { from, count, end: Number.POSITIVE_INFINITY });
  const lines: FoundLine[] = [];
  if (from <= gap.after) {
    lines.push(...collectLines(source, { from, count, end: gap.chunks }));
    const last = lines.at(-1);
    if (last?.n !== gap.after) return lines; // full before it
    last.leftOut = gap;
  } else if (from <= gap.to) lines.push({ ...emptyLine, n: from, at: gap.at, leftOut: gap });
  const next = { from: Math.max(from, gap.after + 1), count: count - lines.length, start: gap.chunks, end: Number.POSITIVE_INFINITY };
  return next.count > 0 ? [...lines, ...collectLines(source, next)] : lines;
}

const emptyLine = { stream: 'stdout' as Stream, bytes: new Uint8Array(), cut: false, offset: 0, length: 0, position: 0, partial: false };

export interface Gap {
  /** number of chunks before it */
  chunks: number;
  /** the line after which it comes, and the last line of which nothing is stored: the same when none is missing wholly */
  after: number;
  to: number;
  /** when what comes after it began to arrive */
  at: number;
  stdout: number;
  stderr: number;
}

export function gapOf(store: Store, { id, cutStdout, cutStderr, headChunks, headLine, lines, finishedAt }: ExecutionRow): Gap | null {
  if (cutStdout + cutStderr === 0 || headChunks === null || headLine === null) return null;
  const [next] = chunksFrom(store, id, headChunks, 1);
  const to = Math.max(headLine, (next?.line ?? lines + 1) - 1);
  return { chunks: headChunks, after: headLine, to, at: next?.at ?? finishedAt ?? 0, stdout: cutStdout, stderr: cutStderr };
}

interface Segment {
  from: number;
  count: number;
  /** chunks to be read: from `start`, `end` exclusive */
  start?: number;
  end: number;
}

function collectLines({ store, reader, execution: { id } }: Source, { from, count, start = 0, end }: Segment): FoundLine[] {
  const splitter = createLineSplitter(from, count);
  let seq = Math.max(start, chunkBeforeLine(store, id, from));
  let read = 0;
  for (;;) {
    const chunks = chunksFrom(store, id, seq, rowsAtOnce);
    for (const chunk of chunks) {
      if (chunk.seq >= end) break;
      const open = splitter.openLine();
      if (open && open.n === chunk.line && open.size > shownLineBytes && isInside(store, id, chunk)) {
        splitter.skip(chunk.length);
        continue;
      }
      splitter.add(chunk, reader.read(chunk));
      read += chunk.length;
      if (splitter.full() || (read > windowBytes && splitter.lines.length > 0)) return splitter.lines;
    }
    const last = chunks.at(-1);
    if (!last || chunks.length < rowsAtOnce || last.seq >= end) break;
    seq = last.seq + 1;
  }
  splitter.end();
  return splitter.lines;
}

/** Whether a chunk lies wholly inside its first line: the next one begins in the same. */
function isInside(store: Store, execution: number, chunk: Chunk): boolean {
  const after = chunkAfterLine(store, execution, chunk.line);
  return after === null ? chunksFrom(store, execution, chunk.seq + 1, 1).length > 0 : chunk.seq < after - 1;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function presentLine({ n, at, stream, bytes, cut, offset, length, partial, leftOut }: FoundLine): OutputLine {
  const line: OutputLine = { n, at: instantOf(at), stream, text: decoder.decode(bytes) };
  if (cut) Object.assign(line, { cut, offset, length });
  if (partial) line.partial = true;
  if (leftOut) {
    const { after, to, stdout, stderr } = leftOut;
    line.leftOut = { from: after + 1, to, stdout, stderr };
  }
  return line;
}

/** How numbering goes on after what is stored. */
export function outputEnd(store: Store, execution: ExecutionRow): { lines: LineCount; seq: number; lastLine: string } {
  const last = lastChunk(store, execution.id);
  if (last === undefined) return { lines: noLines, seq: 0, lastLine: '' };
  const reader = readOutput(store, execution.run);
  try {
    const bytes = reader.read(last, 0, last.length);
    const { count } = countLines({ next: last.line, open: null }, last.stream, bytes);
    return { lines: count, seq: last.seq + 1, lastLine: lastLineOf(bytes) };
  } finally {
    reader.close();
  }
}

export interface StreamWindow {
  stream: Stream;
  offset: number;
  length: number;
}

/**
 * Exact bytes from `offset` on, or from where something is stored again (`offset` of the answer); fewer than asked before what
 * was left out, and at the end.
 */
export function readBytes(store: Store, execution: ExecutionRow, window: StreamWindow): { offset: number; bytes: Uint8Array } {
  const total = window.stream === 'stdout' ? execution.stdoutBytes : execution.stderrBytes;
  if (window.offset >= total) return { offset: window.offset, bytes: new Uint8Array() };
  const reader = readOutput(store, execution.run);
  try {
    return collectBytes({ store, reader, execution }, { ...window, total });
  } finally {
    reader.close();
  }
}

/** All of a stdout that is small, such as the answer of a script of djcron's own. */
export function wholeStdout(store: Store, execution: ExecutionRow): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < execution.stdoutBytes; ) {
    const { bytes } = readBytes(store, execution, { stream: 'stdout', offset, length: windowBytes });
    if (bytes.length === 0) break;
    parts.push(bytes);
    offset += bytes.length;
  }
  return Buffer.concat(parts);
}

function collectBytes({ store, reader, execution }: Source, window: StreamWindow & { total: number }) {
  const { stream } = window;
  const parts: Uint8Array[] = [];
  let begin: number | null = null;
  let at = window.offset;
  let left = window.length;
  while (left > 0 && at < window.total) {
    const chunks = chunksOfStream(store, { execution: execution.id, stream, offset: at, limit: rowsAtOnce });
    const before = at;
    for (const chunk of chunks) {
      if (chunk.streamOffset + chunk.length <= at) continue; // what lay at `at` was left out
      if (begin !== null && chunk.streamOffset > at) return { offset: begin, bytes: Buffer.concat(parts) };
      at = Math.max(at, chunk.streamOffset);
      begin ??= at;
      const skip = at - chunk.streamOffset;
      const take = Math.min(chunk.length - skip, left);
      parts.push(reader.read(chunk, skip, take));
      at += take;
      left -= take;
      if (left === 0) break;
    }
    if (at === before) break;
  }
  return { offset: begin ?? window.total, bytes: Buffer.concat(parts) };
}
