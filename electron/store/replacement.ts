// Puts restored data in the place of a home's data: first writes down what is to happen, then moves; whoever dies in between
// leaves a note by which the next to hold the home's lock finishes. What was there is moved aside, never deleted.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { HomePaths } from './home.ts';

type Places = Pick<HomePaths, 'dataDir' | 'database' | 'outputDir'>;

/** Names of folders in the data folder. */
export interface Replacement {
  /** holds the new database and output */
  staged: string;
  /** takes what was there */
  aside: string;
}

/** Call with the home's lock held and its database closed. */
export function replaceData(paths: Places, replacement: Replacement): void {
  writeNote(noteOf(paths), JSON.stringify(replacement));
  finishReplacement(paths);
}

/** Finishes what somebody who died had begun; call with the home's lock held, before the database is opened. */
export function finishReplacement(paths: Places): void {
  const note = noteOf(paths);
  if (!existsSync(note)) {
    removeUnnoted(paths.dataDir);
    return;
  }
  const { staged, aside } = JSON.parse(readFileSync(note, 'utf8')) as Replacement;
  const inData = (name: string) => path.join(paths.dataDir, path.basename(name));
  const fresh = {
    database: path.join(inData(staged), path.basename(paths.database)),
    outputDir: path.join(inData(staged), path.basename(paths.outputDir)),
  };
  // the database comes last: while it waits, whatever lies in its place is the old one
  if (existsSync(fresh.database)) {
    mkdirSync(inData(aside), { recursive: true, mode: 0o700 });
    for (const file of [`${paths.database}-wal`, `${paths.database}-shm`, paths.database]) moveInto(inData(aside), file);
    if (existsSync(fresh.outputDir)) {
      moveInto(inData(aside), paths.outputDir);
      renameSync(fresh.outputDir, paths.outputDir);
    }
    syncFolder(paths.dataDir);
    renameSync(fresh.database, paths.database);
    syncFolder(paths.dataDir);
  }
  rmSync(inData(staged), { recursive: true, force: true });
  rmSync(note);
  syncFolder(paths.dataDir);
}

/** What a restore had only begun to unpack. */
function removeUnnoted(dataDir: string): void {
  const left = readdirSync(dataDir).filter((name) => /^restore(-\w{6}|\.json\.new)$/.test(name));
  for (const name of left) rmSync(path.join(dataDir, name), { recursive: true, force: true });
}

function noteOf(paths: Places): string {
  return path.join(paths.dataDir, 'restore.json');
}

/** What was moved before somebody died may have been made anew by a reader since: both are kept. */
function moveInto(folder: string, file: string): void {
  if (!existsSync(file)) return;
  let moved = path.join(folder, path.basename(file));
  for (let n = 1; existsSync(moved); n += 1) moved = path.join(folder, `${path.basename(file)}.${n}`);
  renameSync(file, moved);
}

/** There as a whole or not at all. */
function writeNote(file: string, text: string): void {
  const fd = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${file}.new`, file);
  syncFolder(path.dirname(file));
}

/** So that renames outlive a power cut; Windows does it by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
