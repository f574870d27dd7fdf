// What of an execution's output is stored: all of it up to its limit, beyond that the first half of the limit and the newest
// other half, over both streams in order of arrival. Counted is everything: bytes are offsets at which the host goes on telling.
// Everything needed to go on lies in the execution's row, so that nothing is forgotten by whatever death.
import { countLines, type LineCount, totalLines } from '../../../shared/model/lines.ts';
import type { RunnerMessage } from '../../runner/messages.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import { chunksFrom, deleteChunks, insertChunk } from '../../store/output.ts';
import { lastLineOf } from './preview.ts';

export type OutputMessage = Extract<RunnerMessage, { type: 'output' }>;

/** What changes in memory with every output message. */
export interface OutputDraft {
  row: ExecutionRow;
  lines: LineCount;
  /** of the next chunk */
  seq: number;
  lastLine: string;
}

/** Bytes of a stream that came so far, stored or not. */
export function bytesOf({ row }: Pick<OutputDraft, 'row'>, stream: OutputMessage['stream']): number {
  return stream === 'stdout' ? row.stdoutBytes : row.stderrBytes;
}

interface Place {
  store: Store;
  draft: OutputDraft;
  message: OutputMessage;
  /** of the message's first byte in the run's file */
  position: number;
}

const smallestPiece = 64;
const rowsAtOnce = 32;

/** Writes chunk rows for a message whose bytes lie in the file, and takes those back that are beyond the limit. In a transaction. */
export function keepOutput(place: Place, limitBytes: number): void {
  const { draft, message } = place;
  const headBytes = Math.floor(limitBytes / 2);
  const tailBytes = limitBytes - headBytes;
  const { length } = message.bytes;
  const room = Math.min(length, Math.max(0, headBytes - draft.row.stdoutBytes - draft.row.stderrBytes));
  if (room > 0) addChunk(place, 0, room);
  if (room < length) {
    if (draft.row.headChunks === null) draft.row = { ...draft.row, headChunks: draft.seq, headLine: totalLines(draft.lines) };
    const from = Math.max(room, length - tailBytes);
    if (from > room) passOver(place, room, from);
    const piece = Math.max(smallestPiece, Math.ceil(tailBytes / 8));
    for (let at = from; at < length; at += piece) addToTail(place, at, Math.min(length, at + piece));
    dropOldest(place, tailBytes);
  }
  draft.lastLine = lastLineOf(message.bytes) || draft.lastLine;
}

function addChunk({ store, draft, message, position }: Place, from: number, to: number): void {
  const { stream, at } = message;
  const streamOffset = bytesOf(draft, stream);
  const length = to - from;
  const line = count(draft, message, from, to);
  insertChunk(store, draft.row.id, {
    seq: draft.seq,
    stream,
    at,
    position: position + from,
    length,
    streamOffset,
    line,
  });
  draft.seq += 1;
}

function addToTail(place: Place, from: number, to: number): void {
  addChunk(place, from, to);
  const { draft } = place;
  draft.row = { ...draft.row, tailBytes: draft.row.tailBytes + to - from };
}

/** Counts bytes that are not even written down: more came at once than the end may hold. */
function passOver({ draft, message }: Place, from: number, to: number): void {
  count(draft, message, from, to);
  draft.row = withCut(draft.row, message.stream, to - from);
}

/** Gives the number of the line the first of these bytes belongs to. */
function count(draft: OutputDraft, { stream, bytes }: OutputMessage, from: number, to: number): number {
  // a Buffer finds newlines many times faster than the array that crossed from the thread
  const part = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  const { line, count: lines } = countLines(draft.lines, stream, part);
  draft.lines = lines;
  draft.row = {
    ...draft.row,
    lines: totalLines(lines),
    stdoutBytes: draft.row.stdoutBytes + (stream === 'stdout' ? to - from : 0),
    stderrBytes: draft.row.stderrBytes + (stream === 'stderr' ? to - from : 0),
  };
  return line;
}

function dropOldest({ store, draft }: Place, tailBytes: number): void {
  while (draft.row.tailBytes > tailBytes) {
    const oldest = chunksFrom(store, draft.row.id, draft.row.headChunks ?? 0, rowsAtOnce);
    let last = -1;
    for (const { seq, stream, length } of oldest) {
      if (draft.row.tailBytes <= tailBytes) break;
      draft.row = withCut({ ...draft.row, tailBytes: draft.row.tailBytes - length }, stream, length);
      last = seq;
    }
    if (last === -1) return;
    deleteChunks(store, draft.row.id, draft.row.headChunks ?? 0, last);
  }
}

function withCut(row: ExecutionRow, stream: OutputMessage['stream'], bytes: number): ExecutionRow {
  if (stream === 'stdout') return { ...row, cutStdout: row.cutStdout + bytes };
  return { ...row, cutStderr: row.cutStderr + bytes };
}
