// Tells everybody who listens what changed. Events lie in a ring; a listener reads on from where it was, so that a slow
// one costs nothing, and one that was away too long is told to read again what it shows.
import { withEventMeta } from '@orpc/server';
import type { DjcronEvent } from '../../shared/events.ts';
import type { Clock } from './ports.ts';

/** Enough for a minute of a busy engine. */
const kept = 4096;
/** At most ten updates a second and subject reach the listeners, where nothing else is said. */
const usualPaceMs = 100;

export interface Announcer {
  announce(event: DjcronEvent): void;
  /**
   * Announces what `make` gives, at once or, when the same subject was announced less than `paceMs` ago, when they are over,
   * and once.
   */
  announceSoon(subject: string, make: () => DjcronEvent | null, paceMs?: number): void;
  /** Every event after `lastEventId`; a `reset` first when that is unknown. Ends by `signal` or by `return()`. */
  listen(lastEventId: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<DjcronEvent>;
  /** For parts of the same process, called at once. */
  subscribe(listener: (event: DjcronEvent) => void): () => void;
  close(): void;
}

export function createAnnouncer(clock: Clock, name: string): Announcer {
  const ring: DjcronEvent[] = [];
  let first = 1; // number of ring[0]
  let closed = false;
  let wake: (() => void)[] = [];
  const listeners = new Set<(event: DjcronEvent) => void>();
  const pending = new Map<string, () => DjcronEvent | null>();
  const timers = new Map<string, () => void>();

  const rouse = () => {
    const sleepers = wake;
    wake = [];
    for (const call of sleepers) call();
  };
  const announce = (event: DjcronEvent) => {
    ring.push(event);
    if (ring.length > kept) {
      ring.shift();
      first += 1;
    }
    for (const listener of listeners) listener(event);
    rouse();
  };

  const pace = (subject: string, paceMs: number) => {
    timers.set(
      subject,
      clock.after(paceMs, () => {
        timers.delete(subject);
        const waiting = pending.get(subject);
        pending.delete(subject);
        if (!waiting) return;
        const event = waiting();
        if (event) announce(event);
        pace(subject, paceMs);
      }),
    );
  };

  async function* listen(lastEventId: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<DjcronEvent> {
    let next = first + ring.length;
    const known = lastEventId?.startsWith(`${name}-`) ? Number(lastEventId.slice(name.length + 1)) + 1 : null;
    if (known !== null && known >= first && known <= next) next = known;
    else yield withEventMeta({ type: 'reset' as const }, { id: `${name}-${next - 1}` });
    const onAbort = () => rouse();
    signal?.addEventListener('abort', onAbort);
    try {
      while (!closed && !signal?.aborted) {
        if (next < first) {
          next = first + ring.length;
          yield withEventMeta({ type: 'reset' as const }, { id: `${name}-${next - 1}` });
          continue;
        }
        const event = ring[next - first];
        if (event === undefined) {
          await new Promise<void>((resolve) => wake.push(resolve));
          continue;
        }
        yield withEventMeta({ ...event }, { id: `${name}-${next}` });
        next += 1;
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    announce,
    announceSoon(subject, make, paceMs = usualPaceMs) {
      if (closed) return;
      if (timers.has(subject)) {
        pending.set(subject, make);
        return;
      }
      const event = make();
      if (event) announce(event);
      pace(subject, paceMs);
    },
    listen,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      for (const stop of timers.values()) stop();
      timers.clear();
      rouse();
    },
  };
}
