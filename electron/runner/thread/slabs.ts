// Memory in which output crosses from the thread: a few large pieces that both sides see and that are used again. Bytes
// handed over, or copied, would be new memory for every gigabyte, of which the garbage collector of each side gives back only
// when it finds the time: hundreds of MB, and a quarter of all the CPU.
// Bytes are copied here as they come, so that the small pieces they came in can be let go at once.

/** Output gathered up to this leaves at once. */
export const slabBytes = 1 << 20;
const worthSharing = 128 << 10;
const mostSpare = 12;

export interface Slab {
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
  return {
    take: (bytes) => (bytes > slabBytes ? createSlab(bytes) : (spare.pop() ?? createSlab(slabBytes))),
    free(slab) {
      const size = slab.used.length + slab.room;
      slab.empty();
      if (size === slabBytes && spare.length < mostSpare) spare.push(slab);
    },
    smallCopy(slab) {
      if (slab.used.length >= worthSharing) return null;
      const copy = new ArrayBuffer(slab.used.length);
      new Uint8Array(copy).set(slab.used);
      return copy;
    },
  };
}

function createSlab(size: number): Slab {
  const memory = new SharedArrayBuffer(size);
  let used = 0;
  return {
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
