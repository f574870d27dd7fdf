// The file of a backup: a gzipped tar of a manifest that lists every member with its size, the database, and the output of the
// runs. Knows nothing of homes: writes what it is given, and reads nothing that the manifest does not promise.
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Header } from 'tar';
import * as z from 'zod';
import { AppError } from '../../shared/errors.ts';

export const databaseMember = 'djcron.db';
export const outputFolder = 'output';

const size = z.number().int().nonnegative();
const runName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const manifestShape = z.strictObject({
  format: z.literal('djcron-backup/1'),
  /** steps the database's schema has taken */
  schema: z.number().int().positive(),
  createdAt: z.iso.datetime(),
  database: size,
  /** bytes of output, by run */
  output: z.record(runName, size),
  /** bytes of output that was packed, by run; a backup of an older version has none */
  packed: z.record(runName, size).default({}),
});
export type Manifest = z.infer<typeof manifestShape>;

const manifestMember = 'manifest.json';
const manifestLimit = 64 * 1024 * 1024;
const blockSize = 512;

/** Where the members of a manifest are read from. */
export interface ArchiveSource {
  database: string;
  outputDir: string;
}

/** Writes a new file, mode 0600. Output is taken up to the size the manifest tells, though it may be growing. */
export async function writeArchive(file: string, manifest: Manifest, source: ArchiveSource): Promise<void> {
  const members = membersOf(manifest).map(({ name, size: bytes }) => ({ name, size: bytes, file: fileOf(name, source) }));
  await pipeline(
    Readable.from(tarOf(Buffer.from(JSON.stringify(manifest)), members)),
    createGzip({ level: 6 }),
    createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
  );
}

/** Reads all of it without writing anything. Throws DJ-FILE-UNREADABLE, DJ-BACKUP-INVALID. */
export async function checkArchive(file: string): Promise<Manifest> {
  return readArchive(file, async (_name, body) => {
    for await (const _bytes of body) {
      // that they are there is enough
    }
  });
}

/** Writes the members below a folder that is there and empty. */
export async function extractArchive(file: string, folder: string): Promise<Manifest> {
  mkdirSync(path.join(folder, outputFolder), { mode: 0o700 });
  return readArchive(file, (name, body) =>
    pipeline(body, createWriteStream(path.join(folder, name), { flags: 'wx', mode: 0o600, flush: true })),
  );
}

async function* tarOf(manifest: Buffer, members: readonly { name: string; size: number; file: string }[]): AsyncGenerator<Buffer> {
  yield headerOf(manifestMember, manifest.length);
  yield padded(manifest);
  for (const member of members) {
    yield headerOf(member.name, member.size);
    let sent = 0;
    if (member.size > 0) {
      for await (const bytes of createReadStream(member.file, { end: member.size - 1 }) as AsyncIterable<Buffer>) {
        sent += bytes.length;
        yield bytes;
      }
    }
    if (sent !== member.size) throw new Error(`${member.file} has become shorter while it was copied`);
    yield Buffer.alloc(paddingOf(member.size));
  }
  yield Buffer.alloc(2 * blockSize);
}

function headerOf(name: string, bytes: number): Buffer {
  const block = Buffer.alloc(blockSize);
  const header = new Header({ path: name, size: bytes, mode: 0o600, type: 'File', mtime: new Date(0), uid: 0, gid: 0 });
  if (header.encode(block)) throw new Error(`"${name}" does not fit a tar header`);
  return block;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(paddingOf(bytes.length))]);
}

function paddingOf(bytes: number): number {
  return (blockSize - (bytes % blockSize)) % blockSize;
}

function membersOf(manifest: Manifest): { name: string; size: number }[] {
  const output = Object.entries(manifest.output).map(([run, bytes]) => ({ name: `${outputFolder}/${run}.log`, size: bytes }));
  const packed = Object.entries(manifest.packed).map(([run, bytes]) => ({ name: `${outputFolder}/${run}.packed`, size: bytes }));
  return [{ name: databaseMember, size: manifest.database }, ...output, ...packed];
}

