// Opens the database of a home: takes the steps of the schema that are missing (after a copy), refuses what it does not
// know, and gives the few verbs every noun's file uses. Nothing outside electron/store speaks SQL.
import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { notOurs, refusalOfSqlite, refuseClosedFile } from './home-access.ts';
import { migrations } from './migrations.ts';
import { createWalSync } from './wal-sync.ts';

export type Value = string | number | null;
export type Named = Readonly<Record<string, Value>>;

export interface Store {
  readonly readOnly: boolean;
  readonly outputDir: string;
  readonly database: Database.Database;
  all<Row>(sql: string, values?: Named): Row[];
  get<Row>(sql: string, values?: Named): Row | undefined;
  /** number of rows changed */
  run(sql: string, values?: Named): number;
  /** All or nothing. Nested calls join the outer one. A full disk throws DJ-DISK-FULL, with nothing changed. */
  transaction<T>(work: () => T): T;
  /**
   * As `transaction`, but a power cut may undo it until `synced` has resolved: for what is told after that, or is only an observation
   * that will be made again.
   */
  transactionSoon<T>(work: () => T): T;
  /** Resolves when all that was committed before the call is on the disk; the thread goes on meanwhile. */
  synced(): Promise<void>;
  close(): void;
}

export interface StorePlaces {
  /** path, or `:memory:` */
  database: string;
  outputDir: string;
  backupDir: string;
}

/** How long another program may hold the database before that is told; the thread stands still meanwhile. */
const patienceMs = 1500;

/** Throws DJ-HOME-NEWER, DJ-HOME-DAMAGED, DJ-HOME-UNREADABLE, DJ-HOME-UNWRITABLE, DJ-HOME-LOCKED, DJ-DISK-FULL. */
export function openStore(places: StorePlaces, options: { readOnly?: boolean } = {}): Store {
  const readOnly = options.readOnly ?? false;
  const db = openDatabase(places.database, readOnly);
  try {
    // as whoever made it has left it, when it ended before it had made the first table: an empty home
    if (versionOf(db) === 0 && readOnly) {
      db.close();
      return openStore({ ...places, database: ':memory:' });
    }
    migrate(db, places, readOnly);
  } catch (error) {
    db.close();
    throw refusalOfSqlite(error, places.database);
  }
  return createStore(db, places.outputDir, readOnly);
}

function openDatabase(file: string, readOnly: boolean): Database.Database {
  const fresh = file !== ':memory:' && !existsSync(file);
  if (file !== ':memory:') refuseClosedFile(file, readOnly);
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { readonly: readOnly, timeout: patienceMs });
    if (versionOf(db) === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) throw notOurs(file);
    if (!readOnly) {
      if (fresh && process.platform !== 'win32') chmodSync(file, 0o600);
      db.pragma('journal_mode = WAL');
      // Nothing that was told as done may be lost by a power cut; writes come in groups, so it costs little.
      db.pragma('synchronous = FULL');
      db.pragma('journal_size_limit = 67108864');
    }
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    return db;
  } catch (error) {
    db?.close();
    throw refusalOfSqlite(error, file);
  }
}

const versionOf = (db: Database.Database) => db.pragma('user_version', { simple: true }) as number;

function migrate(db: Database.Database, places: StorePlaces, readOnly: boolean): void {
  const version = versionOf(db);
  if (version > migrations.length) {
    throw new AppError('DJ-HOME-NEWER', `the database is of a newer djcron (schema ${version}, this one knows ${migrations.length})`, {
      where: places.database,
      remedy: 'use the newer djcron, or another home with --home; nothing was changed',
    });
  }
  if (version === migrations.length || readOnly) return;
  if (version > 0) copyBefore(db, places, version);
  db.transaction(() => {
    for (const step of migrations.slice(version)) db.exec(step);
    db.pragma(`user_version = ${migrations.length}`);
  })();
}

function copyBefore(db: Database.Database, places: StorePlaces, version: number): void {
  mkdirSync(places.backupDir, { recursive: true, mode: 0o700 });
  db.pragma('wal_checkpoint(TRUNCATE)');
  const copy = path.join(places.backupDir, `schema-${version}.db`);
  copyFileSync(places.database, copy);
}

function createStore(db: Database.Database, outputDir: string, readOnly: boolean): Store {
  const statements = new Map<string, Database.Statement<[Named]>>();
  const prepared = (sql: string) => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = db.prepare<[Named]>(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  /** Damage may show first where a table is read. */
  const told = <T>(call: () => T): T => {
    try {
      return call();
    } catch (error) {
      throw refusalOfSqlite(error, db.name);
    }
  };
  const work = db.transaction((call: () => unknown) => call());
  const transaction = <T>(call: () => T): T => told(() => (db.inTransaction ? call() : work.immediate(call)) as T);
  const wal = createWalSync(db);
  return {
    readOnly,
    outputDir,
    database: db,
    all: <Row>(sql: string, values: Named = {}) => told(() => prepared(sql).all(values) as Row[]),
    get: <Row>(sql: string, values: Named = {}) => told(() => prepared(sql).get(values) as Row | undefined),
    run: (sql, values = {}) => told(() => prepared(sql).run(values).changes),
    transaction,
    transactionSoon<T>(call: () => T): T {
      if (db.inTransaction) return call();
      db.pragma('synchronous = NORMAL');
      try {
        return transaction(call);
      } finally {
        db.pragma('synchronous = FULL');
      }
    },
    synced: wal.synced,
    close() {
      wal.close();
      db.close();
    },
  };
}
