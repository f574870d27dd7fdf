// What a command touches of the world: streams, environment, folder, signals, and the way to an engine. A test may give
// others. Writing waits for the reader, and a reader that goes away (`| head`) ends the command without a word.
import { once } from 'node:events';
import type { Connect } from '../engine/connect.ts';

export interface Input extends NodeJS.ReadableStream {
  isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

export interface Output extends NodeJS.WritableStream {
  isTTY?: boolean;
  /** 0 where it is not known, as on serial lines and under script(1) */
  columns?: number;
  writableNeedDrain?: boolean;
  errored?: Error | null;
}

export type EndSignal = 'SIGINT' | 'SIGTERM';

export interface Io {
  stdin: Input;
  stdout: Output;
  stderr: Output;
  env: Readonly<Record<string, string | undefined>>;
  /** relative paths of arguments are resolved against it */
  cwd: string;
  /** Calls back at each of the two signals; gives a function that takes it back. Without a listener they end the process. */
  onSignal(call: (signal: EndSignal) => void): () => void;
  /** Ends the process at once. */
  quit(exitCode: number): void;
  connect: Connect;
}

/** The reader of an output went away. */
export class BrokenPipe extends Error {
  constructor() {
    super('the reader of the output is gone');
    this.name = 'BrokenPipe';
  }
}

/** Writes, and waits until the stream takes more. Throws BrokenPipe when nobody reads any more. */
export async function write(stream: Output, data: string | Uint8Array): Promise<void> {
  if (data.length === 0) return;
  if (stream.errored) throw broken(stream.errored);
  if (stream.write(data)) return;
  try {
    await once(stream, 'drain');
  } catch (error) {
    throw broken(error);
  }
}

function broken(error: unknown): Error {
  if (error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED'))
    return new BrokenPipe();
  return error instanceof Error ? error : new Error(String(error));
}
