// The lines of one execution as far as they were looked at: blocks read from the engine when the view needs them, at most
// two requests on their way, decided once a frame. A run of a million lines costs what is on the screen.
import type { OutputLine } from '../../shared/contract/output.ts';
import { screenLine } from './screen-line.ts';

export const blockSize = 250;
const mostOnTheirWay = 2;
/** Blocks kept in memory; those farthest from the view go first. */
const mostKept = 40;

/** A line among others; of several hosts, `n` is its row, and `own` its number on its host. */
export interface SourceLine extends OutputLine {
  host?: string;
  own?: number;
}

export interface OutputSource {
  read(from: number, count: number): Promise<{ lines: SourceLine[]; total: number; complete: boolean }>;
  /** Calls back before the next paint. */
  nextFrame(call: () => void): void;
}

/** A line as it is shown: `text` has SGR sequences and nothing else that acts (see screen-line.ts). */
export interface ShownLine {
  n: number;
  /** whose it is, and its number there, where lines of several hosts are shown */
  host: string | null;
  own: number;
  at: string;
  stream: OutputLine['stream'];
  text: string;
  /** bytes of the whole line when only its beginning is here */
  cutBytes: number | null;
  /** no line end: the other stream broke in, or it still grows */
  partial: boolean;
  /** what is missing after it; null: nothing */
  leftOut: OutputLine['leftOut'] | null;
  /** it is itself one of the lines that are not stored */
  missing: boolean;
}

interface Block {
  lines: SourceLine[];
  shown: ShownLine[] | null;
  /** styles in force after its last line, by stream; known once `shown` is */
  styles: Styles;
  /** how often the output had grown when it was read */
  asOf: number;
  /** nothing of it can change any more */
  settled: boolean;
}

/** By host and stream. */
type Styles = ReadonlyMap<string, string>;
const noStyles: Styles = new Map();

export interface OutputLines {
  total(): number;
  /** number of the last line that has been read; 0: none */
  here(): number;
  /** everything is here that will ever be */
  complete(): boolean;
  /** null: not read yet */
  line(n: number): ShownLine | null;
  /** Lines (from 1, in order) that are on the screen now; with `toEnd` all after the last of them too. */
  view(lines: readonly number[], toEnd: boolean): void;
  /** The engine has more; `total` lines in all if it is known. Tells nobody: there is nothing new to show yet. */
  grow(total?: number): void;
  failure(): unknown;
  retry(): void;
  /** What is here may have changed: all of it is read again. */
  forget(): void;
  /** changes with everything there is to show */
  version(): number;
  subscribe(listener: () => void): () => void;
  close(): void;
}

export function createOutputLines(source: OutputSource, known: { total: number; complete: boolean }): OutputLines {
  const blocks = new Map<number, Block>();
  const onTheirWay = new Set<number>();
  const listeners = new Set<() => void>();
  let { total, complete } = known;
  let wanted: Wanted = { blocks: [0], toEnd: false };
  let viewed = false;
  let growth = 0;
  let version = 0;
  let failure: unknown = null;
  let here = 0;
  let asked = false;
  let closed = false;

  function change(): void {
    version += 1;
    for (const listener of listeners) listener();
  }

  function ask(): void {
    if (asked || closed) return;
    asked = true;
    source.nextFrame(() => {
      asked = false;
      if (!closed) pump();
    });
  }

  function pump(): void {
    if (failure !== null) return;
    for (const index of wantedBlocks(wanted, total)) {
      if (onTheirWay.size >= mostOnTheirWay) return;
      if (!onTheirWay.has(index) && isNeeded(blocks.get(index), index, total, growth)) void read(index);
    }
  }

  async function read(index: number): Promise<void> {
    onTheirWay.add(index);
    const asOf = growth;
    const range = rangeToRead(blocks.get(index), index);
    try {
      const answer = await source.read(range.from, range.count);
      if (closed) return;
      total = Math.max(total, answer.total);
      complete ||= answer.complete;
      keep(index, answer.lines, asOf, answer.complete || answer.total > (index + 1) * blockSize + 1);
    } catch (error) {
      failure = error ?? new Error('the output could not be read');
    }
    onTheirWay.delete(index);
    if (closed) return;
    change();
    ask();
  }

  function keep(index: number, lines: readonly SourceLine[], asOf: number, settled: boolean): void {
    const before = blocks.get(index)?.lines ?? [];
    const merged = [...before];
    const end = (index + 1) * blockSize;
    for (const line of lines.flatMap((one) => withMissing(one, index * blockSize + 1, end))) {
      merged[line.n - 1 - index * blockSize] = line;
      here = Math.max(here, line.n);
    }
    blocks.set(index, { lines: merged, shown: null, styles: noStyles, asOf, settled });
    for (const [other, block] of blocks) if (other > index) block.shown = null;
    for (const far of farBlocks([...blocks.keys()], wanted)) blocks.delete(far);
  }

  function shownOf(index: number): ShownLine[] | null {
    const block = blocks.get(index);
    if (block === undefined) return null;
    if (block.shown === null) {
      const before = blocks.get(index - 1);
      show(block, before?.shown ? before.styles : noStyles);
    }
    return block.shown;
  }

  return {
    total: () => total,
    here: () => here,
    complete: () => complete,
    line: (n) => shownOf(Math.floor((n - 1) / blockSize))?.[(n - 1) % blockSize] ?? null,
    view(lines, toEnd) {
      const blocks = [...new Set(lines.map((n) => Math.floor((n - 1) / blockSize)))];
      if (viewed && wanted.toEnd === toEnd && wanted.blocks.join() === blocks.join()) return;
      viewed = true;
      wanted = { blocks: blocks.length === 0 ? [0] : blocks, toEnd };
      ask();
    },
    grow(more) {
      growth += 1;
      if (more !== undefined) total = Math.max(total, more);
      ask();
    },
    failure: () => failure,
    retry() {
      failure = null;
      change();
      ask();
    },
    forget() {
      blocks.clear();
      growth += 1;
      change();
      ask();
    },
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      listeners.clear();
    },
  };
}

