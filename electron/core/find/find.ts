// One search through a run's output as a stream of what is found: place by place, slice by slice, no faster than whoever listens
// takes it; then, while the run goes on, whatever comes. Ends its thread with itself.
import type { FindEvent, FindHit } from '../../../shared/contract/find.ts';
import type { Pattern } from '../../../shared/model/find/pattern.ts';
import { getRun } from '../../store/runs.ts';
import { createSearcher, type Searcher } from '../../store/search/searcher.ts';
import type { Found, Hit, Slice } from '../../store/search/slice.ts';
import type { Core } from '../core.ts';
import { instantOf } from '../edge.ts';
import { createPlaces, leftOutOf, nextSlice, type Place, type Query, storedBytes } from './places.ts';

export interface FindQuery extends Query {
  pattern: Pattern;
  /** hits to be told at most */
  limit: number;
  /** false: ends with the last of them */
  whole: boolean;
  /** goes on while the run does */
  follow: boolean;
}

/** Between two tellings of how far it is. */
const progressMs = 100;

interface Search {
  core: Core;
  query: FindQuery;
  searcher: Searcher;
  places: Place[];
  told: number;
  progressAt: number;
  signal: AbortSignal | undefined;
}

export async function* find(core: Core, query: FindQuery, signal: AbortSignal | undefined): AsyncGenerator<FindEvent> {
  const places = createPlaces(core.store, query);
  const changes = watchRun(core, query.run, signal);
  const searcher = createSearcher(query.pattern);
  const search: Search = { core, query, searcher, places: [], told: 0, progressAt: core.clock.now(), signal };
  try {
    for (;;) {
      const over = getRun(core.store, query.run)?.finishedAt !== null; // before the rows: what they miss comes with another turn
      search.places = places.now();
      for (const place of search.places) {
        yield* searchPlace(search, place);
        if (enough(search)) break;
      }
      yield countsOf(search);
      const complete = !enough(search);
      yield progressOf(search, complete);
      if (over || !query.follow || !complete) return;
      await changes.next();
    }
  } finally {
    changes.close();
    await searcher.close();
  }
}

/** There is nobody to tell, or nothing more that may be told. */
function enough({ query, told, signal }: Search): boolean {
  return signal?.aborted === true || (!query.whole && told >= query.limit);
}

async function* searchPlace(search: Search, place: Place): AsyncGenerator<FindEvent> {
  const { core, query } = search;
  const { host, attempt } = place.execution;
  for (;;) {
    const slice = nextSlice(core.store, place, { stream: query.stream, want: query.limit - search.told });
    if (slice === null) break;
    const found = await search.searcher.search(slice);
    if (found === null) continue; // it was packed just now
    const stands = found.cursor.seq === place.cursor.seq && found.cursor.offset === place.cursor.offset;
    take(search, place, slice, found);
    if (found.hits.length > 0) yield { type: 'hits', host, attempt, hits: found.hits.map(hitOf) };
    if (stands || enough(search)) break;
    if (core.clock.now() - search.progressAt >= progressMs) {
      yield countsOf(search);
      yield progressOf(search, false);
    }
  }
  const leftOut = leftOutOf(core.store, place);
  if (leftOut !== null) yield leftOut;
}

function take(search: Search, place: Place, slice: Slice, { cursor, hits, lines }: Found): void {
  const passed = slice.chunks.reduce((sum, { seq, length }) => sum + (seq < cursor.seq ? length : 0), 0);
  place.searched += passed + cursor.offset - place.cursor.offset;
  place.cursor = cursor;
  place.lines += lines;
  search.told += hits.length;
}

function hitOf({ n, at, stream, text, ranges, before, cut }: Hit): FindHit {
  return { n, at: instantOf(at), stream, text, ranges, ...(before > 0 ? { before } : {}), ...(cut ? { cut } : {}) };
}

/** Of those that have any. */
function countsOf({ places }: Search): FindEvent {
  const hosts = places.flatMap(({ execution: { host, attempt }, lines }) => (lines === 0 ? [] : [{ host, attempt, lines }]));
  return { type: 'counts', hosts };
}

function progressOf(search: Search, complete: boolean): FindEvent {
  search.progressAt = search.core.clock.now();
  const total = search.places.reduce((sum, { execution }) => sum + storedBytes(execution), 0);
  const searched = complete
    ? total
    : Math.min(
        total,
        search.places.reduce((sum, place) => sum + place.searched, 0),
      );
  return {
    type: 'progress',
    searched,
    total,
    lines: search.places.reduce((sum, { lines }) => sum + lines, 0),
    told: search.told,
    complete,
  };
}

interface Changes {
  /** Resolves when something of the run changed since the last time, or nobody listens any more. */
  next(): Promise<void>;
  close(): void;
}

function watchRun({ announcer }: Core, run: string, signal: AbortSignal | undefined): Changes {
  let changed = false;
  let wake = () => {};
  const note = () => {
    changed = true;
    wake();
  };
  const unsubscribe = announcer.subscribe((event) => {
    const its = event.type === 'run' ? event.run.id === run : 'run' in event && event.run === run;
    if (its) note();
  });
  signal?.addEventListener('abort', note);
  return {
    async next() {
      if (!changed && signal?.aborted !== true)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      changed = false;
    },
    close() {
      unsubscribe();
      signal?.removeEventListener('abort', note);
    },
  };
}
