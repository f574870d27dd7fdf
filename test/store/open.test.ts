// Opening a home: schema, refusal, lock, modes and places.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holderOf, homePaths, lockHome, makeHome } from '../../electron/store/home.ts';
import { openStore } from '../../electron/store/open.ts';
import { readSettings, writeSetting } from '../../electron/store/settings.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'djcron-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const places = () => ({ database: path.join(dir, 'djcron.db'), outputDir: dir, backupDir: path.join(dir, 'backups') });

test('a database of a newer djcron is refused and left as it was', () => {
  openStore(places()).close();
  const db = new Database(places().database);
  db.pragma('user_version = 9999');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  const before = readFileSync(places().database);
  expect(() => openStore(places())).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ code: 'DJ-HOME-NEWER' }) }));
  expect(readFileSync(places().database).equals(before)).toBe(true);
});

test('a file that is no database is refused and left as it was', () => {
  writeFileSync(places().database, 'this is not a database, it only lies where one should be\n'.repeat(100));
  expect(() => openStore(places())).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ code: 'DJ-HOME-DAMAGED' }) }));
  expect(readFileSync(places().database, 'utf8')).toContain('this is not a database');
});

test('a transaction that throws leaves nothing, and one inside another joins it', () => {
  const store = openStore(places());
  expect(() =>
    store.transaction(() => {
      writeSetting(store, 'a', '1');
      store.transaction(() => writeSetting(store, 'b', '2'));
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(readSettings(store).size).toBe(0);
  store.close();
});

test('what is committed without waiting for the disk is all or nothing too, and is told when it is there', async () => {
  const store = openStore(places());
  await store.synced();
  expect(() =>
    store.transactionSoon(() => {
      writeSetting(store, 'a', '1');
      throw new Error('no');
    }),
  ).toThrow('no');
  store.transactionSoon(() => writeSetting(store, 'a', '2'));
  await Promise.all([store.synced(), store.synced()]);
  expect([...readSettings(store)]).toEqual([['a', '2']]);
  expect(store.database.pragma('synchronous', { simple: true })).toBe(2); // FULL again for whoever comes next
  const late = store.synced();
  store.close();
  await late;
});

test('everything in the home is for its user only', () => {
  const paths = homePaths({}, path.join(dir, 'home'));
  makeHome(paths);
  const lock = lockHome(paths);
  openStore(paths).close();
  lock.announce({ pid: 1, url: null, version: '0' });
  const modes = [paths.dataDir, paths.outputDir, paths.database, paths.lockFile, paths.instanceFile].map(
    (file) => statSync(file).mode & 0o077,
  );
  expect(modes).toEqual([0, 0, 0, 0, 0]);
  lock.release();
  expect(existsSync(paths.instanceFile)).toBe(false);
});

test('a home is opened by one; the other is told whose it is', () => {
  const paths = homePaths({}, path.join(dir, 'home'));
  makeHome(paths);
  const lock = lockHome(paths);
  lock.announce({ pid: 4711, url: null, version: '0' });
  expect(() => lockHome(paths)).toThrow(
    expect.objectContaining({ refusal: expect.objectContaining({ code: 'DJ-HOME-LOCKED', what: expect.stringContaining('4711') }) }),
  );
  lock.release();
  lockHome(paths).release();
});

test('who has the home is alive as long as it holds the lock, whatever its number, and its token is not told', () => {
  const paths = homePaths({}, path.join(dir, 'home'));
  makeHome(paths);
  expect(holderOf(paths)).toBeNull();
  const lock = lockHome(paths);
  lock.announce({ pid: process.pid, url: 'http://127.0.0.1:1/#token=t', version: '0' });
  expect(holderOf(paths)).toEqual({ pid: process.pid, url: 'http://127.0.0.1:1/', alive: true });
  const left = readFileSync(paths.instanceFile);
  lock.release();
  expect(holderOf(paths)).toBeNull();
  writeFileSync(paths.instanceFile, left); // as when it died: its number may be another process's by now
  expect(holderOf(paths)).toEqual({ pid: process.pid, url: null, alive: false });
  lockHome(paths).release();
});

test('places follow DJCRON_HOME, then XDG, then the usual folders of Linux', () => {
  if (process.platform !== 'linux') return;
  expect(homePaths({ DJCRON_HOME: '/x' })).toMatchObject({ dataDir: '/x', configDir: '/x', socket: '/x/engine.sock' });
  expect(homePaths({ HOME: '/h', XDG_DATA_HOME: '/d', XDG_RUNTIME_DIR: '/r' })).toMatchObject({
    configDir: '/h/.config/djcron',
    dataDir: '/d/djcron',
    stateDir: '/h/.local/state/djcron',
    database: '/d/djcron/djcron.db',
    socket: '/r/djcron/engine.sock',
  });
  expect(homePaths({ DJCRON_HOME: `/${'deep/'.repeat(30)}` }).socket.length).toBeLessThan(100);
});