/** Blocks on the screen, in order. */
interface Wanted {
  blocks: readonly number[];
  toEnd: boolean;
}

/** The end first, when it is followed: what came and went in between is read when somebody looks at it. */
function wantedBlocks({ blocks, toEnd }: Wanted, total: number): number[] {
  const last = Math.floor((Math.max(1, total) - 1) / blockSize);
  const here = blocks.filter((index) => index <= last);
  return toEnd ? [...new Set([last, Math.max(0, last - 1), ...here])] : here;
}

function isNeeded(block: Block | undefined, index: number, total: number, growth: number): boolean {
  const expected = Math.min(blockSize, total - index * blockSize);
  if (block === undefined) return expected > 0 || growth > 0;
  if (block.settled && block.lines.length >= expected) return false;
  return block.asOf < growth || block.lines.length < expected;
}

/** Of a block that may still grow, its end is read again: the last lines of both streams may have been unfinished. */
function rangeToRead(block: Block | undefined, index: number): { from: number; count: number } {
  const skip = Math.max(0, (block?.lines.length ?? 0) - 2);
  return { from: index * blockSize + skip + 1, count: blockSize - skip };
}

/** A line and, after it, a line for each that is missing there: those from one number to another. */
function withMissing(line: SourceLine, from: number, to: number): SourceLine[] {
  const { leftOut } = line;
  const own = line.n >= from && line.n <= to ? [line] : [];
  if (leftOut === undefined || line.host !== undefined) return own; // of several hosts they are told one by one
  const first = Math.max(from, leftOut.from, line.n + 1);
  const count = Math.max(0, Math.min(to, leftOut.to) - first + 1);
  return [...own, ...Array.from({ length: count }, (_, i) => ({ ...line, n: first + i, text: '', cut: false, partial: false }))];
}

/** Those farthest from what is on the screen. */
function farBlocks(indexes: readonly number[], { blocks }: Wanted): number[] {
  const most = Math.max(mostKept, blocks.length + 2);
  if (indexes.length <= most) return [];
  const distance = (index: number) => Math.min(...blocks.map((block) => Math.abs(block - index)));
  return [...indexes].sort((a, b) => distance(b) - distance(a)).slice(0, indexes.length - most);
}

/** Colours carry over from line to line of a stream, also across blocks as far as they are known. */
function show(block: Block, before: Styles): void {
  const styles = new Map(before);
  block.shown = block.lines.map((line) => {
    const { n, at, stream, leftOut, host = null, own = n } = line;
    const key = host === null ? stream : `${host} ${stream}`;
    const screen = screenLine(line.text, styles.get(key));
    if (screen.style === '') styles.delete(key);
    else styles.set(key, screen.style);
    const cutBytes = line.cut === true ? (line.length ?? 0) : null;
    const missing = leftOut !== undefined && own >= leftOut.from;
    const after = missing ? null : (leftOut ?? null);
    return { n, host, own, at, stream, text: screen.text, cutBytes, partial: line.partial === true, leftOut: after, missing };
  });
  block.styles = styles;
}
