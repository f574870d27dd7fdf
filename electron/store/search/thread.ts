// What runs in the thread of a search: reads the chunks it is told of from the run's file and answers with the lines that match.

import { parentPort } from 'node:worker_threads';
import { stackOf } from '../../../shared/errors.ts';
import { compilePattern, type Pattern } from '../../../shared/model/find/pattern.ts';
import { type OutputReader, packedReader, plainReader } from '../output-reader.ts';
import { type Needle, searchSlice } from './matching.ts';
import type { Found, Slice } from './slice.ts';

/** A new search, the next slice of it, or its end. */
export type Asked = { pattern: Pattern } | { slice: Slice } | { over: true };
/** To a slice. `gone`: the file is not there under this name any more. */
export type Answer = { found: Found } | { gone: true } | { failure: string };

if (parentPort === null) throw new Error('this is the entry of a worker thread');
const port = parentPort;
let needle: Needle | null = null;
let opened: { file: string; reader: OutputReader } | null = null;

function shut(): void {
  opened?.reader.close();
  opened = null;
}

function readerOf({ file, packed }: Slice): OutputReader {
  if (opened?.file === file) return opened.reader;
  shut();
  opened = { file, reader: packed ? packedReader(file) : plainReader(file) };
  return opened.reader;
}

function answer(slice: Slice): Answer {
  try {
    if (needle === null) throw new Error('there is no search of which this could be a slice');
    return { found: searchSlice(slice, readerOf(slice), needle) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { gone: true };
    return { failure: stackOf(error) };
  }
}

port.on('message', (asked: Asked) => {
  if ('slice' in asked) port.postMessage(answer(asked.slice));
  else if ('pattern' in asked) needle = { ...compilePattern(asked.pattern), bytes: Buffer.from(asked.pattern.text) };
  else shut();
});
