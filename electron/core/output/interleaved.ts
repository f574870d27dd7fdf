// Lines of several hosts in order of arrival: a merge of what each host wrote, by where its lines begin in the file of the
// run. Held at a time is the window, and a few lines of each host that has one in it.
import type { ArrivedLine } from '../../../shared/contract/interleaved.ts';
import { outputEnds } from '../../store/arrival.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import { chunkSince, chunksFrom } from '../../store/output.ts';
import { type OutputReader, readOutput } from '../../store/output-reader.ts';
import { type FoundLine, linesOf, presentLine } from '../run/output.ts';
import { chunkAt, linesBefore, positionBefore, type Track, tracksOf } from './arrival.ts';

export interface ArrivalWindow {
  /** of the first row */
  from: number;
  count: number;
  near: Place | null;
  since: number | null;
  until: number | null;
}

/** So many rows begin before this position of the run's file. */
export interface Place {
  rows: number;
  position: number;
}

export interface Arrivals {
  lines: ArrivedLine[];
  next: Place;
  newestAt: number | null;
}

/** A window is not longer than this, but for its first line. */
const windowBytes = 4 << 20;

/** `executions`: of one run, as its rows are now. */
export function readInterleaved(store: Store, run: string, executions: readonly ExecutionRow[], window: ArrivalWindow): Arrivals {
  const tracks = tracksOf(store, executions, outputEnds(store, run));
  const newestAt = tracks.length === 0 ? null : Math.max(...tracks.map(({ end }) => end.at));
  if (tracks.length === 0) return { lines: [], next: { rows: 0, position: 0 }, newestAt };
  const reader = readOutput(store, run);
  try {
    const source = { store, reader };
    const place = startOf(source, tracks, window);
    const from = window.since === null ? window.from : place.rows + 1;
    return { ...merge({ ...source, tracks, place, from, window }), newestAt };
  } finally {
    reader.close();
  }
}

interface Source {
  store: Store;
  reader: OutputReader;
}

function startOf(source: Source, tracks: readonly Track[], { from, near, since }: ArrivalWindow): Place {
  const { store } = source;
  if (since === null && from === 1) return { rows: 0, position: 0 };
  if (since === null && near !== null && near.rows < from) return near;
  const wanted = since === null ? positionBefore(store, tracks, from - 1) : positionSince(store, tracks, since);
  const chunks = tracks.map((track) => chunkAt(store, track, wanted));
  const [position = Math.max(...tracks.map(({ end }) => end.end))] = chunks.flatMap((chunk) => chunk?.position ?? []).sort((a, b) => a - b);
  const rows = tracks.reduce((sum, track, i) => sum + linesBefore(source, track, chunks[i]), 0);
  return { rows, position };
}

/** Of the first output that arrived at or after an instant. */
function positionSince(store: Store, tracks: readonly Track[], since: number): number {
  const firsts = tracks.map(({ execution, end }) => {
    const chunk = chunkSince(store, execution.id, since);
    return chunk === null ? end.end : (chunksFrom(store, execution.id, chunk.seq, 1)[0]?.position ?? end.end);
  });
  const last = Math.max(...tracks.map(({ end }) => end.end));
  const begun = firsts.filter((position, i) => position < (tracks[i]?.end.end ?? 0));
  return begun.length === 0 ? last : Math.min(...begun);
}

/** What is next of one host. */
interface Queue {
  track: Track;
  items: Item[];
  /** number of the line to read on with */
  next: number;
  /** nothing of it begins before */
  key: number;
  loaded: boolean;
}

/** A line, or lines that are not stored. */
interface Item {
  key: number;
  line: FoundLine;
  rows: number;
  /** number of its first line */
  n: number;
}

interface Merging extends Source {
  tracks: readonly Track[];
  place: Place;
  from: number;
  window: ArrivalWindow;
}

function merge(work: Merging): Omit<Arrivals, 'newestAt'> {
  const { place, from, window } = work;
  const queues = work.tracks.flatMap((track) => queueOf(work.store, track, place.position) ?? []);
  const lines: ArrivedLine[] = [];
  let next = place;
  let bytes = 0;
  while (lines.length < window.count && bytes < windowBytes) {
    const queue = firstOf(queues);
    if (queue === null) break;
    const [item] = queue.items;
    if (item === undefined) {
      fill(work, queue);
      continue;
    }
    if (window.until !== null && item.line.at >= window.until) break;
    const skip = Math.max(0, from - 1 - next.rows);
    for (let i = skip; i < item.rows && lines.length < window.count; i++) lines.push(present(queue, item, next.rows, i));
    if (next.rows + item.rows > from - 1 + window.count) break; // not wholly in the window
    bytes += skip === 0 ? item.line.bytes.length : 0;
    queue.items.shift();
    queue.key = queue.items[0]?.key ?? item.key + 0.5;
    next = { rows: next.rows + item.rows, position: Math.floor(item.key + 1) };
  }
  return { lines, next };
}

/** A few hosts are read in larger pieces. */
function batchOf({ tracks }: Merging): number {
  return tracks.length <= 8 ? 200 : 40;
}

function firstOf(queues: readonly Queue[]): Queue | null {
  let first: Queue | null = null;
  for (const queue of queues) if (queue.key !== Number.POSITIVE_INFINITY && (first === null || queue.key < first.key)) first = queue;
  return first;
}

function queueOf(store: Store, track: Track, position: number): Queue | null {
  const chunk = chunkAt(store, track, position);
  if (chunk === undefined) return null;
  const { gap } = track;
  const next = gap !== null && chunk.seq >= gap.chunks ? Math.max(chunk.line, gap.to + 1) : chunk.line;
  return { track, items: [], next, key: chunk.position, loaded: false };
}

/** Reads on; the first time, only what begins at the place or after it. */
function fill(work: Merging, queue: Queue): void {
  const { track } = queue;
  const found = linesOf({ ...work, execution: track.execution }, queue.next, batchOf(work));
  const last = found.at(-1);
  if (last === undefined) {
    queue.key = Number.POSITIVE_INFINITY;
    return;
  }
  queue.next = Math.max(last.n, last.leftOut?.to ?? 0) + 1;
  const items = found.flatMap((line) => itemsOf(work.store, track, line));
  queue.items = queue.loaded ? items : items.filter(({ key }) => key >= work.place.position);
  if (queue.items.length > 0) queue.loaded = true;
  queue.key = queue.items[0]?.key ?? Math.max(queue.key, last.position + 0.5);
}

function itemsOf(store: Store, track: Track, line: FoundLine): Item[] {
  const { n, leftOut } = line;
  const own: Item = { key: line.position, line, rows: 1, n };
  if (leftOut === undefined || leftOut.to <= leftOut.after) return [own];
  const [last] = chunksFrom(store, track.execution.id, leftOut.chunks - 1, 1);
  const end = last === undefined ? line.position : last.position + last.length;
  return [own, { key: end - 0.5, line, rows: leftOut.to - leftOut.after, n: leftOut.after + 1 }];
}

function present({ track }: Queue, { line, n }: Item, before: number, i: number): ArrivedLine {
  const { host, attempt } = track.execution;
  const shown = presentLine(line);
  const place = { host, attempt, row: before + i + 1 };
  return n === line.n ? { ...shown, ...place } : { ...shown, ...place, n: n + i, text: '', cut: false, partial: false };
}
