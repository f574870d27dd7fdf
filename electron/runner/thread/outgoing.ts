// The thread's way out: what is said in one turn of the event loop leaves together, in order; while the other side is busy,
// with what follows. Of messages only so much is on its way at a time; beyond that the runner waits, and holds its hosts
// back as it does for a slow listener.
import type { RunnerMessage } from '../messages.ts';
import { createSlabs, type Slab } from './slabs.ts';
import type { FromThread } from './traffic.ts';

/** Longer messages are not made of several: who reads a line later reads the chunk that holds it. */
const joinedBytes = 128 << 10;

/**
 * With so many batches on their way the other side is busy: what comes meanwhile is gathered until it is done with one of
 * them, or a slab is full. Much in a few pieces costs it less than the same in many, nobody sees it later for that, and few
 * slabs are in use.
 */
const busyLoads = 2;

/** What a message counts for while it is on its way: its bytes, and something for the rest of it. */
export function weightOf(message: RunnerMessage): number {
  return 512 + (message.type === 'output' ? message.bytes.byteLength : 0);
}

export interface Outgoing {
  /**
   * Takes a message on its way; its bytes are copied. Without a promise there is room for the next one; with one, it resolves
   * when there is. For the end of an execution it resolves when the listener has it and all before it, and rejects when the
   * listener has not: what lies on the host may go only then.
   */
  deliver(message: RunnerMessage): Promise<void> | undefined;
  /** Anything that is not held back. */
  say(what: FromThread): void;
  /** The other side is done with the messages of the next batch, or `failed` with some. */
  taken(failed: boolean): void;
  /** Resolves when everything has left and every message was taken. */
  settled(): Promise<void>;
}

export interface OutgoingOptions {
  /** weight of messages that may be on their way */
  window: number;
  /** `slab`: what holds the bytes of the batch; null: they lie with it, or in memory that goes over */
  post(batch: FromThread[], slab: Slab | null, transferred: ArrayBuffer[]): void;
}

/** The messages of a batch on its way. */
interface Load {
  weight: number;
  ends: PromiseWithResolvers<void>[];
  slab: Slab | null;
}

type OutputMessage = Extract<RunnerMessage, { type: 'output' }>;

const noLoad = (): Load => ({ weight: 0, ends: [], slab: null });

export function createOutgoing({ window, post }: OutgoingOptions): Outgoing {
  const slabs = createSlabs();
  let batch: FromThread[] = [];
  let load = noLoad();
  let last: OutputMessage | null = null;
  let due = false;
  const loads: Load[] = [];
  let underWay = 0;
  const room: (() => void)[] = [];
  const idle: (() => void)[] = [];

  function leave(): void {
    if (batch.length === 0) return;
    const [leaving, going] = [batch, load];
    [batch, load, last] = [[], noLoad(), null];
    const small = going.slab === null ? null : slabs.smallCopy(going.slab);
    if (going.slab !== null && small !== null) {
      for (const what of leaving) if (what.type === 'message') moveTo(small, what.message);
      slabs.free(going.slab);
      going.slab = null;
    }
    if (going.weight > 0) loads.push(going);
    post(leaving, going.slab, small === null ? [] : [small]);
  }

  function add(what: FromThread): void {
    batch.push(what);
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      if (loads.length < busyLoads) leave();
    });
  }

  /** Where the bytes lie side by side, what follows in one stream becomes one message. */
  function addOutput(message: OutputMessage): void {
    const { byteLength } = message.bytes;
    if (load.slab !== null && load.slab.room < byteLength) leave();
    load.slab ??= slabs.take(byteLength);
    const bytes = load.slab.put(message.bytes);
    if (last !== null && follows(message, last)) {
      last.bytes = new Uint8Array(bytes.buffer, last.bytes.byteOffset, last.bytes.byteLength + byteLength);
      return;
    }
    last = { ...message, bytes };
    add({ type: 'message', message: last });
  }

  return {
    say(what) {
      last = null;
      add(what);
    },
    deliver(message) {
      if (message.type === 'output') addOutput(message);
      else {
        last = null;
        add({ type: 'message', message });
      }
      const weight = weightOf(message);
      underWay += weight;
      load.weight += weight;
      if (message.type === 'finished') {
        const end = Promise.withResolvers<void>();
        load.ends.push(end);
        return end.promise;
      }
      if (underWay >= window && loads.length < busyLoads) leave();
      return underWay < window ? undefined : new Promise((resolve) => room.push(resolve));
    },
    taken(failed) {
      const { weight, ends, slab } = loads.shift() ?? noLoad();
      if (slab !== null) slabs.free(slab);
      underWay -= weight;
      if (loads.length < busyLoads) leave();
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

function follows(message: OutputMessage, last: OutputMessage): boolean {
  if (message.execution !== last.execution || message.stream !== last.stream) return false;
  const together = last.bytes.byteLength + message.bytes.byteLength;
  return message.offset === last.offset + last.bytes.byteLength && together <= joinedBytes;
}

function moveTo(buffer: ArrayBuffer, message: RunnerMessage): void {
  if (message.type === 'output') message.bytes = new Uint8Array(buffer, message.bytes.byteOffset, message.bytes.byteLength);
}
