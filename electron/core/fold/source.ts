// The stored output of an execution, as comparing wants it: stream by stream in pieces of whole lines, or line by line with the
// numbers of the display lines. Text is bytes read as Latin-1: two outputs are equal only when their bytes are.
import type { ExecutionRow } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import { type Chunk, chunksFrom, chunksOfStream, type Stream } from '../../store/output.ts';
import type { OutputReader } from '../../store/output-reader.ts';

export interface Source {
  store: Store;
  reader: OutputReader;
  execution: ExecutionRow;
}

/** `missing` bytes are not stored, between what came before and what comes after. */
export type Piece = { text: string } | { missing: number };

const pieceBytes = 1 << 16;
/** A longer line is cut into pieces of this size. */
const longestLine = 1 << 20;
const rowsAtOnce = 64;

/** Whole lines, but for very long ones and at the end of the stream. */
export function* piecesOf(source: Source, stream: Stream): Generator<Piece> {
  let rest = '';
  for (const part of partsOf(source, stream)) {
    if ('missing' in part) {
      if (rest !== '') yield { text: rest };
      rest = '';
      yield part;
      continue;
    }
    rest += part.text;
    if (rest.length < pieceBytes) continue;
    const end = rest.lastIndexOf('\n') + 1 || (rest.length < longestLine ? 0 : longestLine);
    if (end === 0) continue;
    yield { text: rest.slice(0, end) };
    rest = rest.slice(end);
  }
  if (rest !== '') yield { text: rest };
}

function* partsOf({ store, reader, execution }: Source, stream: Stream): Generator<Piece> {
  const total = stream === 'stdout' ? execution.stdoutBytes : execution.stderrBytes;
  let at = 0;
  while (at < total) {
    const chunks = chunksOfStream(store, { execution: execution.id, stream, offset: at, limit: rowsAtOnce });
    const before = at;
    for (const chunk of chunks) {
      const end = chunk.streamOffset + chunk.length;
      if (end <= at) continue;
      if (chunk.streamOffset > at) yield { missing: chunk.streamOffset - at };
      yield { text: textOf(reader, chunk) };
      at = end;
    }
    if (at === before) break;
  }
  if (at < total) yield { missing: total - at };
}

function textOf(reader: OutputReader, chunk: Chunk): string {
  const bytes = reader.read(chunk);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

export interface SourceLine {
  /** number of the display line it begins in */
  n: number;
  text: string;
}

export interface SourceLines {
  stdout: SourceLine[];
  stderr: SourceLine[];
  /** there are more, or the middle is not stored */
  cut: boolean;
}

export interface Extent {
  lines: number;
  bytes: number;
}

/** The beginning of both streams; a line that the other stream broke is whole again. */
export function linesOf({ store, reader, execution }: Source, most: Extent): SourceLines {
  const found: SourceLines = { stdout: [], stderr: [], cut: execution.cutStdout + execution.cutStderr > 0 };
  const open: Record<Stream, SourceLine | null> = { stdout: null, stderr: null };
  let bytes = 0;
  for (let seq = 0; ; ) {
    const chunks = chunksFrom(store, execution.id, seq, rowsAtOnce);
    for (const chunk of chunks) {
      if (bytes > most.bytes || found.stdout.length + found.stderr.length >= most.lines) return { ...found, cut: true };
      // beyond what was left out an open line does not go on
      if (chunk.seq !== seq) open.stdout = open.stderr = null;
      addLines(found[chunk.stream], open, chunk, textOf(reader, chunk));
      bytes += chunk.length;
      seq = chunk.seq + 1;
    }
    if (chunks.length < rowsAtOnce) return found;
  }
}

function addLines(lines: SourceLine[], open: Record<Stream, SourceLine | null>, { stream, line }: Chunk, text: string): void {
  const parts = text.split('\n');
  const last = parts.length - 1;
  for (const [i, part] of parts.entries()) {
    let current = open[stream];
    if (current) current.text += part;
    else if (i < last || part !== '') {
      current = { n: line + i, text: part };
      lines.push(current);
    }
    open[stream] = i < last ? null : current;
  }
}
