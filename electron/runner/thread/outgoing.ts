// The thread's way out: what is said in one turn of the event loop leaves together, in order. Of messages only so much is
// on its way at a time; beyond that the runner waits, and holds its hosts back as it does for a slow listener.
import type { RunnerMessage } from '../messages.ts';
import { type FromThread, spareBytes } from './traffic.ts';

/** Output gathered up to this leaves at once. */
const fullBytes = 1 << 20;
const worthSparing = 128 << 10;
const mostSpare = 12;

/** What a message counts for while it is on its way: its bytes, and something for the rest of it. */
export function weightOf(message: RunnerMessage): number {
  return 512 + (message.type === 'output' ? message.bytes.byteLength : 0);
}

export interface Outgoing {
  /**
   * Takes a message on its way. Without a promise there is room for the next one; with one, it resolves when there is. For
   * the end of an execution it resolves when the listener has it and all before it, and rejects when the listener has not:
   * what lies on the host may go only then.
   */
  deliver(message: RunnerMessage): Promise<void> | undefined;
  /** Anything that is not held back. */
  say(what: FromThread): void;
  /** The other side is done with the messages of the next batch, or `failed` with some. */
  taken(failed: boolean, buffer: ArrayBuffer | null): void;
  /** Resolves when everything has left and every message was taken. */
  settled(): Promise<void>;
}

export interface OutgoingOptions {
  /** weight of messages that may be on their way */
  window: number;
  post(batch: FromThread[], transferred: ArrayBuffer[]): void;
}

/** The messages of a batch on its way. */
interface Load {
  weight: number;
  ends: PromiseWithResolvers<void>[];
}

export function createOutgoing({ window, post }: OutgoingOptions): Outgoing {
  let batch: FromThread[] = [];
  let bytes = 0;
  let load: Load = { weight: 0, ends: [] };
  let due = false;
  const loads: Load[] = [];
  let underWay = 0;
  const room: (() => void)[] = [];
  const idle: (() => void)[] = [];
  const spare: ArrayBuffer[] = [];

  /** Room for so many bytes, or more. */
  function bufferFor(count: number): ArrayBuffer {
    if (count < worthSparing || count > spareBytes) return new ArrayBuffer(count);
    return spare.pop() ?? new ArrayBuffer(spareBytes);
  }

  function leave(): void {
    if (batch.length === 0) return;
    const { packed, buffer } = pack(batch, bytes === 0 ? null : bufferFor(bytes));
    if (load.weight > 0) loads.push(load);
    batch = [];
    bytes = 0;
    load = { weight: 0, ends: [] };
    post(packed, buffer === null ? [] : [buffer]);
  }

  function add(what: FromThread): void {
    batch.push(what);
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      leave();
    });
  }

  return {
    say: add,
    deliver(message) {
      const weight = weightOf(message);
      underWay += weight;
      load.weight += weight;
      add({ type: 'message', message });
      if (message.type === 'output') bytes += message.bytes.byteLength;
      if (message.type === 'finished') {
        const end = Promise.withResolvers<void>();
        load.ends.push(end);
        return end.promise;
      }
      if (bytes >= fullBytes || underWay >= window) leave();
      return underWay < window ? undefined : new Promise((resolve) => room.push(resolve));
    },
    taken(failed, buffer) {
      if (buffer?.byteLength === spareBytes && spare.length < mostSpare) spare.push(buffer);
      const { weight, ends } = loads.shift() ?? { weight: 0, ends: [] };
      underWay -= weight;
      for (const { resolve, reject } of ends) {
        if (failed) reject(new Error('the end of an execution was not taken, or something before it'));
        else resolve();
      }
      if (underWay < window) for (const call of room.splice(0)) call();
      if (underWay === 0) for (const call of idle.splice(0)) call();
    },
    async settled() {
      leave();
      if (underWay > 0) await new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}

/**
 * All output of a batch in one buffer, which is then handed over. The bytes themselves lie in buffers that ssh2 and Node's
 * pool still use: neither may those be handed over, nor copied whole for the few bytes that are ours.
 */
function pack(batch: FromThread[], buffer: ArrayBuffer | null): { packed: FromThread[]; buffer: ArrayBuffer | null } {
  if (buffer === null) return { packed: batch, buffer };
  let at = 0;
  const packed = batch.map((what): FromThread => {
    if (what.type !== 'message' || what.message.type !== 'output') return what;
    const view = new Uint8Array(buffer, at, what.message.bytes.byteLength);
    view.set(what.message.bytes);
    at += view.byteLength;
    return { type: 'message', message: { ...what.message, bytes: view } };
  });
  return { packed, buffer };
}
