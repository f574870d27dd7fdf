// A gate that lets a number of tasks through at a time, first come, first served.

export interface Gate {
  /** Resolves when it is one's turn; the function given must be called when done. */
  enter(): Promise<() => void>;
  /** nobody is inside and nobody waits */
  readonly idle: boolean;
}

export function createGate(limit: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) inside--;
    else next(); // the place is handed on
  };
  const leaveOnce = () => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
    };
  };
  return {
    enter() {
      if (inside < limit) {
        inside++;
        return Promise.resolve(leaveOnce());
      }
      return new Promise((resolve) => waiting.push(() => resolve(leaveOnce())));
    },
    get idle() {
      return inside === 0;
    },
  };
}
