// Which chunk of each host is next at a place in the run's file, and how many lines began before it: found by halving the
// rows that chunks have in the database, without reading what they hold.

import { type ChunkMark, markBefore, markFrom, marksOf, type OutputEnd } from '../../store/arrival.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import { chunksFrom } from '../../store/output.ts';
import type { OutputReader } from '../../store/output-reader.ts';
import { type Gap, gapOf } from '../run/output.ts';

/** One host's chunks; `low` and `high` close in on the first that ends after a place. */
export interface Track {
  execution: ExecutionRow;
  gap: Gap | null;
  end: OutputEnd;
  low: number;
  high: number;
  /** all of its chunks, where they are few: one question instead of many */
  marks?: readonly ChunkMark[];
  known: Map<number, ChunkMark | undefined>;
}

const fewChunks = 64;

export function tracksOf(store: Store, executions: readonly ExecutionRow[], ends: readonly OutputEnd[]): Track[] {
  const endOf = new Map(ends.map((end) => [end.execution, end]));
  return executions.flatMap((execution) => {
    const end = endOf.get(execution.id);
    if (end === undefined) return [];
    return [{ execution, end, gap: gapOf(store, execution), low: 0, high: end.seq + 1, known: new Map() }];
  });
}

/** The first chunk of a host that ends after a position; undefined: all end before. Looks between `low` and `high`. */
export function chunkAt(store: Store, track: Track, position: number): ChunkMark | undefined {
  if (track.end.end <= position) return undefined;
  let { low, high } = track;
  for (let step = 1; low < high; step *= 4) {
    const chunk = markOf(store, track, Math.max(low, high - step));
    if (chunk === undefined || chunk.position + chunk.length > position) high = Math.max(low, high - step);
    else {
      low = chunk.seq + 1;
      break;
    }
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const chunk = markOf(store, track, middle);
    if (chunk !== undefined && chunk.position + chunk.length <= position) low = chunk.seq + 1;
    else high = middle;
  }
  return markOf(store, track, low);
}

/** The first chunk from a number on. */
function markOf(store: Store, track: Track, seq: number): ChunkMark | undefined {
  const { execution, known } = track;
  if (track.end.seq < fewChunks) {
    track.marks ??= marksOf(store, execution.id);
    const { marks } = track;
    const [first] = marks;
    const whole = first !== undefined && marks.length === (marks.at(-1)?.seq ?? 0) - first.seq + 1;
    return whole ? marks[Math.max(0, seq - first.seq)] : marks.find((mark) => mark.seq >= seq);
  }
  if (!known.has(seq)) known.set(seq, markFrom(store, execution.id, seq));
  return known.get(seq);
}

/** The search ends when so little of the file is left. */
const nearBytes = 16_384;

/** A position before which at most `rows` lines began, and not many less. */
export function positionBefore(store: Store, tracks: readonly Track[], rows: number): number {
  let low = 0;
  let high = Math.max(0, ...tracks.map(({ end }) => end.end));
  while (high - low > nearBytes) {
    const middle = Math.floor((low + high) / 2);
    const chunks = tracks.map((track) => chunkAt(store, track, middle));
    const lines = tracks.reduce((sum, { execution }, i) => sum + (chunks[i]?.line ?? execution.lines + 1) - 1, 0);
    // each host may have one line more, which the chunk goes on with
    const before = lines + tracks.length <= rows;
    if (before) low = middle;
    else high = middle;
    for (const [i, track] of tracks.entries()) track[before ? 'low' : 'high'] = chunks[i]?.seq ?? track.end.seq + 1;
  }
  for (const track of tracks) track.high = track.end.seq + 1;
  return low;
}

/** How many lines of a host began before its chunk, those left out before it included. */
export function linesBefore(source: { store: Store; reader: OutputReader }, track: Track, chunk: ChunkMark | undefined): number {
  const { execution, gap } = track;
  if (chunk === undefined) return execution.lines;
  const before = track.marks?.findLast(({ seq }) => seq < chunk.seq) ?? markBefore(source.store, execution.id, chunk.seq);
  if (gap !== null && chunk.seq >= gap.chunks && (before === undefined || before.seq < gap.chunks)) return gap.to;
  const goesOn = before !== undefined && before.stream === chunk.stream && !endsLine(source, execution.id, before.seq);
  return goesOn ? chunk.line : chunk.line - 1;
}

function endsLine({ store, reader }: { store: Store; reader: OutputReader }, execution: number, seq: number): boolean {
  const [chunk] = chunksFrom(store, execution, seq, 1);
  return chunk !== undefined && reader.read(chunk, chunk.length - 1, 1)[0] === 10;
}
