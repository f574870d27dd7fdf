// The last line of each host of a run as the engine announces it; told to the list of hosts ten times a second at most.
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { onOutput } from '../api/live.ts';

const settleMs = 100;

export interface LastLines {
  of(host: string): string | undefined;
  subscribe(listener: () => void): () => void;
  version(): number;
}

interface Told extends LastLines {
  /** Starts listening; gives the function that ends it. */
  listen(): () => void;
}

function createLastLines(run: string): Told {
  const lines = new Map<string, string>();
  const listeners = new Set<() => void>();
  let version = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    waiting = undefined;
    version += 1;
    for (const listener of listeners) listener();
  };
  return {
    of: (host) => lines.get(host),
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    listen() {
      const silence = onOutput(run, (hosts) => {
        for (const { host, lastLine } of hosts) lines.set(host, lastLine);
        waiting ??= setTimeout(tell, settleMs);
      });
      return () => {
        silence();
        clearTimeout(waiting);
        waiting = undefined;
      };
    },
  };
}

export function useLastLines(run: string): LastLines {
  const lines = useMemo(() => createLastLines(run), [run]);
  useEffect(() => lines.listen(), [lines]);
  useSyncExternalStore(lines.subscribe, lines.version);
  return lines;
}
