// How a batch crosses: bytes that lie in memory which is used again are told by their place alone, once the other side has that
// memory. Each time it came anew it would seem a new megabyte to the garbage collector there, which would look through
// everything three times a second for nothing.
import type { RunnerMessage } from '../messages.ts';
import type { Slab } from './slabs.ts';
import type { FromThread } from './traffic.ts';

export interface Parcel {
  batch: FromThread[];
  /** where the bytes of its output lie; null: with the messages */
  lent: Lent | null;
}

interface Lent {
  /** of memory that comes again; null: this once */
  id: number | null;
  /** null: it came before */
  memory: SharedArrayBuffer | null;
  /** offset and length of each output in turn */
  places: number[];
}

type OutputMessage = Extract<RunnerMessage, { type: 'output' }>;

const nothing = new Uint8Array();

export function createPacker(): (batch: FromThread[], slab: Slab | null) => Parcel {
  const sent = new Set<number>();
  return (batch, slab) => {
    if (slab === null) return { batch, lent: null };
    const { id, memory } = slab;
    const places: number[] = [];
    const bare = batch.map((what): FromThread => {
      if (!isOutput(what)) return what;
      places.push(what.message.bytes.byteOffset, what.message.bytes.byteLength);
      return { type: 'message', message: { ...what.message, bytes: nothing } };
    });
    const known = id !== null && sent.has(id);
    if (id !== null) sent.add(id);
    return { batch: bare, lent: { id, memory: known ? null : memory, places } };
  };
}

/** For the parcels of one thread, in the order in which they come. */
export function createUnpacker(): (parcel: Parcel) => FromThread[] {
  const known = new Map<number, SharedArrayBuffer>();
  return ({ batch, lent }) => {
    if (lent === null) return batch;
    if (lent.id !== null && lent.memory !== null) known.set(lent.id, lent.memory);
    const memory = lent.memory ?? known.get(lent.id ?? -1);
    if (memory === undefined) throw new Error('output lies in memory that never came');
    let next = 0;
    for (const what of batch) {
      if (!isOutput(what)) continue;
      const [offset = 0, length = 0] = lent.places.slice(next, next + 2);
      next += 2;
      what.message.bytes = new Uint8Array(memory, offset, length);
    }
    return batch;
  };
}

function isOutput(what: FromThread): what is { type: 'message'; message: OutputMessage } {
  return what.type === 'message' && what.message.type === 'output';
}
