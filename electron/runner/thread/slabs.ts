// Memory in which output crosses from the thread: a few large pieces that both sides see and that are used again. Bytes
// handed over, or copied, would be new memory for every gigabyte, of which the garbage collector of each side gives back only
// when it finds the time: hundreds of MB, and a quarter of all the CPU.
// Bytes are copied here as they come, so that the small pieces they came in can be let go at once.

/** Output gathered up to this leaves at once. */
export const slabBytes = 1 << 20;
const worthSharing = 128 << 10;
const mostKept = 14;

export interface Slab {
  /** of one that is kept and used again; null: it goes when it was read */
  readonly id: number | null;
  readonly memory: SharedArrayBuffer;
  readonly room: number;
  /** Copies bytes behind those that are there; gives their new place. */
  put(bytes: Uint8Array): Uint8Array;
  /** what is there */
  readonly used: Uint8Array;
  empty(): void;
}

export interface Slabs {
  /** An empty one with room for so many bytes at least. */
  take(bytes: number): Slab;
  /** Nobody reads it any more. */
  free(slab: Slab): void;
  /** What little lies in it, apart: not worth a slab on its way; null: it is worth one. */
  smallCopy(slab: Slab): ArrayBuffer | null;
}

export function createSlabs(): Slabs {
  const spare: Slab[] = [];
  let kept = 0;
  return {
    take(bytes) {
      if (bytes > slabBytes) return createSlab(bytes, null);
      return spare.pop() ?? createSlab(slabBytes, kept < mostKept ? kept++ : null);
    },
    free(slab) {
      slab.empty();
      if (slab.id !== null) spare.push(slab);
    },
    smallCopy(slab) {
      if (slab.used.length >= worthSharing) return null;
      const copy = new ArrayBuffer(slab.used.length);
      new Uint8Array(copy).set(slab.used);
      return copy;
    },
  };
}

function createSlab(size: number, id: number | null): Slab {
  const memory = new SharedArrayBuffer(size);
  let used = 0;
  return {
    id,
    memory,
    get room() {
      return size - used;
    },
    put(bytes) {
      const place = new Uint8Array(memory, used, bytes.byteLength);
      place.set(bytes);
      used += bytes.byteLength;
      return place;
    },
    get used() {
      return new Uint8Array(memory, 0, used);
    },
    empty() {
      used = 0;
    },
  };
}
