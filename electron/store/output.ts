// Output: the bytes of all executions of a run lie in one append-only file, in order of arrival; the table `chunks` tells
// which are whose. Bytes are written and synced first and only then does a chunk row speak of them, so that after any
// death the file holds at least what the rows promise; what lies beyond is cut off when the run is opened again. Rows may be
// deleted again (the middle of a long output): their bytes stay where they are until the run is over and its file is packed.
import { closeSync, constants, ftruncateSync, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { Store } from './open.ts';

export type Stream = 'stdout' | 'stderr';
const streamNumber = { stdout: 0, stderr: 1 } as const;
const streamNames: readonly Stream[] = ['stdout', 'stderr'];

export interface Chunk {
  seq: number;
  stream: Stream;
  at: number;
  /** where its bytes begin in the run's file */
  position: number;
  length: number;
  /** where they begin in their stream */
  streamOffset: number;
  /** number of the display line its first byte belongs to, from 1 */
  line: number;
  /** where its bytes begin in the packed file, once the run's output has that form; written by packing alone */
  packedPosition?: number | null;
}

interface StoredChunk extends Omit<Chunk, 'stream'> {
  stream: number;
}

const columns = 'seq, stream, at, position, length, stream_offset AS streamOffset, line, packed_position AS packedPosition';
const modelOf = (row: StoredChunk): Chunk => ({ ...row, stream: streamNames[row.stream] ?? 'stdout' });

export function outputFile(outputDir: string, run: string): string {
  return path.join(outputDir, `${run}.log`);
}

/** Appends to the file of one run. One writer a run; `append` calls must not overlap. */
export interface OutputWriter {
  /** Writes and syncs; gives the position of the first byte. The bytes count only once chunk rows speak of them. */
  append(bytes: readonly Uint8Array[]): Promise<number>;
  close(): Promise<void>;
}

export async function openOutput(store: Store, run: string): Promise<OutputWriter> {
  const file: FileHandle = await open(outputFile(store.outputDir, run), constants.O_RDWR | constants.O_CREAT, 0o600);
  let end = committedEnd(store, run);
  return {
    async append(bytes) {
      const position = end;
      await writeAll(file, bytes, position);
      await file.datasync();
      end = position + bytes.reduce((sum, part) => sum + part.length, 0);
      return position;
    },
    close: () => file.close(),
  };
}

/** In as few calls as it takes: a disk that is nearly full takes a part. */
async function writeAll(file: FileHandle, bytes: readonly Uint8Array[], position: number): Promise<void> {
  let left = bytes.filter((part) => part.length > 0);
  let at = position;
  while (left.length > 0) {
    let { bytesWritten } = await file.writev(left, at);
    at += bytesWritten;
    const whole = left.findIndex((part) => {
      if (bytesWritten < part.length) return true;
      bytesWritten -= part.length;
      return false;
    });
    left = whole < 0 ? [] : [left[whole]?.subarray(bytesWritten) ?? new Uint8Array(), ...left.slice(whole + 1)];
  }
}

function committedEnd(store: Store, run: string): number {
  return (
    store.get<{ end: number | null }>(
      'SELECT max(position + length) AS end FROM chunks WHERE execution IN (SELECT id FROM executions WHERE run = $run)',
      { run },
    )?.end ?? 0
  );
}

/** Cuts a run's file back to what its chunk rows speak of. */
export function trimOutput(store: Store, run: string): void {
  let fd: number;
  try {
    fd = openSync(outputFile(store.outputDir, run), 'r+');
  } catch {
    return; // no output was ever written
  }
  try {
    ftruncateSync(fd, committedEnd(store, run));
  } finally {
    closeSync(fd);
  }
}

export function insertChunk(store: Store, execution: number, chunk: Chunk): void {
  store.run(
    `INSERT INTO chunks (execution, seq, stream, at, position, length, stream_offset, line)
     VALUES ($execution, $seq, $stream, $at, $position, $length, $streamOffset, $line)`,
    { execution, ...chunk, stream: streamNumber[chunk.stream] },
  );
}

/** Deletes the chunks of an execution from one to another, both included. */
export function deleteChunks(store: Store, execution: number, from: number, to: number): void {
  store.run('DELETE FROM chunks WHERE execution = $execution AND seq BETWEEN $from AND $to', { execution, from, to });
}

/** The chunk from which reading finds the beginning of a display line: the last one that begins before it. */
export function chunkBeforeLine(store: Store, execution: number, line: number): number {
  const row = store.get<{ seq: number }>(
    'SELECT seq FROM chunks WHERE execution = $execution AND line < $line ORDER BY line DESC, seq DESC LIMIT 1',
    { execution, line },
  );
  return row?.seq ?? 0;
}

/** The first chunk that arrived at or after an instant; found by halving, as chunks lie in order of arrival. */
export function chunkSince(store: Store, execution: number, at: number): { seq: number; line: number } | null {
  const next = (seq: number) =>
    store.get<{ seq: number; line: number; at: number }>(
      'SELECT seq, line, at FROM chunks WHERE execution = $execution AND seq >= $seq ORDER BY seq LIMIT 1',
      { execution, seq },
    );
  const last = store.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM chunks WHERE execution = $execution', { execution })?.seq;
  let low = 0;
  let high = (last ?? -1) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const chunk = next(middle);
    if (chunk && chunk.at < at) low = chunk.seq + 1;
    else high = middle;
  }
  return next(low) ?? null;
}

/** The first chunk that begins in a later line than `line`, or null: how to get past a line of many chunks. */
export function chunkAfterLine(store: Store, execution: number, line: number): number | null {
  const row = store.get<{ seq: number }>(
    'SELECT seq FROM chunks WHERE execution = $execution AND line > $line ORDER BY line, seq LIMIT 1',
    { execution, line },
  );
  return row?.seq ?? null;
}

export function chunksFrom(store: Store, execution: number, seq: number, limit: number): Chunk[] {
  return store
    .all<StoredChunk>(`SELECT ${columns} FROM chunks WHERE execution = $execution AND seq >= $seq ORDER BY seq LIMIT $limit`, {
      execution,
      seq,
      limit,
    })
    .map(modelOf);
}

export function lastChunk(store: Store, execution: number): Chunk | undefined {
  return store
    .all<StoredChunk>(`SELECT ${columns} FROM chunks WHERE execution = $execution ORDER BY seq DESC LIMIT 1`, { execution })
    .map(modelOf)[0];
}

/** The chunks of one stream from the one that holds the byte at `offset`. */
export function chunksOfStream(store: Store, place: { execution: number; stream: Stream; offset: number; limit: number }): Chunk[] {
  const values = { execution: place.execution, stream: streamNumber[place.stream], offset: place.offset, limit: place.limit };
  return store
    .all<StoredChunk>(
      `SELECT ${columns} FROM chunks WHERE execution = $execution AND stream = $stream AND stream_offset >= coalesce(
         (SELECT max(stream_offset) FROM chunks WHERE execution = $execution AND stream = $stream AND stream_offset <= $offset), 0)
       ORDER BY stream_offset LIMIT $limit`,
      values,
    )
    .map(modelOf);
}
