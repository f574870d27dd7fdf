// Display lines: how the bytes of two streams, in order of arrival, become numbered lines. A newline ends a line, and so
// does a change of stream in the middle of one. The numbering is the same while output grows and when it is read later.

export type StreamName = 'stdout' | 'stderr';

/** What numbering needs to remember between chunks. */
export interface LineCount {
  /** number of the line the next byte belongs to, if it does not break the open one */
  next: number;
  /** the stream of the line that has bytes but no newline yet */
  open: StreamName | null;
}

export const noLines: LineCount = { next: 1, open: null };

/** `line`: the number of the line the chunk's first byte belongs to. Chunks are not empty. */
export function countLines(count: LineCount, stream: StreamName, bytes: Uint8Array): { line: number; count: LineCount } {
  const line = count.open !== null && count.open !== stream ? count.next + 1 : count.next;
  let next = line;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) next += 1;
  return { line, count: { next, open: bytes[bytes.length - 1] === 10 ? null : stream } };
}

/** Lines so far, the open one included. */
export function totalLines(count: LineCount): number {
  return count.open === null ? count.next - 1 : count.next;
}

const newline = 10;

/** Longest part of a line that is shown; the rest is in the download. */
export const shownLineBytes = 16_384;

export interface RawLine {
  n: number;
  at: number;
  stream: StreamName;
  bytes: Uint8Array;
  /** longer than `bytes`; `offset` and `length` say where all of it lies in its stream */
  cut: boolean;
  offset: number;
  length: number;
  /** of its first byte in the output of the whole run: the order in which lines of several hosts arrived */
  position: number;
  /** no newline ends it: the other stream broke in, or it is the last and may still grow */
  partial: boolean;
}

/** Where the bytes of a chunk belong; `line` is the number of the line its first byte belongs to. */
export interface ChunkPlace {
  line: number;
  at: number;
  stream: StreamName;
  streamOffset: number;
  position: number;
}

/** Puts display lines together from chunks that follow each other; gives those from number `from` on, `limit` at most. */
export function createLineSplitter(from: number, limit: number) {
  const lines: RawLine[] = [];
  let open: (Omit<RawLine, 'bytes' | 'cut' | 'length' | 'partial'> & { parts: Uint8Array[]; size: number }) | null = null;

  const finish = (partial: boolean) => {
    if (open && open.n >= from && lines.length < limit) {
      const { parts, size, ...place } = open;
      const bytes = concat(parts, Math.min(size, shownLineBytes));
      lines.push({ ...place, bytes, cut: size > shownLineBytes, length: size, partial });
    }
    open = null;
  };
  const extend = (bytes: Uint8Array) => {
    if (!open) return;
    if (open.size < shownLineBytes) open.parts.push(bytes);
    open.size += bytes.length;
  };

  return {
    lines,
    /** the line being put together, so that a reader can get past a very long one */
    openLine: (): { n: number; size: number } | null => open && { n: open.n, size: open.size },
    full: () => lines.length >= limit,
    add(chunk: ChunkPlace, bytes: Uint8Array) {
      let n = chunk.line;
      if (open && open.n !== n) finish(true);
      let start = 0;
      while (start < bytes.length && lines.length < limit) {
        const end = bytes.indexOf(newline, start);
        if (!open) {
          const { at, stream } = chunk;
          open = { n, at, stream, offset: chunk.streamOffset + start, position: chunk.position + start, parts: [], size: 0 };
        }
        extend(bytes.subarray(start, end === -1 ? bytes.length : end));
        if (end === -1) return;
        finish(false);
        n += 1;
        start = end + 1;
      }
    },
    /** bytes of the open line that are not even looked at, because enough of it is shown */
    skip(length: number) {
      if (open) open.size += length;
    },
    /** no more chunks: the open line is the last */
    end: () => finish(true),
  };
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    const rest = part.subarray(0, length - at);
    whole.set(rest, at);
    at += rest.length;
  }
  return whole;
}

/** What is missing in the middle of an output; `to` before `from`: no whole line. */
export interface LeftOut {
  from: number;
  to: number;
  stdout: number;
  stderr: number;
}

/**
 * `12,345 lines (3,355,443 bytes) are not stored: they lay beyond the limit`. `seen`: the last line that was shown before; where it is
 * one of these, as they were still stored then, only those after it are counted.
 */
export function leftOutWords({ from, to, stdout, stderr }: LeftOut, seen = 0): string {
  const number = (value: number) => value.toLocaleString('en');
  const lines = Math.max(0, to - Math.max(from - 1, seen));
  if (seen >= from) return `${number(lines)} ${lines === 1 ? 'line is' : 'lines are'} not stored: they lay beyond the limit`;
  const bytes = `${number(stdout + stderr)} ${stdout + stderr === 1 ? 'byte' : 'bytes'}`;
  const what = lines === 0 ? bytes : `${number(lines)} ${lines === 1 ? 'line' : 'lines'} (${bytes})`;
  return `${what} are not stored: they lay beyond the limit`;
}
