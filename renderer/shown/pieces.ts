// Reads something the engine tells piece by piece, from where the last piece ended, and again when there may be more. One
// question at a time; growth in between is asked for once.

interface Piece {
  next: number;
  complete: boolean;
}

export interface Pieces {
  /** There may be more. */
  grow(): void;
  close(): void;
}

const restMs = 250;

/** `take` is given each piece as it comes. A failure ends the reading until it is told to go on. */
export function readPieces<P extends Piece>(read: (from: number) => Promise<P>, take: (piece: P) => void): Pieces {
  let next = 1;
  let closed = false;
  let complete = false;
  let busy = false;
  let wanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function readOn(): Promise<void> {
    busy = true;
    wanted = false;
    try {
      for (let moved = true; moved && !complete; ) {
        const piece = await read(next);
        if (closed) return;
        moved = piece.next > next;
        ({ next, complete } = piece);
        take(piece);
      }
    } catch {
      // away for now: the next growth asks again
    } finally {
      busy = false;
    }
    if (wanted) wait();
  }
  function wait(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (!busy) void readOn();
    }, restMs);
  }
  void readOn();
  return {
    grow() {
      if (closed || complete) return;
      wanted = true;
      if (!busy) wait();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
