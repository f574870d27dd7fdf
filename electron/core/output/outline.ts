// What an output is made of, found without keeping its text: lines that came from stderr by the rows of its chunks alone,
// markers and repeated lines by one look at each line.
import type { LineRange } from '../../../shared/contract/outline.ts';
import { type Marker, markerOf } from '../../../shared/model/markers.ts';
import { markFrom, stderrMarks } from '../../store/arrival.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { Store } from '../../store/open.ts';
import { readOutput } from '../../store/output-reader.ts';
import { type FoundLine, gapOf, linesOf } from '../run/output.ts';

/** Looked at for one answer: about a twentieth of a second. */
const mostWindows = 10;
const linesAtOnce = 2000;
/** A title longer than this is no title. */
const longestText = 200;

interface FoundOutline {
  markers: { n: number; kind: Marker['kind']; text: string }[];
  repeats: LineRange[];
  next: number;
}

export function readOutline(store: Store, execution: ExecutionRow, from: number): FoundOutline {
  const outline: FoundOutline = { markers: [], repeats: [], next: from };
  if (from > execution.lines) return outline;
  const reader = readOutput(store, execution.run);
  try {
    let before: FoundLine | null = null;
    let at = from;
    for (let window = 0; window < mostWindows && at <= execution.lines; window++) {
      const lines = linesOf({ store, reader, execution }, at, linesAtOnce);
      for (const line of lines) {
        note(outline, line, before);
        before = line;
      }
      if (before === null || lines.length === 0) break;
      outline.next = before.n;
      at = Math.max(before.n, before.leftOut?.to ?? 0) + 1;
    }
    return outline;
  } finally {
    reader.close();
  }
}

function note({ markers, repeats }: FoundOutline, line: FoundLine, before: FoundLine | null): void {
  if (line.bytes[0] === 0x3a && line.bytes[1] === 0x3a) {
    const marker = markerOf(new TextDecoder().decode(line.bytes));
    if (marker !== null) markers.push({ n: line.n, kind: marker.kind, text: marker.text.slice(0, longestText) });
  }
  if (before === null || !isSame(before, line)) return;
  const last = repeats.at(-1);
  if (last?.to === before.n) last.to = line.n;
  else repeats.push({ from: before.n, to: line.n });
}

/** One after the other, of one stream, with the same bytes, and both whole. */
function isSame(a: FoundLine, b: FoundLine): boolean {
  if (a.n + 1 !== b.n || a.stream !== b.stream || a.bytes.length !== b.bytes.length) return false;
  if (a.cut || b.cut || a.partial || b.partial || a.leftOut || b.leftOut) return false;
  return Buffer.compare(a.bytes, b.bytes) === 0;
}

const chunksAtOnce = 2000;

/** A line is of one stream wholly, so chunks of stderr that follow each other are the lines up to the next chunk of stdout. */
export function readStderrLines(store: Store, execution: ExecutionRow, from: number): { ranges: LineRange[]; next: number } {
  const gap = gapOf(store, execution);
  const ranges: LineRange[] = [];
  const marks = stderrMarks(store, execution.id, from, chunksAtOnce);
  for (const [i, mark] of marks.entries()) {
    const after = marks[i + 1]?.seq === mark.seq + 1 ? marks[i + 1] : markFrom(store, execution.id, mark.seq + 1);
    const beforeGap = gap !== null && mark.seq < gap.chunks && (after === undefined || after.seq >= gap.chunks);
    // one that is followed by another of its stream may end in the line in which that begins
    const to = beforeGap ? gap.after : after === undefined ? execution.lines : after.stream === 1 ? after.line : after.line - 1;
    const first = Math.max(mark.line, from);
    const last = ranges.at(-1);
    if (to < first) continue;
    if (last !== undefined && first <= last.to + 1) last.to = Math.max(last.to, to);
    else ranges.push({ from: first, to });
  }
  if (marks.length < chunksAtOnce) return { ranges, next: Math.max(from, execution.lines) };
  const last = marks.at(-1)?.line ?? from;
  return { ranges, next: last > from ? last : from + 1 }; // one line of more chunks than are looked at
}
