// Tells apart what comes back from a host on the channel of an execution: noise of start-up files before the first word,
// then words and bytes as protocol.ts has them. Pure: bytes in, calls out. Whatever does not fit ends the reading: then
// nothing after it can be trusted, and the execution is followed anew from what was taken.
import { word } from './protocol.ts';

export type StreamName = 'stdout' | 'stderr';

/** One word of the host, without bytes. */
export type Told =
  | { type: 'ready' }
  | { type: 'up' }
  /** `crowd`: how many more than its processors want to run there, for each of them */
  | { type: 'begin'; pid: number; start: string; up: number; crowd: number }
  | { type: 'hit'; process: string }
  | { type: 'left'; process: string }
  | { type: 'end'; exitCode: number | null; why: string; ms: number }
  | { type: 'lost'; reason: string }
  | { type: 'none'; reason: string }
  | { type: 'fail'; reason: string }
  | { type: 'clean' }
  /** the last word, of a kept shell (kept.ts) */
  | { type: 'over' };

export interface ReaderCalls {
  told(told: Told): void;
  output(stream: StreamName, bytes: Buffer): void;
  /** bytes of the sample file; `up`: the host's uptime in ms when they were sent */
  samples(bytes: Buffer, up: number): void;
  /** what came cannot be ours: more noise than start-up files make, or a word that is none */
  doubt(what: string): void;
}

export interface Reader {
  push(bytes: Buffer): void;
  /** what came before the first word; at most 64 KiB of it */
  noise(): string;
}

const longestNoise = 64 << 10;
const longestWord = 8 << 10;
const newline = 10;

type Part = { kind: 'out' | 'err' | 'use'; left: number; up: number };

export function createReader(nonce: string, calls: ReaderCalls): Reader {
  const mark = Buffer.from(`\n${word} ${nonce} `);
  const prefix = `${word} ${nonce} `;
  let held: Buffer = Buffer.alloc(0);
  let noise: string | null = null;
  let part: Part | null = null;
  let doubted = false;
  let over = false;

  function doubt(what: string): void {
    doubted = true;
    calls.doubt(what);
  }

  /** Gives what is left of the data, or null when more is needed. */
  function begin(data: Buffer): Buffer | null {
    const at = data.indexOf(mark);
    if (at < 0) {
      if (data.length > longestNoise) doubt('noise');
      return null;
    }
    noise = data.toString('utf8', 0, Math.min(at, longestNoise));
    return data.subarray(at + 1);
  }

  function take(data: Buffer, open: Part): Buffer {
    const bytes = data.subarray(0, open.left);
    open.left -= bytes.length;
    if (open.left === 0) part = null;
    if (open.kind === 'use') calls.samples(bytes, open.up);
    else calls.output(open.kind === 'out' ? 'stdout' : 'stderr', bytes);
    return data.subarray(bytes.length);
  }

  function line(data: Buffer): Buffer | null {
    const end = data.indexOf(newline);
    if (end < 0) {
      if (data.length > longestWord) doubt('a word without end');
      return null;
    }
    const text = data.toString('utf8', 0, end);
    const spoken = text.startsWith(prefix) ? parseWord(text.slice(prefix.length)) : null;
    if (spoken === null) doubt(text.slice(0, 200));
    else if ('left' in spoken) part = spoken.left > 0 ? spoken : null;
    else {
      over = spoken.type === 'over';
      calls.told(spoken);
    }
    return data.subarray(end + 1);
  }

  return {
    push(bytes) {
      if (doubted) return;
      let data: Buffer | null = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      held = Buffer.alloc(0);
      while (data !== null && data.length > 0 && !doubted) {
        if (over) return doubt('more after the last word');
        const before: Buffer = data;
        data = noise === null ? begin(data) : part === null ? line(data) : take(data, part);
        if (data === null) held = before;
      }
    },
    noise: () => noise ?? held.toString('utf8', 0, longestNoise),
  };
}

function parseWord(text: string): Told | Part | null {
  const [kind = '', ...words] = text.trimEnd().split(' ');
  const rest = words.join(' ');
  const numbers = words.map(Number);
  const [a = Number.NaN, b = Number.NaN] = numbers;
  switch (kind) {
    case 'ready':
    case 'up':
    case 'clean':
      return { type: kind };
    case 'over':
      return a === 0 ? { type: kind } : null;
    case 'begin':
      return (words.length === 3 || words.length === 4) && Number.isInteger(a)
        ? { type: 'begin', pid: a, start: words[1] ?? '-', up: (numbers[2] ?? 0) * 10, crowd: numbers[3] ?? 0 }
        : null;
    case 'out':
    case 'err':
      return words.length === 1 && Number.isSafeInteger(a) && a >= 0 ? { kind, left: a, up: 0 } : null;
    case 'use':
      return words.length === 2 && Number.isSafeInteger(a) && a >= 0 && b >= 0 ? { kind, left: a, up: b * 10 } : null;
    case 'hit':
    case 'left':
      return { type: kind, process: rest };
    case 'end':
      return words.length === 3
        ? { type: 'end', exitCode: words[0] === '-' ? null : a, why: words[1] ?? '', ms: (numbers[2] ?? 0) * 10 }
        : null;
    case 'lost':
    case 'none':
    case 'fail':
      return { type: kind, reason: rest };
    default:
      return null;
  }
}
