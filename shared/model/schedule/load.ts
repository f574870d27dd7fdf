// How many starts come due in each piece of a time to come. What comes so often that counting it all would take too long is counted
// for a while, and goes on by its pace. Pure.

export interface Load {
  /** Counts moments, which ascend, up to the end of the time; gives how many there are, by their pace beyond `countedAtMost`. */
  count(moments: Iterable<number>, weight: number, each?: (at: number) => void): number;
  points(): { at: number; due: number }[];
}

export const countedAtMost = 20_000;
const piecesAtMost = 480;

export function createLoad({ from, until, sizeMs }: { from: number; until: number; sizeMs: number }): Load {
  const pieces = Math.max(0, Math.min(piecesAtMost, Math.ceil((until - from) / sizeMs)));
  const due = new Array<number>(pieces).fill(0);
  const add = (piece: number, starts: number) => {
    if (piece >= 0 && piece < pieces) due[piece] = (due[piece] ?? 0) + starts;
  };
  /** Each piece gets the part of it that lies behind `begin`. */
  const spread = (begin: number, paceMs: number, weight: number) => {
    for (let piece = 0; piece < pieces; piece++) {
      const start = Math.max(begin, from + piece * sizeMs);
      const end = Math.min(until, from + (piece + 1) * sizeMs);
      if (end > start) add(piece, ((end - start) / paceMs) * weight);
    }
    return Math.max(0, Math.floor((until - begin) / paceMs));
  };
  return {
    count(moments, weight, each) {
      let counted = 0;
      let first = 0;
      let last = 0;
      for (const at of moments) {
        if (at >= until) return counted;
        if (counted === 0) first = at;
        else if (counted >= countedAtMost) return counted + spread(last, (last - first) / (counted - 1), weight);
        last = at;
        counted += 1;
        each?.(at);
        add(Math.floor((at - from) / sizeMs), weight);
      }
      return counted;
    },
    points: () => due.map((starts, piece) => ({ at: from + piece * sizeMs, due: Math.round(starts) })),
  };
}
