// Which lines of a slab match, in the way that is fastest for the pattern, and how a line that does looks when it is told.
import type { CompiledPattern } from '../../../shared/model/find/pattern.ts';
import type { OutputReader } from '../output-reader.ts';
import { countNewlines, goesOn, makeSlab, type Slab } from './slab.ts';
import type { Found, Hit, Slice } from './slice.ts';

export interface Needle extends CompiledPattern {
  /** its UTF-8 */
  bytes: Buffer;
}

/** Searches the whole lines of a slice. */
export function searchSlice(slice: Slice, reader: OutputReader, needle: Needle): Found {
  const slab = makeSlab(slice, reader);
  const { cursor } = slice;
  const found: Found = { hits: [], lines: 0, cursor: slab.next };
  const firstEnd = slab.bytes.indexOf('\n');
  const inHit = cursor.hit && goesOn(slice);
  const toldFrom = inHit && firstEnd !== -1 ? firstEnd + 1 : 0;
  let hitAtAll = false;
  const place = placing(slab);
  eachMatch(slab.bytes, needle, (start, end) => {
    hitAtAll = true;
    if (start < toldFrom) return;
    const tells = found.hits.length < slice.want;
    if (!tells && slice.after < cursor.line) {
      found.lines += 1;
      return;
    }
    const where = place(start);
    if (where.n <= slice.after) return;
    found.lines += 1;
    if (tells) found.hits.push({ ...where, ...shownLine(slab.bytes.toString('utf8', start, end), needle.lines) });
  });
  if (slab.piece) found.cursor = { ...found.cursor, hit: inHit || hitAtAll };
  return found;
}

type Take = (start: number, end: number) => void;

/** Calls with the beginning and the end (its newline) of each line that matches, in bytes, in order. */
function eachMatch(bytes: Buffer, needle: Needle, take: Take): void {
  if (bytes.length === 0) return;
  if (needle.way === 'bytes') {
    eachOfBytes(bytes, needle.bytes, take);
    return;
  }
  const text = bytes.toString(needle.way === 'latin1' ? 'latin1' : 'utf8');
  const found = inBytes(bytes, text, take);
  if (needle.way === 'line') eachByLine(text, needle.lines, found);
  else eachOfText(text, needle.lines, found);
}

function eachOfBytes(bytes: Buffer, needle: Buffer, take: Take): void {
  for (let at = bytes.indexOf(needle); at !== -1; ) {
    const start = at === 0 ? 0 : bytes.lastIndexOf('\n', at - 1) + 1;
    const end = bytes.indexOf('\n', at);
    take(start, end);
    at = bytes.indexOf(needle, end + 1);
  }
}

function eachOfText(text: string, lines: RegExp, take: Take): void {
  for (let from = 0; from < text.length; ) {
    lines.lastIndex = from;
    const match = lines.exec(text);
    if (match === null || match.index >= text.length) return;
    const start = match.index === 0 ? 0 : text.lastIndexOf('\n', match.index - 1) + 1;
    const end = text.indexOf('\n', match.index);
    take(start, end);
    from = end + 1;
  }
}

function eachByLine(text: string, lines: RegExp, take: Take): void {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    lines.lastIndex = 0;
    if (lines.test(text.slice(start, end))) take(start, end);
    start = end + 1;
  }
}

/** From places in the text to places in the bytes it was read from: the same where every byte gave one unit, else found line by line. */
function inBytes(bytes: Buffer, text: string, take: Take): Take {
  if (text.length === bytes.length) return take;
  let inText = 0;
  let inTheBytes = 0;
  return (start) => {
    while (inText < start) {
      inText = text.indexOf('\n', inText) + 1;
      inTheBytes = bytes.indexOf('\n', inTheBytes) + 1;
    }
    take(inTheBytes, bytes.indexOf('\n', inTheBytes));
  };
}

/** Number, arrival and stream of the line that begins at a place of the slab. Ask in order. */
function placing({ bytes, marks }: Slab): (start: number) => Pick<Hit, 'n' | 'at' | 'stream'> {
  let index = 0;
  let counted = 0;
  let n = marks[0]?.line ?? 1;
  return (start) => {
    for (let next = marks[index + 1]; next && next.start <= start; next = marks[index + 1]) {
      index += 1;
      counted = next.start;
      n = next.line;
    }
    n += countNewlines(bytes, counted, start);
    counted = start;
    return { n, at: marks[index]?.at ?? 0, stream: marks[index]?.stream ?? 'stdout' };
  };
}

/** A told line has at most this many characters, some of them before its first match. */
const shownChars = 4000;
const leadChars = 400;
const mostRanges = 100;

function shownLine(whole: string, lines: RegExp): Pick<Hit, 'text' | 'ranges' | 'before' | 'cut'> {
  const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
  lines.lastIndex = 0;
  const first = lines.exec(line)?.index ?? 0;
  const before = line.length <= shownChars ? 0 : Math.max(0, Math.min(first - leadChars, line.length - shownChars));
  const text = line.slice(before, before + shownChars);
  return { text, ranges: rangesIn(line, lines, before, text.length), before, cut: text.length < line.length };
}

function rangesIn(line: string, lines: RegExp, before: number, length: number): [number, number][] {
  const ranges: [number, number][] = [];
  lines.lastIndex = 0;
  for (let match = lines.exec(line); match !== null && ranges.length < mostRanges; match = lines.exec(line)) {
    const from = match.index - before;
    const to = Math.min(length, from + match[0].length);
    if (from >= length) break;
    if (to > Math.max(0, from)) ranges.push([Math.max(0, from), to]);
    if (match[0] === '') lines.lastIndex += 1;
  }
  return ranges;
}
