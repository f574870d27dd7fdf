// Homes with something in them for the tests of backups, what is in a home, and tar archives good and bad.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Header } from 'tar';
import type { HomePaths } from '../../electron/store/home.ts';
import { openStore, type Store } from '../../electron/store/open.ts';
import { chunksFrom, insertChunk, openOutput } from '../../electron/store/output.ts';
import { readOutput } from '../../electron/store/output-reader.ts';

/** A run of one execution with some output, as the recorder writes it. */
export async function writeRun(store: Store, id: string, pieces: readonly string[]): Promise<void> {
  store.run(
    `INSERT INTO runs (id, trigger, actor, state, target, params, script, order_json, created_at) VALUES ($id, 'manual', 'me', 'succeeded', 'a', '{}', 'true', '{}', 1)`,
    { id },
  );
  store.run(`INSERT INTO executions (run, host, position, attempt, state) VALUES ($id, 'a', 0, 1, 'succeeded')`, { id });
  const execution = store.get<{ id: number }>('SELECT id FROM executions WHERE run = $id', { id })?.id ?? 0;
  const output = await openOutput(store, id);
  let streamOffset = 0;
  for (const [seq, piece] of pieces.entries()) {
    const bytes = Buffer.from(piece);
    const position = await output.append([bytes]);
    insertChunk(store, execution, {
      seq,
      stream: 'stdout',
      at: seq,
      position,
      length: bytes.length,
      streamOffset,
      line: seq + 1,
    });
    streamOffset += bytes.length;
  }
  await output.close();
}

/** Every run with the output its chunks promise. */
export function contentOf(at: HomePaths): Record<string, string> {
  const store = openStore(at);
  try {
    const rows = store.all<{ run: string; id: number }>('SELECT run, id FROM executions WHERE id IN (SELECT execution FROM chunks)');
    return Object.fromEntries(
      rows.map(({ run, id }) => {
        const reader = readOutput(store, run);
        const parts = chunksFrom(store, id, 0, 1_000_000).map((chunk) => reader.read(chunk));
        reader.close();
        return [run, Buffer.concat(parts).toString()];
      }),
    );
  } finally {
    store.close();
  }
}

/** All files below a folder with their bytes, the lock aside. */
export function treeOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(path.join(folder, name)).isFile() && !/^lock/.test(name),
  );
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]));
}

export interface Member {
  name: string;
  bytes: Buffer;
  type?: 'File' | 'SymbolicLink';
  linkpath?: string;
}

export function tarOf(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(({ name, bytes, type = 'File', linkpath }) => {
    const size = type === 'File' ? bytes.length : 0;
    const block = Buffer.alloc(512);
    new Header({ path: name, size, type, mode: 0o600, ...(linkpath === undefined ? {} : { linkpath }) }).encode(block);
    return type === 'File' ? [block, bytes, Buffer.alloc((512 - (size % 512)) % 512)] : [block];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function readMembers(tar: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  for (let at = 0; ; ) {
    const header = new Header(tar, at);
    if (header.nullBlock) return members;
    const size = header.size ?? 0;
    members.set(header.path ?? '', tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
