// Chunks put together to what is searched: the lines of one or both streams, each ended by a newline, without ANSI sequences; and
// where each of them came from. A line that is still open is left for the next time.
import type { Chunk, Stream } from '../output.ts';
import type { OutputReader } from '../output-reader.ts';
import type { Cursor, Slice } from './slice.ts';

export interface Slab {
  /** whole lines */
  bytes: Buffer;
  marks: readonly Mark[];
  /** what comes after them; `hit` is not known here */
  next: Cursor;
  /** the end of the slab is no end of a line: it is too long */
  piece: boolean;
}

/** From `start` of the slab on lie bytes of one chunk, the first of them in line `line`. */
interface Mark {
  start: number;
  line: number;
  at: number;
  stream: Stream;
}

const newline = 10;
const esc = 27;
/** Pieces of a line that is too long to be searched at once share so many bytes. */
const overlapBytes = 1024;
const newlines = Buffer.from('\n');

export function makeSlab(slice: Slice, reader: OutputReader): Slab {
  const draft = createDraft();
  let open: Stream | null = goesOn(slice) ? (slice.chunks[0]?.stream ?? null) : null;
  let next: Cursor | null = null;
  let before = slice.cursor.seq;
  for (const piece of piecesOf(slice, reader)) {
    const { chunk, raw, line } = piece;
    if (open !== null && (open !== chunk.stream || chunk.seq > before + 1)) {
      draft.breakLine();
      next = { seq: chunk.seq, offset: 0, line, begun: false, hit: false };
    }
    if (slice.stream === null || chunk.stream === slice.stream) draft.add(piece);
    const last = raw.lastIndexOf(newline);
    if (last !== -1) next = { seq: chunk.seq, offset: chunk.length - raw.length + last + 1, line: unknown, begun: false, hit: false };
    open = raw.at(-1) === newline ? null : chunk.stream;
    before = chunk.seq;
  }
  const piece = next === null && slice.more;
  if (piece || (slice.ended && !slice.more)) {
    draft.breakLine();
    next = piece ? overlapping(slice) : endOf(slice);
  }
  return { ...draft.whole(), next: numbered(next, slice, reader) ?? slice.cursor, piece };
}

/** A line number that is counted when it is needed. */
const unknown = -1;

function createDraft() {
  const parts: Buffer[] = [];
  const marks: Mark[] = [];
  let size = 0;
  /** the last line has no end yet */
  let dangling = false;
  /** of a sequence that has no end yet */
  let held: Buffer = Buffer.alloc(0);
  const push = (bytes: Buffer) => {
    parts.push(bytes);
    size += bytes.length;
  };
  return {
    add({ chunk, raw, line }: Piece) {
      marks.push({ start: size, line, at: chunk.at, stream: chunk.stream });
      const plain = withoutSequences(held, raw);
      held = plain.held;
      push(plain.bytes);
      dangling = raw.at(-1) !== newline;
    },
    breakLine() {
      if (dangling) push(newlines);
      dangling = false;
      held = Buffer.alloc(0);
    },
    whole() {
      const bytes = parts.length === 1 ? (parts[0] ?? newlines) : Buffer.concat(parts, size);
      return { bytes: bytes.subarray(0, bytes.lastIndexOf(newline) + 1), marks };
    },
  };
}

/** The slice begins inside of the line the cursor stands in. */
export function goesOn({ chunks, cursor }: Slice): boolean {
  return cursor.begun && (cursor.offset > 0 || chunks[0]?.line === cursor.line);
}

interface Piece {
  chunk: Chunk;
  raw: Buffer;
  line: number;
}

