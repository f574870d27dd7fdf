// What leaves the thread: together, in order, with bytes handed over, and never more than the other side can take.
import { describe, expect, test } from 'vitest';
import type { RunnerMessage } from '../../../electron/runner/messages.ts';
import { createOutgoing, type Outgoing, weightOf } from '../../../electron/runner/thread/outgoing.ts';
import { type Slab, slabBytes } from '../../../electron/runner/thread/slabs.ts';
import type { FromThread } from '../../../electron/runner/thread/traffic.ts';

const output = (text: string): RunnerMessage => {
  return { type: 'output', execution: 'e', at: 1, stream: 'stdout', offset: 0, bytes: Buffer.from(text) };
};
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function open(window: number): { outgoing: Outgoing; batches: FromThread[][]; slabs: (Slab | null)[]; buffers: ArrayBuffer[][] } {
  const batches: FromThread[][] = [];
  const slabs: (Slab | null)[] = [];
  const buffers: ArrayBuffer[][] = [];
  const post = (batch: FromThread[], slab: Slab | null, transferred: ArrayBuffer[]) => {
    slabs.push(slab);
    batches.push(structuredClone(batch, { transfer: transferred })); // memory that is shared stays shared
    buffers.push(transferred);
  };
  return { outgoing: createOutgoing({ window, post }), batches, slabs, buffers };
}
const texts = (batch: readonly FromThread[] = []) =>
  batch.map((what) => (what.type === 'message' && what.message.type === 'output' ? Buffer.from(what.message.bytes).toString() : what.type));