function fileOf(name: string, source: ArchiveSource): string {
  return name === databaseMember ? source.database : path.join(source.outputDir, path.basename(name));
}

type Take = (name: string, body: AsyncIterable<Buffer>) => Promise<void>;

/** Hands every member but the manifest to `take`, once its name and size are found to be as the manifest promises. */
async function readArchive(file: string, take: Take): Promise<Manifest> {
  try {
    return await pipeline(createReadStream(file), createGunzip(), (source: AsyncIterable<Buffer>) => readMembers(piecesOf(source), take));
  } catch (error) {
    throw refusalOf(error, file);
  }
}

async function readMembers(pieces: Pieces, take: Take): Promise<Manifest> {
  const first = await readHeader(pieces);
  if (first?.name !== manifestMember || first.size > manifestLimit) throw new Invalid('it has no manifest of djcron');
  const manifest = manifestOf(await pieces.exactly(first.size));
  await pieces.exactly(paddingOf(first.size));
  const wanted = new Map(membersOf(manifest).map((member) => [member.name, member.size]));
  for (let header = await readHeader(pieces); header !== null; header = await readHeader(pieces)) {
    const { name, size: bytes } = header;
    if (!wanted.has(name)) throw new Invalid(`it holds ${JSON.stringify(name)}, of which its manifest knows nothing`);
    if (wanted.get(name) !== bytes) throw new Invalid(`${name} has another size than its manifest says`);
    wanted.delete(name);
    await take(name, pieces.next(bytes));
    await pieces.exactly(paddingOf(bytes));
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw new Invalid(`${missing} is missing`);
  return manifest;
}

/** Only plain files are members; null at the end. */
async function readHeader(pieces: Pieces): Promise<{ name: string; size: number } | null> {
  const block = await pieces.exactly(blockSize);
  const header = new Header(block);
  if (header.nullBlock) return null;
  if (!header.cksumValid || header.path === undefined || header.size === undefined) throw new Invalid('it is no tar archive');
  if (header.type !== 'File') throw new Invalid(`${JSON.stringify(header.path)} is no plain file`);
  return { name: header.path, size: header.size };
}

function manifestOf(bytes: Buffer): Manifest {
  try {
    return manifestShape.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw new Invalid('its manifest is not one this djcron knows');
  }
}

interface Pieces {
  exactly(count: number): Promise<Buffer>;
  next(count: number): AsyncGenerator<Buffer>;
}

/** A stream in pieces of a wanted length. */
function piecesOf(source: AsyncIterable<Buffer>): Pieces {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  async function* next(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (rest.length === 0) {
        const chunk = await chunks.next();
        if (chunk.done) throw new Invalid('it ends too early');
        rest = chunk.value;
      }
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
  const exactly = async (count: number) => {
    const parts: Buffer[] = [];
    for await (const part of next(count)) parts.push(part);
    return Buffer.concat(parts);
  };
  return { next, exactly };
}

/** What is wrong with the file, before it is known what to call it. */
class Invalid extends Error {}

function refusalOf(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const invalid = (what: string) =>
    new AppError('DJ-BACKUP-INVALID', `this is no usable backup: ${what}`, {
      where: file,
      remedy: 'take another file; nothing was changed',
      cause: error,
    });
  if (error instanceof Invalid) return invalid(error.message);
  if (code === 'Z_BUF_ERROR') return invalid('it ends too early');
  if (code.startsWith('Z_')) return invalid('it is damaged, or not packed by djcron');
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
    return new AppError('DJ-FILE-UNREADABLE', 'the backup cannot be read', {
      where: file,
      remedy: `give the path of a backup (${code})`,
      cause: error,
    });
  if (code === 'ENOSPC')
    return new AppError('DJ-DISK-FULL', 'there is no room to unpack the backup', {
      where: file,
      remedy: 'free some space; nothing was changed',
      cause: error,
    });
  return error;
}
