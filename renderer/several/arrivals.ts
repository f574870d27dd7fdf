// Asks the engine for lines of several hosts in order of arrival, and remembers where in the run's output earlier answers
// ended, so that reading on need not search.
import { client } from '../api/client.ts';
import type { SourceLine } from '../output/output-lines.ts';

/** Places remembered; the oldest go first. */
const mostPlaces = 500;
/** A place farther away than this is no help. */
const farRows = 3000;
const mostWithOneTime = 1000;

export interface Arrivals {
  read(from: number, count: number): Promise<{ lines: SourceLine[]; total: number; complete: boolean }>;
  /** the first row that arrived at or after an instant */
  rowSince(at: number): Promise<number | null>;
  /** The row of a host's line that arrived at an instant; null: it is not near it. */
  rowOf(line: { host: string; n: number; at: string }): Promise<number | null>;
}

/** `hosts`: names with commas between them; undefined: all. */
export function createArrivals(id: string, hosts: string | undefined): Arrivals {
  const places = new Map<number, string>();
  const nearTo = (from: number) => {
    let best: number | null = null;
    for (const rows of places.keys()) if (rows < from && from - rows < farRows && (best === null || rows > best)) best = rows;
    return best === null ? undefined : places.get(best);
  };
  const remember = (next: string) => {
    const rows = Number(next.split('.')[0]);
    places.delete(rows);
    places.set(rows, next);
    for (const oldest of places.keys()) if (places.size > mostPlaces) places.delete(oldest);
  };
  return {
    async read(from, count) {
      const answer = await client.runs.interleaved({ id, hosts, from, count, near: nearTo(from) });
      remember(answer.next);
      const lines = answer.lines.map(({ row, n, ...line }) => ({ ...line, n: row, own: n }));
      return { lines, total: answer.total, complete: answer.complete };
    },
    async rowSince(at) {
      const { lines } = await client.runs.interleaved({ id, hosts, since: new Date(at).toISOString(), count: 1 });
      return lines[0]?.row ?? null;
    },
    async rowOf({ host, n, at }) {
      // what arrived with it in one piece has its time
      const { lines } = await client.runs.interleaved({ id, hosts, since: at, count: mostWithOneTime });
      return lines.find((line) => line.host === host && line.n === n)?.row ?? null;
    },
  };
}
