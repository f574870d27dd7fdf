// What the engine finds in the output of a run, as it is told: hits, how many lines on each host, and how far it is. The search
// goes on while the run does, and ends with its reader.
import { useEffect, useState } from 'react';
import type { FindEvent, FindHit } from '../../shared/contract/find.ts';
import type { LineRange } from '../../shared/contract/outline.ts';
import { client } from '../api/client.ts';
import { joined } from '../shown/rows.ts';

export interface FindQuery {
  pattern: string;
  regex: boolean;
  case: boolean;
  word: boolean;
}

export interface FoundHit extends Pick<FindHit, 'n' | 'at' | 'text' | 'ranges'> {
  /** characters of the line that come before `text` */
  before: number;
  host: string;
  attempt: number;
}

export interface Found {
  hits: readonly FoundHit[];
  /** lines with a match, by host; exact, also beyond the hits that are told */
  counts: ReadonlyMap<string, number>;
  progress: Extract<FindEvent, { type: 'progress' }> | null;
  failure: unknown;
}

export const nothingFound: Found = { hits: [], counts: new Map(), progress: null, failure: null };
/** Told to the page; beyond these lines are counted. */
export const mostHits = 5000;
const tellMs = 100;

/** What is known after one more event. Pure. */
export function withEvent(found: Found, event: FindEvent): Found {
  switch (event.type) {
    case 'hits': {
      const { host, attempt } = event;
      const hits = event.hits.map(({ n, at, text, ranges, before = 0 }) => ({ n, at, text, ranges, before, host, attempt }));
      return { ...found, hits: [...found.hits, ...hits] };
    }
    case 'counts': {
      const counts = new Map(found.counts);
      for (const { host, lines } of event.hosts) counts.set(host, lines);
      return { ...found, counts };
    }
    case 'progress':
      return { ...found, progress: event };
    default:
      return found;
  }
}

/** `query` null: nothing is looked for. */
export function useFound(run: string, query: FindQuery | null): Found {
  const [found, setFound] = useState(nothingFound);
  const key = query === null ? null : JSON.stringify(query);
  useEffect(() => {
    setFound(nothingFound);
    if (key === null) return;
    const asked = JSON.parse(key) as FindQuery;
    const end = new AbortController();
    let now = nothingFound;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      setFound(now);
    };
    const read = async () => {
      for await (const event of await client.runs.find({ id: run, ...asked, limit: mostHits }, { signal: end.signal })) {
        now = withEvent(now, event);
        timer ??= setTimeout(tell, tellMs);
      }
    };
    read().catch((failure: unknown) => {
      if (end.signal.aborted) return;
      now = { ...now, failure };
      tell();
    });
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [run, key]);
  return found;
}

/** Lines of one host with a match, each with lines around it; null: nothing is looked for. */
export function rangesAround(hits: readonly FoundHit[], place: { host: string; attempt: number }, around: number): LineRange[] {
  const own = hits.filter(({ host, attempt }) => host === place.host && attempt === place.attempt);
  return joined(own.map(({ n }) => ({ from: Math.max(1, n - around), to: n + around })));
}

/** The next hit after a place, or the one before it, going round; `hosts`: their order. */
export function hitFrom(
  hits: readonly FoundHit[],
  hosts: readonly string[],
  place: { host: string; line: number },
  step: 1 | -1,
): FoundHit | null {
  const rank = (host: string) => hosts.indexOf(host);
  const sorted = hits.toSorted((a, b) => rank(a.host) - rank(b.host) || a.n - b.n);
  const beyond = (hit: FoundHit) => rank(hit.host) - rank(place.host) || hit.n - place.line;
  const found = step === 1 ? sorted.find((hit) => beyond(hit) > 0) : sorted.findLast((hit) => beyond(hit) < 0);
  return found ?? sorted.at(step === 1 ? 0 : -1) ?? null;
}
