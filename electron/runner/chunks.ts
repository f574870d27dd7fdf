// Output as it arrives, gathered into chunks: few and large when much comes, soon when little does. Keeps the order in
// which the two streams came.
import type { StreamName } from './wrapper/reader.ts';

export interface Chunk {
  stream: StreamName;
  /** when its first byte came */
  at: number;
  bytes: Uint8Array;
}

export interface Chunker {
  add(stream: StreamName, bytes: Buffer): void;
  flush(): void;
}

const largest = 64 << 10;
/** A piece that came as large as this is a chunk by itself: putting pieces together copies all that comes. */
const enough = 16 << 10;
const longestMs = 50;
const newline = 10;

interface Part {
  at: number;
  bytes: Buffer;
}

export function createChunker(emit: (chunk: Chunk) => void): Chunker {
  let stream: StreamName = 'stdout';
  let parts: Part[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | null = null;

  /** Gives out the first `count` bytes. */
  function cut(count: number): void {
    const first = parts[0];
    if (first === undefined || count === 0) return;
    const all = parts.length === 1 ? first.bytes : Buffer.concat(parts.map((part) => part.bytes));
    parts = partsAfter(parts, count);
    size -= count;
    emit({ stream, at: first.at, bytes: all.subarray(0, count) });
  }

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    cut(size);
  }

  /** At a line's end if the rest can wait for its own time. */
  function flushDue(): void {
    timer = null;
    const due = Date.now() - longestMs;
    const end = lastLineEnd(parts, size);
    const rest = partsAfter(parts, end)[0];
    if (end > 0 && rest !== undefined && rest.at > due) {
      cut(end);
      timer = setTimeout(flushDue, rest.at - due);
    } else flush();
  }

  return {
    add(to, bytes) {
      const alone = bytes.length >= enough && bytes.length <= largest;
      if (to !== stream || alone) flush();
      stream = to;
      if (alone) {
        emit({ stream, at: Date.now(), bytes });
        return;
      }
      parts.push({ at: Date.now(), bytes });
      size += bytes.length;
      while (size >= largest) {
        const end = lastLineEnd(parts, largest);
        cut(end === 0 ? largest : end);
      }
      if (size > 0) timer ??= setTimeout(flushDue, longestMs);
    },
    flush,
  };
}

function partsAfter(parts: readonly Part[], count: number): Part[] {
  let left = count;
  for (const [i, part] of parts.entries()) {
    if (left < part.bytes.length) return [{ at: part.at, bytes: part.bytes.subarray(left) }, ...parts.slice(i + 1)];
    left -= part.bytes.length;
  }
  return [];
}

/** How many of the first `limit` bytes end with a newline; 0: there is none. */
function lastLineEnd(parts: readonly Part[], limit: number): number {
  let end = 0;
  let before = 0;
  for (const { bytes } of parts) {
    const inside = Math.min(bytes.length, limit - before);
    if (inside <= 0) break;
    const at = bytes.lastIndexOf(newline, inside - 1);
    if (at >= 0) end = before + at + 1;
    before += bytes.length;
  }
  return end;
}
