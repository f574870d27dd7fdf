// Output as text, many lines in one piece: what a window of lines (output.ts) tells line by line, where there is nothing to
// tell of a line but its text. It ends before a line that was broken by the other stream, is longer than is shown, or has no
// newline yet, and gives nothing of an output whose middle is left out.
import type { TextPart } from '../../../shared/contract/output.ts';
import { shownLineBytes } from '../../../shared/model/lines.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import { type Chunk, chunkBeforeLine, chunksFrom, type Stream } from '../../store/output.ts';
import { readOutput } from '../../store/output-reader.ts';

/** Read for one answer, beyond its first chunk. */
const windowBytes = 1 << 20;
const rowsAtOnce = 64;
const newline = 10;

/** `next`: the number of the first line that is not given. */
export function readText(store: Store, execution: ExecutionRow, from: number): { parts: TextPart[]; next: number } {
  const none = { parts: [], next: from };
  if (execution.cutStdout + execution.cutStderr > 0 || from > execution.lines) return none;
  return wholeLines(pieces(store, execution, from), from);
}

/** Bytes of a chunk, from the line on that was asked for, which has the number `line`. */
interface Piece {
  stream: Stream;
  line: number;
  bytes: Buffer;
}

function pieces(store: Store, execution: ExecutionRow, from: number): Piece[] {
  const reader = readOutput(store, execution.run);
  try {
    const found: Piece[] = [];
    let read = 0;
    for (const chunk of chunksOf(store, execution.id, from)) {
      const bytes = reader.read(chunk);
      const piece = pieceFrom(chunk, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), from);
      if (piece !== null) found.push(piece);
      read += bytes.length;
      if (read > windowBytes && found.length > 0) break;
    }
    return found;
  } finally {
    reader.close();
  }
}

function* chunksOf(store: Store, execution: number, from: number): Generator<Chunk> {
  let seq = chunkBeforeLine(store, execution, from);
  for (;;) {
    const chunks = chunksFrom(store, execution, seq, rowsAtOnce);
    yield* chunks;
    const last = chunks.at(-1);
    if (last === undefined || chunks.length < rowsAtOnce) return;
    seq = last.seq + 1;
  }
}

/** null: the line does not begin in this chunk. */
function pieceFrom({ stream, line }: Chunk, bytes: Buffer, from: number): Piece | null {
  let begin = 0;
  for (let n = line; n < from; n++) {
    begin = bytes.indexOf(newline, begin) + 1;
    if (begin === 0) return null;
  }
  return begin < bytes.length ? { stream, line: Math.max(line, from), bytes: bytes.subarray(begin) } : null;
}

function wholeLines(found: readonly Piece[], from: number): { parts: TextPart[]; next: number } {
  const parts: TextPart[] = [];
  let next = from;
  for (let at = 0; at < found.length; ) {
    const same = sameStream(found, at);
    const all = same.length === 1 ? (same[0]?.bytes ?? Buffer.alloc(0)) : Buffer.concat(same.map((piece) => piece.bytes));
    const end = endOfWhole(all);
    if (end > 0) {
      parts.push({ stream: same[0]?.stream ?? 'stdout', text: all.toString('utf8', 0, end) });
      next = lineAfter(same, end);
    }
    if (end < all.length) break;
    at += same.length;
  }
  return { parts, next };
}

function sameStream(found: readonly Piece[], at: number): Piece[] {
  const other = found.findIndex((piece, i) => i > at && piece.stream !== found[at]?.stream);
  return found.slice(at, other === -1 ? found.length : other);
}

/** How far whole lines go that are not too long to be shown: from newline to newline, as far apart as that allows. */
function endOfWhole(bytes: Buffer): number {
  for (let end = 0; ; ) {
    const at = bytes.subarray(end, end + shownLineBytes + 1).lastIndexOf(newline);
    if (at < 0) return end;
    end += at + 1;
  }
}

/** The number of the line that begins at `end`, which follows a newline. */
function lineAfter(same: readonly Piece[], end: number): number {
  let before = 0;
  for (const { line, bytes } of same) {
    if (end <= before + bytes.length) {
      const part = bytes.subarray(0, end - before);
      let next = line;
      for (let at = part.indexOf(newline); at !== -1; at = part.indexOf(newline, at + 1)) next += 1;
      return next;
    }
    before += bytes.length;
  }
  throw new Error('the end of a line lies beyond what was read');
}
