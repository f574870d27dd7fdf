// Who speaks to an engine through its socket: others read the end of what they started after it ended, and one that has just
// joined has yet to say what it wants. An engine that is about to end waits until nobody has asked for anything for a while.
import type { Handle } from './handle.ts';

/** So long without a request, and they are gone. Costs nothing where nobody came. */
const quietMs = 1000;
const longestWaitMs = 10_000;

export interface Visitors {
  /** counts who passes */
  handle: Handle;
  gone(): Promise<void>;
}

export function countVisitors(handle: Handle): Visitors {
  let begun = 0;
  let open = 0;
  return {
    async handle(request, via) {
      begun += 1;
      open += 1;
      try {
        return await handle(request, via);
      } finally {
        open -= 1;
      }
    },
    async gone() {
      const giveUpAt = Date.now() + longestWaitMs;
      for (let seen = 0; seen < begun || open > 0; ) {
        if (Date.now() > giveUpAt) return;
        seen = begun;
        await new Promise((resolve) => setTimeout(resolve, quietMs));
      }
    },
  };
}
