// When a host is met again after contact was lost: soon at first, then less often; rarely where it said no, because who
// asks too often is locked out.

const firstPauseMs = 500;
const longestPauseMs = 30_000;
const refusedPauseMs = 300_000;

export interface Comeback {
  /** Meets the host after a pause, which grows from time to time. */
  later(refused: boolean): void;
  /** Does not wait any longer, if it waits. */
  now(): void;
  /** There is contact: the next loss begins anew. */
  reset(): void;
  stop(): void;
  /** how often it was lost in a row */
  readonly losses: number;
}

export function createComeback(meet: () => void): Comeback {
  let losses = 0;
  let timer: NodeJS.Timeout | null = null;
  const stop = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const meetIn = (ms: number) => {
    stop();
    timer = setTimeout(() => {
      timer = null;
      meet();
    }, ms);
  };
  return {
    later(refused) {
      const pause = refused ? refusedPauseMs : Math.min(longestPauseMs, firstPauseMs * 2 ** losses);
      losses++;
      meetIn(pause * (0.5 + Math.random() / 2)); // many hosts are lost at the same moment, and need not come at the same
    },
    now() {
      if (timer === null) return;
      losses = 0;
      meetIn(0);
    },
    reset() {
      losses = 0;
    },
    stop,
    get losses() {
      return losses;
    },
  };
}
