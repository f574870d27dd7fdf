// A line diff of two texts, by the O(ND) walk of Myers (1986), for files of a few thousand lines.

export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
  /** line numbers from 1; null where the line is not in that text */
  before: number | null;
  after: number | null;
}

/** Null when the texts are too different to be worth comparing line by line (more than `most` changed lines). */
export function diffLines(before: string, after: string, most = 800): DiffLine[] | null {
  const a = before.split('\n');
  const b = after.split('\n');
  const trace = walk(a, b, most);
  return trace === null ? null : retrace(trace, a, b);
}

/** For each number of edits the farthest place reached on every diagonal. */
function walk(a: readonly string[], b: readonly string[], most: number): Map<number, number>[] | null {
  const reached = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let edits = 0; edits <= Math.min(a.length + b.length, most); edits++) {
    trace.push(new Map(reached));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = goesDown(reached, diagonal, edits) ? (reached.get(diagonal + 1) ?? 0) : (reached.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      reached.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return trace;
    }
  }
  return null;
}

function goesDown(reached: Map<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1);
}

function retrace(trace: readonly Map<number, number>[], a: readonly string[], b: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = a.length;
  let y = b.length;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reached = trace[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const from = goesDown(reached, diagonal, edits) ? diagonal + 1 : diagonal - 1;
    const fromX = edits === 0 ? 0 : (reached.get(from) ?? 0);
    const fromY = edits === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY) {
      lines.push({ kind: 'same', text: a[x - 1] ?? '', before: x, after: y });
      x -= 1;
      y -= 1;
    }
    if (edits === 0) break;
    if (x === fromX) lines.push({ kind: 'added', text: b[y - 1] ?? '', before: null, after: y });
    else lines.push({ kind: 'removed', text: a[x - 1] ?? '', before: x, after: null });
    x = fromX;
    y = fromY;
  }
  return lines.reverse();
}

/** Changes with `around` unchanged lines about them; null marks a gap. */
export function withContext(lines: readonly DiffLine[], around = 3): (DiffLine | null)[] {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - around), i + around + 1).some((line) => line.kind !== 'same'));
  const shown: (DiffLine | null)[] = [];
  lines.forEach((line, i) => {
    if (near[i]) shown.push(line);
    else if (i === 0 || near[i - 1]) shown.push(null);
  });
  return shown;
}
