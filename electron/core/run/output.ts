// Output read by window: display lines from a number on, or exact bytes of one stream from an offset. Works the same while
// the run goes on.
import type { OutputLine } from '../../../shared/contract/runs.ts';
import { countLines, createLineSplitter, type LineCount, noLines, type RawLine, shownLineBytes } from '../../../shared/model/lines.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import {
  type Chunk,
  chunkAfterLine,
  chunkBeforeLine,
  chunksFrom,
  chunksOfStream,
  lastChunk,
  type OutputReader,
  readOutput,
  type Stream,
} from '../../store/output.ts';
import { instantOf } from '../edge.ts';
import { lastLineOf } from './preview.ts';

/** A window answers quickly or with fewer lines: bytes read for one at most, beyond its first chunk. */
const windowBytes = 4 << 20;
const rowsAtOnce = 64;

/** At most `count` lines from number `from` on; fewer when they are very long. */
export function readLines(store: Store, execution: ExecutionRow, window: { from: number; count: number }): OutputLine[] {
  if (window.from > execution.lines) return [];
  const reader = readOutput(store, execution.run);
  try {
    return collectLines(store, reader, { execution: execution.id, ...window }).map(presentLine);
  } finally {
    reader.close();
  }
}

function collectLines(store: Store, reader: OutputReader, window: { execution: number; from: number; count: number }): RawLine[] {
  const splitter = createLineSplitter(window.from, window.count);
  let seq = chunkBeforeLine(store, window.execution, window.from);
  let read = 0;
  for (;;) {
    const chunks = chunksFrom(store, window.execution, seq, rowsAtOnce);
    for (const chunk of chunks) {
      const open = splitter.openLine();
      if (open && open.n === chunk.line && open.size > shownLineBytes && isInside(store, window.execution, chunk)) {
        splitter.skip(chunk.length);
        continue;
      }
      splitter.add(chunk, reader.read(chunk.position, chunk.length));
      read += chunk.length;
      if (splitter.full() || (read > windowBytes && splitter.lines.length > 0)) return splitter.lines;
    }
    const last = chunks.at(-1);
    if (!last || chunks.length < rowsAtOnce) break;
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

function presentLine({ n, at, stream, bytes, cut, offset, length, partial }: RawLine): OutputLine {
  const line: OutputLine = { n, at: instantOf(at), stream, text: new TextDecoder().decode(bytes) };
  if (cut) Object.assign(line, { cut, offset, length });
  if (partial) line.partial = true;
  return line;
}

/** How numbering goes on after what is stored. */
export function outputEnd(store: Store, execution: ExecutionRow): { lines: LineCount; seq: number; lastLine: string } {
  const last = lastChunk(store, execution.id);
  if (last === undefined) return { lines: noLines, seq: 0, lastLine: '' };
  const reader = readOutput(store, execution.run);
  try {
    const bytes = reader.read(last.position, last.length);
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

/** Exact bytes; fewer than asked only at the end of what is stored. */
export function readBytes(store: Store, execution: ExecutionRow, window: StreamWindow): Uint8Array {
  const total = window.stream === 'stdout' ? execution.stdoutBytes : execution.stderrBytes;
  const length = Math.max(0, Math.min(window.length, total - window.offset));
  const bytes = new Uint8Array(length);
  if (length === 0) return bytes;
  const reader = readOutput(store, execution.run);
  try {
    let done = 0;
    while (done < length) {
      const offset = window.offset + done;
      const chunks = chunksOfStream(store, { execution: execution.id, stream: window.stream, offset, limit: rowsAtOnce });
      const before = done;
      for (const chunk of chunks) {
        const skip = window.offset + done - chunk.streamOffset;
        const take = Math.min(chunk.length - skip, length - done);
        if (take <= 0) break;
        bytes.set(reader.read(chunk.position + skip, take), done);
        done += take;
      }
      if (done === before) throw new Error(`output of execution ${execution.id} has a hole at byte ${offset}`);
    }
    return bytes;
  } finally {
    reader.close();
  }
}
