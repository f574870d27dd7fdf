// The packed form of a run's output: blocks of 256 KiB, each compressed by itself, and an index at the end, so that any part
// is found with one look at the index and read with as few blocks as it spans. A file is written whole, checked, and never changed.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

export const blockBytes = 262_144;
const magic = 'djpack1\n';
const footerBytes = 32;
const entryBytes = 12;
/** blocks a reader holds on to, for windows of lines that follow one another */
const heldBlocks = 4;

export function packedFile(outputDir: string, run: string): string {
  return path.join(outputDir, `${run}.packed`);
}

/** Room for a block and one byte: where a block fills its room, Node makes as much again to see whether more comes. */
const expandedBytes = blockBytes + 1;

interface Codec {
  id: number;
  compress(bytes: Uint8Array): Promise<Buffer>;
  expand(bytes: Uint8Array): Buffer;
}

const deflate: Codec = {
  id: 2,
  compress: (bytes) => promisify(zlib.deflate)(bytes),
  expand: (bytes) => zlib.inflateSync(bytes, { chunkSize: expandedBytes }),
};

/** Null where this Node has none. */
const zstd: Codec | null =
  typeof zlib.zstdCompress === 'function'
    ? {
        id: 1,
        // told how much it is, it takes memory for so much and not for a stream without end
        compress: (bytes) =>
          promisify(zlib.zstdCompress)(bytes, { pledgedSrcSize: bytes.length, params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } }),
        expand: (bytes) => zlib.zstdDecompressSync(bytes, { chunkSize: expandedBytes }),
      }
    : null;

export type CodecName = 'zstd' | 'deflate';

export interface PackedWriter {
  add(bytes: Uint8Array): Promise<void>;
  /** Writes what is left and the index, syncs and closes; gives the size of the file. */
  finish(): Promise<number>;
  /** Closes without an end: the file is of no use. */
  abandon(): Promise<void>;
}

/** Writes over whatever is there. */
export async function writePacked(file: string, codecName: CodecName = 'zstd'): Promise<PackedWriter> {
  const codec = (codecName === 'zstd' ? zstd : null) ?? deflate;
  const handle = await open(file, 'w', 0o600);
  const entries: Buffer[] = [];
  const block = Buffer.alloc(blockBytes);
  let filled = 0;
  let total = 0;
  let position = 0;
  const put = async (bytes: Uint8Array) => {
    await writeAll(handle, bytes, position);
    position += bytes.length;
  };
  const flush = async () => {
    const packed = await codec.compress(block.subarray(0, filled));
    const entry = Buffer.alloc(entryBytes);
    entry.writeBigUInt64LE(BigInt(position), 0);
    entry.writeUInt32LE(packed.length, 8);
    entries.push(entry);
    await put(packed);
    filled = 0;
  };
  await put(Buffer.from(magic));
  return {
    async add(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const part = bytes.subarray(at, at + blockBytes - filled);
        block.set(part, filled);
        filled += part.length;
        total += part.length;
        at += part.length;
        if (filled === blockBytes) await flush();
      }
    },
    async finish() {
      if (filled > 0) await flush();
      const index = Buffer.concat(entries);
      const footer = Buffer.alloc(footerBytes);
      footer.writeBigUInt64LE(BigInt(total), 0);
      footer.writeUInt32LE(entries.length, 8);
      footer.writeUInt32LE(blockBytes, 12);
      footer.writeUInt32LE(codec.id, 16);
      checksumOf(index).copy(footer, 20);
      footer.write(magic, 24);
      await put(index);
      await put(footer);
      await handle.sync();
      await handle.close();
      return position;
    },
    abandon: () => handle.close(),
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function checksumOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest().subarray(0, 4);
}

export interface PackedReader {
  /** bytes in all, before they were packed */
  total: number;
  read(position: number, length: number): Uint8Array;
  close(): void;
}

/** Throws when it is no packed output, or is damaged. */
export function openPacked(file: string): PackedReader {
  const fd = openSync(file, 'r');
  try {
    return readerOf(fd, file);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function readerOf(fd: number, file: string): PackedReader {
  const damaged = (what: string) => new Error(`packed output ${file} is damaged: ${what}`);
  const exactly = (position: number, length: number) => {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const n = readSync(fd, bytes, done, length - done, position + done);
      if (n === 0) throw damaged('it ends too early');
      done += n;
    }
    return bytes;
  };
  const { size } = fstatSync(fd);
  if (size < magic.length + footerBytes) throw damaged('it is too short');
  const footer = exactly(size - footerBytes, footerBytes);
  const count = footer.readUInt32LE(8);
  const block = footer.readUInt32LE(12);
  const indexAt = size - footerBytes - count * entryBytes;
  if (footer.toString('latin1', 24) !== magic || indexAt < magic.length || block === 0) throw damaged('it has no end');
  const index = exactly(indexAt, count * entryBytes);
  if (!checksumOf(index).equals(footer.subarray(20, 24))) throw damaged('its index does not hold');
  const codec = [zstd, deflate].find((one) => one?.id === footer.readUInt32LE(16));
  if (!codec) throw new Error(`${file} was packed by a program that knows more than this one`);
  const total = Number(footer.readBigUInt64LE(0));
  const held = new Map<number, Buffer>();
  const blockAt = (n: number) => {
    const known = held.get(n);
    if (known) return known;
    if (n >= count) throw damaged('its chunks promise more');
    const bytes = codec.expand(exactly(Number(index.readBigUInt64LE(n * entryBytes)), index.readUInt32LE(n * entryBytes + 8)));
    if (bytes.length !== Math.min(block, total - n * block)) throw damaged(`block ${n} has another length`);
    for (const [oldest] of held) if (held.size >= heldBlocks) held.delete(oldest);
    held.set(n, bytes);
    return bytes;
  };
  return {
    total,
    read(position, length) {
      const whole = position % block === 0 && position < total ? blockAt(position / block) : null;
      if (whole?.length === length) return whole;
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const at = position + done;
        const part = blockAt(Math.floor(at / block)).subarray(at % block, (at % block) + length - done);
        if (part.length === 0) throw damaged('its chunks promise more');
        bytes.set(part, done);
        done += part.length;
      }
      return bytes;
    },
    close: () => closeSync(fd),
  };
}
