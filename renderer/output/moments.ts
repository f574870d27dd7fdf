// What charts and output tell each other: the instant under the pointer, the stretch of time the shown lines cover, and
// the wish to see the line of an instant. Holds no lines and draws nothing.
import { useSyncExternalStore } from 'react';

export interface Span {
  from: number;
  to: number;
}

export interface Moments {
  /** epoch milliseconds, or null */
  point(at: number | null): void;
  pointed(): number | null;
  /** Tells which stretch of time is on the screen; null: none. */
  show(span: Span | null): void;
  shown(): Span | null;
  /** Asks for the line of an instant. */
  seek(at: number): void;
  onSeek(call: (at: number) => void): () => void;
  subscribe(listener: () => void): () => void;
}

export function createMoments(): Moments {
  const listeners = new Set<() => void>();
  const seekers = new Set<(at: number) => void>();
  let pointed: number | null = null;
  let shown: Span | null = null;
  const change = () => {
    for (const listener of listeners) listener();
  };
  return {
    point(at) {
      if (pointed === at) return;
      pointed = at;
      change();
    },
    pointed: () => pointed,
    show(span) {
      if (shown?.from === span?.from && shown?.to === span?.to) return;
      shown = span;
      change();
    },
    shown: () => shown,
    seek(at) {
      for (const seeker of seekers) seeker(at);
    },
    onSeek(call) {
      seekers.add(call);
      return () => seekers.delete(call);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function usePointed(moments: Moments): number | null {
  return useSyncExternalStore(moments.subscribe, moments.pointed);
}

export function useShownSpan(moments: Moments): Span | null {
  return useSyncExternalStore(moments.subscribe, moments.shown);
}

/**
 * The number of the line an instant belongs to: the last one that had arrived by then. `timeOf` tells when a line
 * arrived, null when it cannot be told.
 */
export async function lineOfInstant(at: number, total: number, timeOf: (n: number) => Promise<number | null>): Promise<number | null> {
  let low = 1;
  let high = total;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const arrived = await timeOf(middle);
    if (arrived === null) return null;
    if (arrived <= at) low = middle;
    else high = middle - 1;
  }
  return total > 0 ? low : null;
}
