// What a search is asked at a time, and answers: some chunks of one execution in their order, and the lines of them that match.
// Everything a search has to remember in between is the cursor, so that one thread is as good as another.
import type { Chunk, Stream } from '../output.ts';

/** Where the search of an execution stands: at the beginning of a line, but for one that is too long to be searched at once. */
export interface Cursor {
  seq: number;
  /** bytes of that chunk that were searched */
  offset: number;
  /** number of the line the next byte belongs to */
  line: number;
  /** the line began before, and was searched up to here */
  begun: boolean;
  /** … and has a match there */
  hit: boolean;
}

export const searchStart: Cursor = { seq: 0, offset: 0, line: 1, begun: false, hit: false };

export interface Slice {
  file: string;
  packed: boolean;
  /** from the cursor's on; where the middle of an output is left out, numbers are missing */
  chunks: readonly Chunk[];
  cursor: Cursor;
  /** the beginning that is kept of an output whose middle is left out: so many chunks, the last line of which is this */
  head: { chunks: number; line: number } | null;
  /** more chunks follow; else `ended` says whether any ever will */
  more: boolean;
  ended: boolean;
  /** only lines of this stream */
  stream: Stream | null;
  /** only lines after this number */
  after: number;
  /** hits to be told at most; all are counted */
  want: number;
}

/** A line that matches; `ranges` in UTF-16 units of `text`. */
export interface Hit {
  n: number;
  at: number;
  stream: Stream;
  text: string;
  ranges: [number, number][];
  /** characters before `text`, and whether any are missing */
  before: number;
  cut: boolean;
}

export interface Found {
  hits: Hit[];
  /** lines with a match, told or not */
  lines: number;
  cursor: Cursor;
}
