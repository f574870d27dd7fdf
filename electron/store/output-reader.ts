// Reads the bytes of chunks, whichever form the output of their run has: plain while it grows, packed some time after its end.
import { closeSync, openSync, readSync } from 'node:fs';
import type { Store } from './open.ts';
import { type Chunk, outputFile } from './output.ts';
import { outputFormOf } from './output-form.ts';
import { openPacked, packedFile } from './packed-file.ts';

/** Close it. */
export interface OutputReader {
  /** `length` bytes of a chunk, from byte `from` of it on. Throws when the file holds less than its chunks promise. */
  read(chunk: Chunk, from?: number, length?: number): Uint8Array;
  close(): void;
}

export function readOutput(store: Store, run: string): OutputReader {
  try {
    return openForm(store, run);
  } catch (error) {
    // another process may have packed it between the question for its form and the opening
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return openForm(store, run);
    throw error;
  }
}

function openForm(store: Store, run: string): OutputReader {
  return outputFormOf(store, run) === 'packed'
    ? packedReader(packedFile(store.outputDir, run))
    : plainReader(outputFile(store.outputDir, run));
}

/** Of the file that a run's output was packed into. */
export function packedReader(file: string): OutputReader {
  const packed = openPacked(file);
  return {
    read(chunk, from = 0, length = chunk.length - from) {
      const position = chunk.packedPosition ?? null;
      if (position === null) throw new Error(`a chunk has no place in ${file}`);
      return packed.read(position + from, length);
    },
    close: () => packed.close(),
  };
}

/** Of the file that a run's output is written to. `memory`: what it reads lies there, until it reads again. */
export function plainReader(file: string, memory?: Uint8Array): OutputReader {
  const fd = openSync(file, 'r');
  return {
    read(chunk, from = 0, length = chunk.length - from) {
      const bytes = memory !== undefined && length <= memory.length ? memory.subarray(0, length) : new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const n = readSync(fd, bytes, done, length - done, chunk.position + from + done);
        if (n === 0) throw new Error(`${file} ends at ${chunk.position + from + done}, before what its chunks promise`);
        done += n;
      }
      return bytes;
    },
    close: () => closeSync(fd),
  };
}
