// What leaves the thread: together, in order, with bytes handed over, and never more than the other side can take.
import { describe, expect, test } from 'vitest';
import type { RunnerMessage } from '../../../electron/runner/messages.ts';
import { createOutgoing, type Outgoing, weightOf } from '../../../electron/runner/thread/outgoing.ts';
import { type FromThread, spareBytes } from '../../../electron/runner/thread/traffic.ts';

const output = (text: string): RunnerMessage => {
  return { type: 'output', execution: 'e', at: 1, stream: 'stdout', offset: 0, bytes: Buffer.from(text) };
};
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function open(window: number): { outgoing: Outgoing; batches: FromThread[][]; buffers: ArrayBuffer[][] } {
  const batches: FromThread[][] = [];
  const buffers: ArrayBuffer[][] = [];
  const post = (batch: FromThread[], transferred: ArrayBuffer[]) => {
    batches.push(structuredClone(batch, { transfer: transferred }));
    buffers.push(transferred);
  };
  return { outgoing: createOutgoing({ window, post }), batches, buffers };
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

  test('uses the buffer of much output again when it comes back, for as much or less', async () => {
    const { outgoing, batches } = open(1 << 30);
    const buffer = () => {
      const [what] = batches.at(-1) ?? [];
      return what?.type === 'message' && what.message.type === 'output' ? (what.message.bytes.buffer as ArrayBuffer) : null;
    };
    void outgoing.deliver(output('x'.repeat(300_000)));
    await nextTurn();
    const first = buffer();
    expect(first?.byteLength).toBe(spareBytes);
    new Uint8Array(first ?? new ArrayBuffer()).fill(7, 200_000); // so that it is known again
    outgoing.taken(false, first);
    void outgoing.deliver(output('y'.repeat(200_000)));
    await nextTurn();
    expect(texts(batches.at(-1))).toEqual(['y'.repeat(200_000)]);
    expect(new Uint8Array(buffer() ?? new ArrayBuffer())[200_000]).toBe(7);
    void outgoing.deliver(output('z'.repeat(200_000)));
    await nextTurn();
    expect([texts(batches.at(-1)), new Uint8Array(buffer() ?? new ArrayBuffer())[200_000]]).toEqual([['z'.repeat(200_000)], 0]);
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
    outgoing.taken(false, null);
    await held;
    expect(room).toBe(true);
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
    outgoing.taken(false, null);
    await first;
    outgoing.taken(false, null);
    outgoing.taken(true, null);
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
    outgoing.taken(false, null);
    await waiting;
    await outgoing.settled();
  });
});