/** Chunks whose bytes lie one after the other are read at once. */
function* piecesOf(slice: Slice, reader: OutputReader): Generator<Piece> {
  const { chunks, cursor, packed } = slice;
  const placeOf = (chunk: Chunk) => (packed ? (chunk.packedPosition ?? -1) : chunk.position);
  for (let i = 0; i < chunks.length; ) {
    const first = chunks[i] as Chunk;
    let length = first.length;
    let end = i + 1;
    for (let next = chunks[end]; next && placeOf(next) === placeOf(first) + length; next = chunks[end]) {
      length += next.length;
      end += 1;
    }
    const bytes = reader.read(first, 0, length);
    let at = 0;
    for (const chunk of chunks.slice(i, end)) {
      const skipped = chunk.seq === cursor.seq ? cursor.offset : 0;
      const raw = Buffer.from(bytes.buffer, bytes.byteOffset + at + skipped, chunk.length - skipped);
      at += chunk.length;
      const piece = shownOf({ chunk, raw, line: skipped > 0 ? cursor.line : chunk.line }, slice);
      if (piece.raw.length > 0) yield piece;
    }
    i = end;
  }
}

/** Of the line in whose midst something was left out only the beginning is shown, and searched. */
function shownOf(piece: Piece, { head }: Slice): Piece {
  if (head === null || piece.chunk.seq < head.chunks || piece.line !== head.line) return piece;
  const end = piece.raw.indexOf(newline);
  return { ...piece, raw: piece.raw.subarray(end === -1 ? piece.raw.length : end + 1), line: piece.line + 1 };
}

/** Everything was searched: there is nothing after it. */
function endOf({ chunks, cursor }: Slice): Cursor {
  return { ...cursor, seq: (chunks.at(-1)?.seq ?? cursor.seq - 1) + 1, offset: 0, begun: false, hit: false };
}

function overlapping({ chunks, cursor }: Slice): Cursor {
  let back = 0;
  for (const chunk of chunks.toReversed()) {
    const offset = Math.max(0, chunk.length - (overlapBytes - back));
    back += chunk.length - offset;
    const isFirst = chunk.seq === chunks[0]?.seq;
    if (back >= overlapBytes && !isFirst) return { seq: chunk.seq, offset, line: chunk.line, begun: true, hit: false };
  }
  // nothing but one chunk, or less than is shared: on without sharing, so that it goes on at all
  return { ...endOf({ chunks, cursor } as Slice), line: chunks.at(-1)?.line ?? cursor.line, begun: true };
}

/** Lines of the chunk that end before the cursor are counted once, and only for the cursor that counts. */
function numbered(next: Cursor | null, { chunks, cursor }: Slice, reader: OutputReader): Cursor | null {
  if (next === null || next.line !== unknown) return next;
  const chunk = chunks.find(({ seq }) => seq === next.seq) as Chunk;
  const skipped = chunk.seq === cursor.seq ? cursor.offset : 0;
  const bytes = Buffer.from(reader.read(chunk, skipped, next.offset - skipped));
  return { ...next, line: (skipped > 0 ? cursor.line : chunk.line) + countNewlines(bytes, 0, bytes.length) };
}

export function countNewlines(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(newline, from); at !== -1 && at < to; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}

/** Strings (OSC, DCS, SOS, PM, APC) with their end, then CSI, then other escapes; the last may lack its end. */
const sequences = /\u001b(?:[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|\[[0-?]*[ -/]*[@-~]|[ -/]*[0-OQ-WYZ\\`-~])/g;
const unended = /\u001b(?:[\]PX^_][^\u0007\u001b\n]*\u001b?|\[[0-?]*[ -/]*|[ -/]*)$/;
/** What is longer without an end is no sequence. */
const longestSequence = 4096;

function withoutSequences(held: Buffer, raw: Buffer): { bytes: Buffer; held: Buffer } {
  const nothing = Buffer.alloc(0);
  if (held.length === 0 && !raw.includes(esc)) return { bytes: raw, held: nothing };
  const text = (held.length === 0 ? raw : Buffer.concat([held, raw])).toString('latin1').replace(sequences, '');
  const rest = unended.exec(text.slice(-longestSequence));
  const kept = rest === null ? text : text.slice(0, text.length - rest[0].length);
  return { bytes: Buffer.from(kept, 'latin1'), held: rest === null ? nothing : Buffer.from(rest[0], 'latin1') };
}
