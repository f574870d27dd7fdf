// Whether this user may read a home, and write in it: asked before anything of it is taken for missing, and when SQLite
// gives up on its database.
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { HomePaths } from './home.ts';

const refusedCodes: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** This user may not do it, or nobody may: as opposed to that it is not there. */
export function isNotPermitted(error: unknown): boolean {
  return error instanceof Error && 'code' in error && refusedCodes.has(error.code);
}

/** What cannot be read is not empty; what is not there is. Throws DJ-HOME-UNREADABLE. */
export function refuseUnreadable({ configDir, dataDir, stateDir, outputDir }: HomePaths): void {
  for (const dir of new Set([dataDir, configDir, stateDir, outputDir])) {
    try {
      if (statSync(dir, { throwIfNoEntry: false })?.isDirectory()) accessSync(dir, constants.R_OK | constants.X_OK);
    } catch (cause) {
      if (isNotPermitted(cause)) throw unreadable('the home cannot be read', dir, cause);
      throw cause;
    }
  }
}

/** Throws DJ-HOME-UNREADABLE, DJ-HOME-UNWRITABLE for a file that is there. */
export function refuseClosedFile(file: string, readOnly: boolean): void {
  for (const mode of readOnly ? [constants.R_OK] : [constants.R_OK, constants.W_OK]) {
    try {
      if (statSync(file, { throwIfNoEntry: false })) accessSync(file, mode);
    } catch (cause) {
      if (!isNotPermitted(cause)) throw cause;
      if (mode === constants.R_OK) throw unreadable('the database cannot be read', file, cause);
      throw unwritable('the database cannot be written', file, cause);
    }
  }
}

/**
 * What SQLite says of a database it cannot work with, as a refusal; everything else as it was. DJ-HOME-DAMAGED,
 * DJ-HOME-UNWRITABLE, DJ-HOME-LOCKED, DJ-DISK-FULL.
 */
export function refusalOfSqlite(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code, message } = error;
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return notOurs(file, error);
  if (code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR')) {
    const remedy = code === 'SQLITE_FULL' ? 'free some space' : 'see that the disk is well and has space (dmesg, df)';
    return new AppError('DJ-DISK-FULL', 'the database cannot be written', {
      where: message,
      remedy: `${remedy}; nothing was changed`,
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new AppError('DJ-HOME-LOCKED', 'another program holds the database', {
      where: file,
      remedy: 'end it or wait for it, and try again; nothing was changed',
      cause: error,
    });
  }
  // Even to read it SQLite keeps files beside it, which tell it of a writer.
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN'))
    return unwritable('the home cannot be written, which its database needs even to be read', path.dirname(file), error);
  return error;
}

/** DJ-HOME-DAMAGED. */
export function notOurs(file: string, cause?: unknown): AppError {
  return new AppError('DJ-HOME-DAMAGED', 'the database cannot be read', {
    where: file,
    remedy: 'it is no djcron database or is damaged; restore a backup with: djcron restore FILE',
    cause,
  });
}

function unreadable(what: string, where: string, cause: unknown): AppError {
  return new AppError('DJ-HOME-UNREADABLE', what, {
    where,
    remedy: 'be the user whose home it is, mend its owner and mode, or choose another with --home or DJCRON_HOME',
    cause,
  });
}

function unwritable(what: string, where: string, cause: unknown): AppError {
  return new AppError('DJ-HOME-UNWRITABLE', what, {
    where,
    remedy: 'mend the owner and mode of the folder and of all in it, or choose another with --home or DJCRON_HOME',
    cause,
  });
}