describe('what leaves the thread', () => {
  test('in one turn leaves as one batch, in order', async () => {
    const { outgoing, batches } = open(1 << 20);
    outgoing.say({ type: 'log', level: 'info', message: 'first', detail: undefined });
    for (let i = 0; i < 1000; i++) expect(outgoing.deliver(output(`${i}\n`))).toBeUndefined();
    expect(batches).toEqual([]);
    await nextTurn();
    expect(batches.map((batch) => batch.length)).toEqual([1001]);
    expect(texts(batches[0]).slice(0, 4)).toEqual(['log', '0\n', '1\n', '2\n']);
    void outgoing.deliver(output('later'));
    await nextTurn();
    expect(texts(batches[1])).toEqual(['later']);
  });

  test('hands over one buffer with its own bytes only, and leaves those it came from alone', async () => {
    const { outgoing, batches, buffers } = open(1 << 20);
    const pooled = Buffer.from('abc');
    void outgoing.deliver({ ...output(''), bytes: pooled } as RunnerMessage);
    void outgoing.deliver(output('defgh'));
    await nextTurn();
    const sizes = batches
      .flat()
      .map((what) => (what.type === 'message' && what.message.type === 'output' ? what.message.bytes.buffer.byteLength : 0));
    expect(sizes).toEqual([8, 8]);
    expect(buffers.map((list) => list.length)).toEqual([1]);
    expect([pooled.toString(), texts(batches[0])]).toEqual(['abc', ['abc', 'defgh']]);
  });

  test('uses the memory of much output again once it was taken, for as much or less', async () => {
    const { outgoing, batches } = open(1 << 30);
    const memory = () => {
      const [what] = batches.at(-1) ?? [];
      return what?.type === 'message' && what.message.type === 'output' ? what.message.bytes.buffer : null;
    };
    const send = async (text: string) => {
      void outgoing.deliver(output(text));
      await nextTurn();
      expect(texts(batches.at(-1))).toEqual([text]);
      return new Uint8Array(memory() ?? new ArrayBuffer());
    };
    const first = await send('x'.repeat(300_000));
    expect(first.byteLength).toBe(slabBytes);
    first.fill(7, 250_000); // so that it is known again
    outgoing.taken(false);
    expect((await send('y'.repeat(200_000)))[250_000]).toBe(7);
    expect((await send('z'.repeat(200_000)))[250_000]).toBe(0); // the one before is on its way
  });

  test('makes one message of what follows in one stream, up to a limit, and of nothing else', async () => {
    const { outgoing, batches } = open(1 << 30);
    const send = (stream: 'stdout' | 'stderr', offset: number, bytes: Buffer, execution = 'e') =>
      void outgoing.deliver({ type: 'output', execution, at: offset, stream, offset, bytes });
    send('stdout', 0, Buffer.from('ab'));
    send('stdout', 2, Buffer.from('cd'));
    send('stderr', 0, Buffer.from('1'));
    send('stdout', 4, Buffer.from('ef'));
    send('stdout', 6, Buffer.from('gh'), 'another');
    outgoing.say({ type: 'log', level: 'info', message: 'between', detail: undefined });
    send('stdout', 8, Buffer.from('ij'), 'another');
    send('stdout', 11, Buffer.from('not next'), 'another');
    await nextTurn();
    expect(texts(batches[0])).toEqual(['abcd', '1', 'ef', 'gh', 'log', 'ij', 'not next']);
    for (let i = 0; i < 12; i++) send('stdout', i * 30_000, Buffer.alloc(30_000, i));
    await nextTurn();
    expect(texts(batches[1]).map((text) => text.length)).toEqual([120_000, 120_000, 120_000]);
    const all = Buffer.concat(Array.from({ length: 12 }, (_, i) => Buffer.alloc(30_000, i)));
    expect(texts(batches[1]).join('') === all.toString()).toBe(true);
  });

  test('waits when enough is on its way, and goes on when some was taken', async () => {
    const big = output('x'.repeat(4000));
    const { outgoing, batches } = open(2 * weightOf(big));
    expect(outgoing.deliver(big)).toBeUndefined();
    let room = false;
    const held = outgoing.deliver(big)?.then(() => {
      room = true;
    });
    expect(batches.map((batch) => batch.length)).toEqual([2]);
    await nextTurn();
    expect(room).toBe(false);
    outgoing.taken(false);
    await held;
    expect(room).toBe(true);
  });

  test('is gathered while the other side has enough to do, and leaves when it is done with some', async () => {
    const { outgoing, batches } = open(1 << 20);
    for (const word of ['a', 'b', 'c', 'd']) {
      void outgoing.deliver(output(word));
      await nextTurn();
    }
    expect(batches.map((batch) => texts(batch))).toEqual([['a'], ['b']]);
    outgoing.taken(false);
    expect(batches.slice(2).map((batch) => texts(batch))).toEqual([['c', 'd']]);
  });

  test('fills the memory it lies in before more is used, however much may be on its way', async () => {
    const { outgoing, batches, slabs } = open(64 << 20);
    const piece = Buffer.alloc(100_000, 'x');
    for (let i = 0; i < 100; i++) {
      void outgoing.deliver({ type: 'output', execution: `e${i % 3}`, at: 1, stream: 'stdout', offset: i, bytes: piece });
      if (i % 2 === 1) await nextTurn();
    }
    expect(batches.length).toBeLessThan(15);
    expect(new Set(slabs).size).toBeLessThan(15);
  });

  test('says that an end was taken when it was, and not when it failed', async () => {
    const { outgoing } = open(1 << 20);
    const finished: RunnerMessage = { type: 'finished', execution: 'e', at: 1, hostKey: null, outcome: { type: 'skipped', reason: 'x' } };
    const first = outgoing.deliver(finished);
    await nextTurn();
    void outgoing.deliver(output('of another'));
    await nextTurn();
    const second = outgoing.deliver(finished);
    await nextTurn();
    let taken = false;
    void first?.then(() => {
      taken = true;
    });
    await nextTurn();
    expect(taken).toBe(false);
    outgoing.taken(false);
    await first;
    outgoing.taken(false);
    outgoing.taken(true);
    await expect(second).rejects.toThrow('was not taken');
  });

  test('is settled when the last message was taken', async () => {
    const { outgoing } = open(1 << 20);
    void outgoing.deliver(output('a'));
    let settled = false;
    const waiting = outgoing.settled().then(() => {
      settled = true;
    });
    await nextTurn();
    expect(settled).toBe(false);
    outgoing.taken(false);
    await waiting;
    await outgoing.settled();
  });
});
