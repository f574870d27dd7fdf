// Tells apart what comes back from a host: noise of start-up files, the wrapper's marks, the script's exact bytes, the
// end. Holds back only what may be the beginning of the end. Pure: bytes in, calls out.
import { marks } from './start.ts';

export type StreamName = 'stdout' | 'stderr';

export interface ReaderCalls {
  /** the shell waits for the order */
  ready(): void;
  /** the script starts now; told once, by whichever stream is first */
  begin(process: { pid: number; start: string }): void;
  /** the script was not started */
  fail(reason: string): void;
  output(stream: StreamName, bytes: Buffer): void;
  /** the script's end, as one stream tells it */
  end(stream: StreamName, exitCode: number): void;
}

export interface Reader {
  push(stream: StreamName, bytes: Buffer): void;
  /** A stream is closed: what was held back is output after all. */
  close(stream: StreamName): void;
  /** what came before the script's first byte, without marks; at most 64 KiB of it */
  noise(stream: StreamName): string;
}

const longestNoise = 64 << 10;
/** `secret 255\n` less the secret */
const longestCode = 5;

interface Side {
  state: 'before' | 'output' | 'after';
  held: Buffer;
  noise: string;
}

export function createReader(keys: { nonce: string; secret: string }, calls: ReaderCalls): Reader {
  const secret = Buffer.from(keys.secret);
  const first = secret[0] ?? 0;
  const mark = new RegExp(`\\n(${marks.ready}|${marks.begin}|${marks.fail}) ${keys.nonce}(?: ([^\\n]*))?\\n`);
  const side = (): Side => ({ state: 'before', held: Buffer.alloc(0), noise: '' });
  const sides: Record<StreamName, Side> = { stdout: side(), stderr: side() };
  let began = false;
  let failed = false;

  function fail(reason: string): void {
    if (failed || began) return;
    failed = true;
    calls.fail(reason);
  }

  function before(stream: StreamName, at: Side, data: Buffer): void {
    // latin1: a mark may stand right behind bytes that are no text
    const match = mark.exec(data.toString('latin1'));
    if (match === null) {
      at.held = data;
      if (data.length > longestNoise) fail('noise');
      return;
    }
    const [text, kind, rest = ''] = match;
    at.noise += data.toString('utf8', 0, match.index);
    const after = data.subarray(match.index + text.length);
    at.held = Buffer.alloc(0);
    if (kind === marks.fail) fail(rest);
    else if (kind === marks.ready) {
      if (stream === 'stdout') calls.ready();
      if (after.length > 0) before(stream, at, after);
    } else {
      at.state = 'output';
      const [pid = '0', start = '0'] = rest.split(' ');
      if (!began) calls.begin({ pid: Number(pid), start });
      began = true;
      if (after.length > 0) output(stream, at, after);
    }
  }

  function output(stream: StreamName, at: Side, data: Buffer): void {
    const found = data.indexOf(secret);
    if (found < 0) {
      const last = data.lastIndexOf(first);
      const mayBegin =
        last >= 0 && data.length - last < secret.length && secret.subarray(0, data.length - last).equals(data.subarray(last));
      hold(stream, at, data, mayBegin ? last : data.length);
      return;
    }
    const rest = data.toString('latin1', found + secret.length, found + secret.length + longestCode);
    const code = /^ (\d{1,3})\n/.exec(rest);
    if (code !== null) {
      hold(stream, at, data.subarray(0, found), found);
      at.state = 'after';
      calls.end(stream, Number(code[1]));
    } else if (rest.length < longestCode && !rest.includes('\n')) hold(stream, at, data, found);
    else {
      hold(stream, at, data.subarray(0, found + 1), found + 1);
      output(stream, at, data.subarray(found + 1));
    }
  }

  /** Gives out what stands before `from`, keeps the rest. */
  function hold(stream: StreamName, at: Side, data: Buffer, from: number): void {
    at.held = data.subarray(from);
    if (from > 0) calls.output(stream, data.subarray(0, from));
  }

  return {
    push(stream, bytes) {
      const at = sides[stream];
      if (at.state === 'after') return;
      const data = at.held.length === 0 ? bytes : Buffer.concat([at.held, bytes]);
      if (at.state === 'before') before(stream, at, data);
      else output(stream, at, data);
    },
    close(stream) {
      const at = sides[stream];
      if (at.state === 'output' && at.held.length > 0) calls.output(stream, at.held);
      if (at.state === 'before') at.noise += at.held.toString('utf8');
      at.held = Buffer.alloc(0);
    },
    noise: (stream) =>
      (sides[stream].noise + (sides[stream].state === 'before' ? sides[stream].held.toString('utf8') : '')).slice(0, longestNoise),
  };
}
