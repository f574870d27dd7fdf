// What charts and output tell each other: the instant under the pointer, the stretch of time the shown lines cover, the
// stretch to which the reader narrows them, and the wish to see the line of an instant. Holds no lines and draws nothing.
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
  /** Narrows the output to a stretch of time; null: all of it. */
  narrow(span: Span | null): void;
  narrowed(): Span | null;
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
  let narrowed: Span | null = null;
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
    narrow(span) {
      narrowed = span;
      change();
    },
    narrowed: () => narrowed,
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

export function useNarrowed(moments: Moments): Span | null {
  return useSyncExternalStore(moments.subscribe, moments.narrowed);
}
