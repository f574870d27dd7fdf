// Bytes that cross in memory which both sides know: told by their place, and the same on the other side.
import { expect, test } from 'vitest';
import { createPacker, createUnpacker, type Parcel } from '../../../electron/runner/thread/parcel.ts';
import { createSlabs, slabBytes } from '../../../electron/runner/thread/slabs.ts';
import type { FromThread } from '../../../electron/runner/thread/traffic.ts';

const output = (bytes: Uint8Array): FromThread => ({
  type: 'message',
  message: { type: 'output', execution: 'e', at: 1, stream: 'stdout', offset: 0, bytes },
});
const log: FromThread = { type: 'log', level: 'info', message: 'between', detail: undefined };
const texts = (batch: readonly FromThread[]) =>
  batch.map((what) => (what.type === 'message' && what.message.type === 'output' ? Buffer.from(what.message.bytes).toString() : what.type));
// as a message channel does; memory that is shared stays shared
const cross = (parcel: Parcel): Parcel => structuredClone(parcel);

test('memory crosses once, then only the places of what lies in it', () => {
  const [pack, unpack, slabs] = [createPacker(), createUnpacker(), createSlabs()];
  const memories: boolean[] = [];
  const send = (...words: string[]) => {
    const slab = slabs.take(100);
    const parcel = pack([...words.map((word) => output(slab.put(Buffer.from(word)))), log], slab);
    memories.push(parcel.lent?.memory !== null);
    const got = texts(unpack(cross(parcel)));
    slabs.free(slab);
    return got;
  };
  expect(send('first', 'second')).toEqual(['first', 'second', 'log']);
  expect(send('third', '', 'fourth')).toEqual(['third', '', 'fourth', 'log']);
  expect(memories).toEqual([true, false]);
});

test('several pieces are on their way at once, and each is told from the others', () => {
  const [pack, unpack, slabs] = [createPacker(), createUnpacker(), createSlabs()];
  const round = (name: string) => {
    const slabsOnTheWay = Array.from({ length: 20 }, () => slabs.take(100));
    const parcels = slabsOnTheWay.map((slab, i) => cross(pack([output(slab.put(Buffer.from(`${name} ${i}`)))], slab)));
    expect(parcels.flatMap((parcel) => texts(unpack(parcel)))).toEqual(parcels.map((_, i) => `${name} ${i}`));
    for (const slab of slabsOnTheWay) slabs.free(slab);
    return parcels.filter(({ lent }) => lent?.memory !== null).length;
  };
  expect(round('a')).toBe(20);
  expect(round('b')).toBe(6); // so many more than are kept
});

test('what is larger than a piece crosses whole, with memory of its own', () => {
  const [pack, unpack, slabs] = [createPacker(), createUnpacker(), createSlabs()];
  const large = Buffer.alloc(slabBytes + 5, 'x');
  for (let round = 0; round < 2; round++) {
    const slab = slabs.take(large.length);
    const parcel = pack([output(slab.put(large))], slab);
    expect([parcel.lent?.id, parcel.lent?.memory?.byteLength]).toEqual([null, large.length]);
    expect(texts(unpack(cross(parcel)))).toEqual([large.toString()]);
    slabs.free(slab);
  }
});

test('what lies with its messages crosses as it is', () => {
  expect(texts(createUnpacker()(cross(createPacker()([output(Buffer.from('small')), log], null))))).toEqual(['small', 'log']);
});
