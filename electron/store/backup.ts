// A consistent copy of a home while it runs, as one file, and the way back. Holds the database and the output of runs; keys of
// users, the demo fleet and logs of the program stay where they are.
import { existsSync, linkSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, statfsSync, statSync, unlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { checkArchive, databaseMember, extractArchive, type Manifest, writeArchive } from './archive.ts';
import { appendAudit } from './audit.ts';
import { type HomePaths, lockHome, makeHome } from './home.ts';
import { migrations } from './migrations.ts';
import { openStore } from './open.ts';
import { holdOutput } from './output-hold.ts';
import { packedFile } from './packed-file.ts';
import { finishReplacement, replaceData, syncFolder } from './replacement.ts';

export interface BackupOrder {
  database: Database.Database;
  outputDir: string;
  /** must not exist */
  path: string;
}

/** Throws DJ-BACKUP-INVALID when the place cannot be used, DJ-DISK-FULL; then nothing is left behind. */
export async function writeBackup(order: BackupOrder): Promise<{ path: string; bytes: number }> {
  const file = path.resolve(order.path);
  if (existsSync(file)) throw occupied(file);
  const folder = workFolder(file);
  const release = holdOutput(order.outputDir);
  try {
    const copy = path.join(folder, databaseMember);
    // one state of the database, though it is written to meanwhile; output of that state is all on disk by then
    await order.database.backup(copy);
    const manifest = describe(copy, order.outputDir);
    const packed = path.join(folder, 'packed');
    await writeArchive(packed, manifest, { database: copy, outputDir: order.outputDir });
    const bytes = statSync(packed).size;
    publish(packed, file);
    return { path: file, bytes };
  } catch (error) {
    throw refusalOf(error, file);
  } finally {
    release();
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface RestoreOrder {
  /** of a file `writeBackup` made */
  path: string;
  paths: HomePaths;
  /** who is written down in the restored audit log; default: the user of this process */
  actor?: string;
}

export interface Restored {
  home: string;
  /** when the backup was made */
  createdAt: string;
  runs: number;
  /** folder of what was there before; null when there was nothing */
  aside: string | null;
}

/**
 * Puts a backup in the place of a home's data. All of it is checked before anything is moved, and what was there is moved aside.
 * Throws DJ-FILE-UNREADABLE, DJ-BACKUP-INVALID, DJ-HOME-NEWER, DJ-DISK-FULL, DJ-HOME-LOCKED.
 */
export async function restoreBackup({ path: given, paths, actor = userInfo().username }: RestoreOrder): Promise<Restored> {
  const file = path.resolve(given);
  const manifest = await checkArchive(file);
  refuseNewer(manifest.schema, file);
  makeHome(paths);
  const lock = lockHome(paths);
  try {
    finishReplacement(paths);
    const present = existsSync(paths.database);
    const staged = await stage(file, manifest, paths);
    const runs = enterIntoAudit(path.join(paths.dataDir, staged), { file, createdAt: manifest.createdAt, actor });
    const aside = `replaced-${stampOf(new Date())}${staged.slice(staged.lastIndexOf('-'))}`;
    replaceData(paths, { staged, aside });
    const restored = { home: paths.home, createdAt: manifest.createdAt, runs };
    if (present) return { ...restored, aside: path.join(paths.dataDir, aside) };
    removeEmpty(path.join(paths.dataDir, aside, path.basename(paths.outputDir)));
    removeEmpty(path.join(paths.dataDir, aside));
    return { ...restored, aside: null };
  } finally {
    lock.release();
  }
}

/** Unpacks into a folder of the data folder and looks at what came out; gives its name. Refused: nothing is left of it. */
async function stage(file: string, manifest: Manifest, paths: HomePaths): Promise<string> {
  const folder = mkdtempSync(path.join(paths.dataDir, 'restore-'));
  try {
    refuseWithoutRoom(manifest, folder, file);
    await extractArchive(file, folder);
    checkDatabase(path.join(folder, databaseMember), manifest, file);
    syncFolder(folder);
    return path.basename(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The restored log tells that it was; gives the number of runs. Brings the database to this program's schema as well. */
function enterIntoAudit(folder: string, from: { file: string; createdAt: string; actor: string }): number {
  const store = openStore({ database: path.join(folder, databaseMember), outputDir: folder, backupDir: folder });
  try {
    const { file, createdAt, actor } = from;
    const after = { createdAt };
    store.transaction(() =>
      appendAudit(store, { at: Date.now(), actor, origin: 'cli', action: 'home.restore', object: file, before: null, after, result: 'ok' }),
    );
    return store.get<{ runs: number }>('SELECT count(*) AS runs FROM runs')?.runs ?? 0;
  } finally {
    store.close();
  }
}

function removeEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Next to the file to be, so that the finished archive only has to be renamed. */
function workFolder(file: string): string {
  try {
    return mkdtempSync(path.join(path.dirname(file), `.${path.basename(file)}-`));
  } catch (cause) {
    throw refusalOf(cause, file);
  }
}

function describe(copy: string, outputDir: string): Manifest {
  const db = new Database(copy);
  try {
    db.pragma('journal_mode = DELETE'); // one file, without a log beside it
    const schema = db.pragma('user_version', { simple: true }) as number;
    const rows = db
      .prepare<[], { run: string; end: number }>(
        "SELECT run, max(chunks.position + chunks.length) AS end FROM chunks JOIN executions ON executions.id = chunks.execution WHERE run IN (SELECT id FROM runs WHERE output_form IN ('open', 'plain')) GROUP BY run",
      )
      .all();
    // of a damaged home what is left
    const output = rows.flatMap(({ run, end }) => {
      const there = statSync(path.join(outputDir, `${run}.log`), { throwIfNoEntry: false })?.size;
      return there === undefined ? [] : [[run, Math.min(end, there)] as const];
    });
    const packed = db
      .prepare<[], { run: string }>("SELECT id AS run FROM runs WHERE output_form = 'packed'")
      .all()
      .flatMap(({ run }) => {
        const there = statSync(packedFile(outputDir, run), { throwIfNoEntry: false })?.size;
        return there === undefined ? [] : [[run, there] as const];
      });
    db.close();
    return {
      format: 'djcron-backup/1',
      schema,
      createdAt: new Date().toISOString(),
      database: statSync(copy).size,
      output: Object.fromEntries(output),
      packed: Object.fromEntries(packed),
    };
  } finally {
    db.close();
  }
}

/** Without ever replacing a file that has come meanwhile. */
function publish(packed: string, file: string): void {
  try {
    linkSync(packed, file);
    unlinkSync(packed);
  } catch (error) {
    if (existsSync(file)) throw occupied(file);
    if (codeOf(error) === 'ENOSPC') throw error;
    renameSync(packed, file); // a file system without hard links
  }
  syncFolder(path.dirname(file));
}

function refuseNewer(schema: number, file: string): void {
  if (schema <= migrations.length) return;
  throw new AppError('DJ-HOME-NEWER', `the backup is of a newer djcron (schema ${schema}, this one knows ${migrations.length})`, {
    where: file,
    remedy: 'use the newer djcron; nothing was changed',
  });
}

function refuseWithoutRoom(manifest: Manifest, folder: string, file: string): void {
  const output = [...Object.values(manifest.output), ...Object.values(manifest.packed)];
  const needed = output.reduce((sum, bytes) => sum + bytes, manifest.database);
  const { bavail, bsize } = statfsSync(folder);
  if (needed <= bavail * bsize) return;
  throw new AppError('DJ-DISK-FULL', `the backup needs ${needed} bytes, of which only ${bavail * bsize} are free`, {
    where: file,
    remedy: 'free some space; nothing was changed',
  });
}

/** The manifest is not believed: the database itself says what it is. */
function checkDatabase(database: string, manifest: Manifest, file: string): void {
  const refuse = (what: string, cause?: unknown) =>
    new AppError('DJ-BACKUP-INVALID', `this is no usable backup: ${what}`, {
      where: file,
      remedy: 'take another file; nothing was changed',
      cause,
    });
  let db: Database.Database | undefined;
  try {
    db = new Database(database, { readonly: true });
    db.pragma('trusted_schema = OFF');
    const schema = db.pragma('user_version', { simple: true }) as number;
    refuseNewer(schema, file);
    const tables = db
      .prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('hosts', 'runs', 'audit')")
      .pluck()
      .get();
    if (schema !== manifest.schema || tables !== 3) throw refuse('its database is none of djcron');
    const problem = db.pragma('integrity_check(1)', { simple: true }) as string;
    if (problem !== 'ok') throw refuse(`its database is damaged (${problem})`);
  } catch (error) {
    throw error instanceof Database.SqliteError ? refuse(`its database is damaged (${error.message})`, error) : error;
  } finally {
    db?.close();
  }
}

/** `20261124T050000Z`: sorts, and is a file name everywhere. */
function stampOf(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function occupied(file: string): AppError {
  return new AppError('DJ-BACKUP-INVALID', 'there is already something at this path', {
    where: file,
    remedy: 'choose another, or remove it first',
  });
}

function refusalOf(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL')
    return new AppError('DJ-DISK-FULL', 'there is no room for the backup', {
      where: file,
      remedy: 'free some space, or choose another place',
      cause: error,
    });
  if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR' || code === 'EROFS' || code === 'EPERM')
    return new AppError('DJ-BACKUP-INVALID', 'the backup cannot be written there', {
      where: file,
      remedy: `choose a folder that is there and can be written (${code})`,
      cause: error,
    });
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
