// Where everything lies, and the lock that makes one process the writer of a home. The lock is an operating system lock
// (held by SQLite on a file of its own), so that it ends with the process, however that dies.
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { digestOf } from './digest.ts';

export interface HomePaths {
  /** what to call the home when speaking of it */
  home: string;
  configDir: string;
  dataDir: string;
  stateDir: string;
  runtimeDir: string;
  database: string;
  outputDir: string;
  /** copies of the database made before a migration */
  backupDir: string;
  log: string;
  /** private key that signs reports, once there is one */
  signingKey: string;
  /** Unix socket (named pipe on Windows) by which later commands join */
  socket: string;
  /** who holds the home: `{ pid, url, version }` */
  instanceFile: string;
  lockFile: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** `dir` (or `DJCRON_HOME`) moves everything into one folder; otherwise the platform's usual places. */
export function homePaths(env: Env, dir?: string): HomePaths {
  const single = dir ?? env.DJCRON_HOME;
  if (single) {
    const home = path.resolve(single);
    return placesIn({ home, configDir: home, dataDir: home, stateDir: home, runtimeDir: home });
  }
  const user = env.HOME ?? homedir();
  if (process.platform === 'darwin') {
    const base = path.join(user, 'Library', 'Application Support', 'djcron');
    return placesIn({ home: base, configDir: base, dataDir: base, stateDir: base, runtimeDir: base });
  }
  if (process.platform === 'win32') {
    const roaming = path.join(env.APPDATA ?? path.join(user, 'AppData', 'Roaming'), 'djcron');
    const local = path.join(env.LOCALAPPDATA ?? path.join(user, 'AppData', 'Local'), 'djcron');
    return placesIn({ home: local, configDir: roaming, dataDir: local, stateDir: local, runtimeDir: local });
  }
  const place = (name: string, otherwise: string) => path.join(env[name] || path.join(user, otherwise), 'djcron');
  const dataDir = place('XDG_DATA_HOME', '.local/share');
  return placesIn({
    home: dataDir,
    configDir: place('XDG_CONFIG_HOME', '.config'),
    dataDir,
    stateDir: place('XDG_STATE_HOME', '.local/state'),
    runtimeDir: env.XDG_RUNTIME_DIR ? path.join(env.XDG_RUNTIME_DIR, 'djcron') : dataDir,
  });
}

type Places = Pick<HomePaths, 'home' | 'configDir' | 'dataDir' | 'stateDir' | 'runtimeDir'>;

function placesIn(places: Places): HomePaths {
  const { dataDir, stateDir } = places;
  return {
    ...places,
    database: path.join(dataDir, 'djcron.db'),
    outputDir: path.join(dataDir, 'output'),
    backupDir: path.join(dataDir, 'backups'),
    log: path.join(stateDir, 'engine.log'),
    signingKey: path.join(dataDir, 'report-key.pem'),
    socket: socketPath(places),
    instanceFile: path.join(dataDir, 'instance.json'),
    lockFile: path.join(dataDir, 'lock'),
  };
}

/** A socket's path has at most 103 bytes on macOS: a home deep in the tree gets one in the temporary folder. */
function socketPath({ dataDir, runtimeDir }: Places): string {
  const name = digestOf(dataDir).slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\djcron-${name}`;
  const usual = path.join(runtimeDir, 'engine.sock');
  if (Buffer.byteLength(usual) <= 100) return usual;
  return path.join(tmpdir(), `djcron-${userInfo().uid}`, `${name}.sock`);
}

/** With its parents. Node's own way to do so never ends where a folder may be entered but nothing made in it, as in /proc. */
function makeFolder(dir: string): void {
  if (isFolder(dir)) return;
  const parent = path.dirname(dir);
  if (parent !== dir) makeFolder(parent);
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    if (!isFolder(dir)) throw error; // otherwise another process was quicker
  }
}

function isFolder(dir: string): boolean {
  return statSync(dir, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Makes the folders, private to the user. Throws DJ-HOME-UNWRITABLE. */
export function makeHome(paths: HomePaths): void {
  for (const dir of new Set([
    paths.configDir,
    paths.dataDir,
    paths.stateDir,
    paths.runtimeDir,
    paths.outputDir,
    ...(process.platform === 'win32' ? [] : [path.dirname(paths.socket)]),
  ])) {
    try {
      makeFolder(dir);
      if (process.platform !== 'win32') chmodSync(dir, 0o700);
    } catch (cause) {
      throw new AppError('DJ-HOME-UNWRITABLE', 'the home cannot be written', {
        where: dir,
        remedy: 'choose another with --home or DJCRON_HOME, or mend its owner and mode',
        cause,
      });
    }
  }
}

export interface Instance {
  pid: number;
  url: string | null;
  version: string;
}

export interface HomeLock {
  /** Writes down who holds the home, for `doctor` and for the message others get. */
  announce(instance: Instance): void;
  release(): void;
}

/** Throws DJ-HOME-LOCKED naming the pid when another process holds the home, DJ-HOME-UNWRITABLE. */
export function lockHome(paths: HomePaths): HomeLock {
  let db: Database.Database;
  try {
    // On a file it may only read SQLite takes the lock of a reader, which keeps nobody out, and says nothing.
    if (existsSync(paths.lockFile)) accessSync(paths.lockFile, constants.R_OK | constants.W_OK);
    db = new Database(paths.lockFile, { timeout: 0 });
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError) || !cause.code.startsWith('SQLITE_BUSY')) {
      const why = cause instanceof Database.SqliteError ? `: ${cause.message}` : '';
      throw new AppError('DJ-HOME-UNWRITABLE', `the home cannot be locked${why}`, {
        where: paths.lockFile,
        remedy: 'mend its owner and mode, or choose another home with --home or DJCRON_HOME',
        cause,
      });
    }
    const holder = readInstance(paths);
    throw new AppError('DJ-HOME-LOCKED', `the home is in use by another djcron${holder ? `, pid ${holder.pid}` : ''}`, {
      where: paths.home,
      remedy: `${holder?.url ? `its page is ${withoutToken(holder.url)}; use that one` : 'wait until it has done its work'}, end it, or choose another home with --home`,
      cause,
    });
  }
  if (process.platform !== 'win32') chmodSync(paths.lockFile, 0o600);
  return {
    announce(instance) {
      writeFileSync(paths.instanceFile, `${JSON.stringify(instance)}\n`, { mode: 0o600 });
    },
    release() {
      rmSync(paths.instanceFile, { force: true });
      db.close();
    },
  };
}

/** Who says to hold the home; null when nobody does. It may be dead: only the lock tells. */
export function readInstance(paths: HomePaths): Instance | null {
  try {
    return JSON.parse(readFileSync(paths.instanceFile, 'utf8')) as Instance;
  } catch {
    return null;
  }
}

export interface Holder {
  pid: number;
  /** without the token, which is for whoever may read the home's files */
  url: string | null;
  /** false: it died without giving the home back, which is free */
  alive: boolean;
}

/** Who has the home, or had it last and died; null when nobody has, or who has it does not say so yet. */
export function holderOf(paths: HomePaths): Holder | null {
  const said = readInstance(paths);
  if (said === null) return null;
  const alive = isLocked(paths.lockFile) ?? isProcess(said.pid);
  return { pid: said.pid, url: alive ? withoutToken(said.url) : null, alive };
}

export function withoutToken(url: string | null): string | null {
  return url?.replace(/#.*/, '') ?? null;
}

/** Asked as a reader, whom the lock keeps out, and who is gone at once. Null when that cannot be told. */
function isLocked(lockFile: string): boolean | null {
  let db: Database.Database | null = null;
  try {
    db = new Database(lockFile, { readonly: true, timeout: 0 });
    db.pragma('schema_version');
    return false;
  } catch (error) {
    return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY') ? true : null;
  } finally {
    db?.close();
  }
}

/** On this computer; another user's counts. */
function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
