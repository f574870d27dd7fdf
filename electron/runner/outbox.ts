// Hands messages to the one listener, in order, all that came meanwhile at once, so that it can write them down as one
// group. When the listener is slow, output is held back where it
// comes from, so that memory stays bounded whatever the hosts print.
import type { RunnerMessage } from './messages.ts';

/** Something that produces output and can be held back. */
export interface Source {
  pause(): void;
  resume(): void;
}

export interface Outbox {
  listen(listener: (message: RunnerMessage) => void | Promise<void>): void;
  /** `taken`: called when the listener has it, unless the listener failed */
  send(message: RunnerMessage, taken?: () => void): void;
  attach(source: Source): void;
  detach(source: Source): void;
  /** sources are held back now */
  readonly held: boolean;
  /** Resolves when everything sent so far was taken. */
  settled(): Promise<void>;
}

export interface OutboxOptions {
  /** bytes of output on their way to the listener, over all executions */
  maxBytes: number;
  onError(error: unknown): void;
}

export function createOutbox({ maxBytes, onError }: OutboxOptions): Outbox {
  let listener: ((message: RunnerMessage) => void | Promise<void>) | null = null;
  let queue: { message: RunnerMessage; taken: (() => void) | undefined }[] = [];
  let busy = false;
  let bytes = 0;
  let held = false;
  const sources = new Set<Source>();
  let idle: (() => void)[] = [];

  function hold(on: boolean): void {
    if (held === on) return;
    held = on;
    for (const source of sources) {
      if (on) source.pause();
      else source.resume();
    }
  }

  /** The listener is called before this returns. */
  async function tell({ message, taken }: (typeof queue)[number]): Promise<void> {
    try {
      const told = listener?.(message);
      if (told !== undefined) await told;
      taken?.();
    } catch (error) {
      onError(error);
    }
    if (message.type !== 'output') return;
    bytes -= message.bytes.byteLength;
    if (bytes <= maxBytes / 2) hold(false);
  }

  async function drain(): Promise<void> {
    if (busy || listener === null) return;
    busy = true;
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      await Promise.all(batch.map(tell));
    }
    busy = false;
    for (const call of idle) call();
    idle = [];
  }

  return {
    listen(call) {
      listener = call;
      void drain();
    },
    send(message, taken) {
      queue.push({ message, taken });
      if (message.type === 'output') {
        bytes += message.bytes.byteLength;
        if (bytes >= maxBytes) hold(true);
      }
      void drain();
    },
    attach(source) {
      sources.add(source);
      if (held) source.pause();
    },
    detach(source) {
      sources.delete(source);
    },
    get held() {
      return held;
    },
    settled() {
      if (!busy && (queue.length === 0 || listener === null)) return Promise.resolve();
      return new Promise((resolve) => idle.push(resolve));
    },
  };
}
