// One ticking clock for all relative times of the page; it stands still while nobody looks.
import { useCallback, useSyncExternalStore } from 'react';

interface Ticker {
  now: number;
  listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | undefined;
}

const tickers = new Map<number, Ticker>();

function tickerOf(everyMs: number): Ticker {
  let ticker = tickers.get(everyMs);
  if (ticker === undefined) {
    ticker = { now: Date.now(), listeners: new Set(), timer: undefined };
    tickers.set(everyMs, ticker);
  }
  return ticker;
}

function tick(ticker: Ticker): void {
  if (document.visibilityState === 'hidden') return;
  ticker.now = Date.now();
  for (const listener of ticker.listeners) listener();
}

function listen(everyMs: number, listener: () => void): () => void {
  const ticker = tickerOf(everyMs);
  const seen = () => tick(ticker);
  if (ticker.listeners.size === 0) {
    ticker.now = Date.now();
    ticker.timer = setInterval(seen, everyMs);
  }
  ticker.listeners.add(listener);
  document.addEventListener('visibilitychange', seen);
  return () => {
    ticker.listeners.delete(listener);
    document.removeEventListener('visibilitychange', seen);
    if (ticker.listeners.size === 0) clearInterval(ticker.timer);
  };
}

/** Now, in epoch milliseconds, renewed every `everyMs`. */
export function useNow(everyMs = 10_000): number {
  const subscribe = useCallback((listener: () => void) => listen(everyMs, listener), [everyMs]);
  return useSyncExternalStore(subscribe, () => tickerOf(everyMs).now);
}
