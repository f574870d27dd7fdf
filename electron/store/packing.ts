// Gives the output of a finished run its packed form: the bytes its chunks speak of, execution by execution, in a file of
// compressed blocks. The new file is written and read back before one transaction makes it the one that counts and the old one goes;
// a death before that leaves the old form, one after it a file that nobody reads and that is removed at the next start.
import { createHash } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { earlierAttempts, listExecutions } from './executions.ts';
import type { Store } from './open.ts';
import { type Chunk, chunksFrom, outputFile } from './output.ts';
import { outputFormOf, writeOutputForm } from './output-form.ts';
import { outputHeld } from './output-hold.ts';
import { type OutputReader, plainReader } from './output-reader.ts';
import { blockBytes, type CodecName, openPacked, type PackedWriter, packedFile, writePacked } from './packed-file.ts';
import { syncFolder } from './replacement.ts';

/** Smaller files stay as they are: a disk gives no less than this to a file. */
const smallestBytes = 4096;
const rowsAtOnce = 500;

export interface PackingOptions {
  /** says that it is to end early: the run stays as it is */
  stopped(): boolean;
  codec?: CodecName;
}

/** Output that is too little to be packed gets its last form at once, of all these runs in one transaction; gives the others. */
export function keepSmallOutput(store: Store, runs: readonly string[]): string[] {
  const sizes = runs.map((run) => ({ run, size: sizeOf(outputFile(store.outputDir, run)) }));
  store.transaction(() => {
    for (const { run, size } of sizes)
      if (size <= smallestBytes && outputFormOf(store, run) === 'open') writeOutputForm(store, run, 'plain', size);
  });
  return sizes.filter(({ size }) => size > smallestBytes).map(({ run }) => run);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Resolves when the output has its last form, or with nothing changed when it was stopped. */
export async function packOutput(store: Store, run: string, options: PackingOptions): Promise<void> {
  const plain = outputFile(store.outputDir, run);
  const size = sizeOf(plain);
  if (size <= smallestBytes) {
    writeOutputForm(store, run, 'plain', size);
    return;
  }
  const unfinished = `${packedFile(store.outputDir, run)}.new`;
  const reader = plainReader(plain, Buffer.alloc(blockBytes));
  try {
    const written = await writeOut(store, reader, { run, file: unfinished, ...options });
    if (written === null || !(await isWhole(unfinished, written, options))) return;
    for (let held = outputHeld(store.outputDir); held; held = outputHeld(store.outputDir)) await held;
    if (options.stopped() || outputFormOf(store, run) !== 'open') return;
    renameSync(unfinished, packedFile(store.outputDir, run));
    syncFolder(store.outputDir);
    writeOutputForm(store, run, 'packed', written.size);
  } finally {
    reader.close();
    rmSync(unfinished, { force: true });
  }
  rmSync(plain, { force: true });
}

interface Written {
  size: number;
  digest: string;
}

interface Writing extends PackingOptions {
  run: string;
  file: string;
}

/** Null: stopped. */
async function writeOut(store: Store, reader: OutputReader, { run, file, stopped, codec }: Writing): Promise<Written | null> {
  const packed = await writePacked(file, codec);
  const hash = createHash('sha256');
  let position = 0;
  const take = async (chunks: readonly Chunk[]) => {
    for (const chunk of chunks) {
      const bytes = reader.read(chunk);
      hash.update(bytes);
      await packed.add(bytes);
    }
  };
  try {
    for (const { id } of [...listExecutions(store, run), ...earlierAttempts(store, run)]) {
      for (let seq = 0; ; ) {
        if (stopped()) return await abandoned(packed);
        const chunks = chunksFrom(store, id, seq, rowsAtOnce);
        const last = chunks.at(-1);
        if (!last) break;
        await take(chunks);
        position = notePositions(store, { execution: id, chunks, position });
        seq = last.seq + 1;
        await setImmediate(); // whatever else waits goes first
      }
    }
  } catch (error) {
    await abandoned(packed);
    throw error;
  }
  return { size: await packed.finish(), digest: hash.digest('hex') };
}

async function abandoned(packed: PackedWriter): Promise<null> {
  await packed.abandon();
  return null;
}

/** Nobody looks at these before the run's form says so. Gives the position behind them. */
function notePositions(store: Store, from: { execution: number; chunks: readonly Chunk[]; position: number }): number {
  const { execution, chunks } = from;
  let { position } = from;
  store.transaction(() => {
    for (const { seq, length } of chunks) {
      store.run('UPDATE chunks SET packed_position = $position WHERE execution = $execution AND seq = $seq', { execution, seq, position });
      position += length;
    }
  });
  return position;
}

/** Reads all of it back. Throws when it is not what was written; false: stopped. */
async function isWhole(file: string, { digest }: Written, { stopped }: PackingOptions): Promise<boolean> {
  const packed = openPacked(file);
  try {
    const hash = createHash('sha256');
    for (let at = 0; at < packed.total; at += blockBytes) {
      if (stopped()) return false;
      hash.update(packed.read(at, Math.min(blockBytes, packed.total - at)));
      await setImmediate();
    }
    if (hash.digest('hex') !== digest) throw new Error(`${file} does not give back what was written`);
    return true;
  } finally {
    packed.close();
  }
}

/** Removes the files a death left behind: unfinished packing, and forms that no longer count. */
export function removeStaleOutput(store: Store): void {
  for (const name of readdirSync(store.outputDir)) {
    const file = path.join(store.outputDir, name);
    const found = /^(r-[A-Za-z0-9]+)\.(log|packed|packed\.new)$/.exec(name);
    if (!found) continue;
    const [, run = '', kind] = found;
    const form = outputFormOf(store, run);
    if (form === undefined) continue; // of a run this database knows nothing of: not ours to judge
    const counts = kind === 'log' ? form === 'open' || form === 'plain' : kind === 'packed' && form === 'packed';
    if (!counts) rmSync(file, { force: true });
  }
}
