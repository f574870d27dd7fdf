// Restoring a backup: all of it or nothing, whatever is in the file, and whoever dies on the way.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listAudit, verifyAudit } from '../../electron/store/audit.ts';
import { restoreBackup, writeBackup } from '../../electron/store/backup.ts';
import { type HomePaths, homePaths, lockHome, makeHome } from '../../electron/store/home.ts';
import { migrations } from '../../electron/store/migrations.ts';
import { openStore, type Store } from '../../electron/store/open.ts';
import { finishReplacement } from '../../electron/store/replacement.ts';
import { readSettings, writeSetting } from '../../electron/store/settings.ts';
import { AppError } from '../../shared/errors.ts';
import { contentOf, readMembers, tarOf, treeOf, writeRun } from './backup-content.ts';

let dir: string;
let file: string;
let paths: HomePaths;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'backup-')));
  file = path.join(dir, 'backup.tar.gz');
  paths = homeIn('home');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function homeIn(name: string): HomePaths {
  return homePaths({}, path.join(dir, name));
}

function openHome(at: HomePaths): Store {
  makeHome(at);
  return openStore(at);
}

const backupOf = (store: Store, to = file) => writeBackup({ database: store.database, outputDir: store.outputDir, path: to });

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : String(error);
}

describe('restoring', () => {
  async function makeBackup(): Promise<void> {
    const store = openHome(homeIn('source'));
    await writeRun(store, 'r-1', ['one\n', 'two\n']);
    await writeRun(store, 'r-2', ['x'.repeat(600)]);
    writeSetting(store, 'which', 'backup');
    await backupOf(store);
    store.close();
  }
  async function makePresent(): Promise<void> {
    const store = openHome(paths);
    await writeRun(store, 'r-9', ['present\n']);
    writeSetting(store, 'which', 'present');
    store.close();
  }
  const restore = () => restoreBackup({ path: file, paths, actor: 'ana' });

  test('puts the backup in place, keeps what was there in a folder of its own, and says so in the audit log', async () => {
    await makeBackup();
    await makePresent();
    const present = treeOf(paths.home);
    const restored = await restore();
    expect(restored).toEqual({
      home: paths.home,
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      runs: 2,
      aside: expect.stringMatching(/\/home\/replaced-\d{8}T\d{6}Z-\w+$/),
    });
    expect(contentOf(paths)).toEqual({ 'r-1': 'one\ntwo\n', 'r-2': 'x'.repeat(600) });
    expect(treeOf(restored.aside ?? '')).toEqual(present);
    const store = openStore(paths);
    expect(readSettings(store).get('which')).toBe('backup');
    expect(verifyAudit(store)).toMatchObject({ ok: true, entries: 1 });
    expect(listAudit(store, { since: null, object: null, action: null, text: null, beforeSeq: null, limit: 10 })).toMatchObject([
      { actor: 'ana', action: 'home.restore', object: file },
    ]);
    store.close();
    expect(readdirSync(paths.home).filter((name) => /^restore/.test(name))).toEqual([]);
  });

  test('into a home that was never there sets nothing aside', async () => {
    await makeBackup();
    expect(await restore()).toMatchObject({ runs: 2, aside: null });
    expect(contentOf(paths)['r-1']).toBe('one\ntwo\n');
    expect(statSync(paths.database).mode & 0o777).toBe(0o600);
    expect(readdirSync(paths.home).filter((name) => /^re/.test(name))).toEqual([]);
  });

  test('a home in use is refused', async () => {
    await makeBackup();
    await makePresent();
    const lock = lockHome(paths);
    await expect(restore()).rejects.toMatchObject({ refusal: { code: 'DJ-HOME-LOCKED' } });
    lock.release();
    expect(Object.keys(contentOf(paths))).toEqual(['r-9']);
  });

  test('a file that is no whole and honest backup is refused and changes nothing', async () => {
    await makeBackup();
    await makePresent();
    const good = readMembers(gunzipSync(readFileSync(file)));
    const [manifest, database] = [good.get('manifest.json'), good.get('djcron.db')];
    if (!manifest || !database) throw new Error('no backup');
    const promised = (more: object) => Buffer.from(JSON.stringify({ ...JSON.parse(manifest.toString()), ...more }));
    const withMembers = (change: (members: Map<string, Buffer>) => void) => {
      const members = new Map(good);
      change(members);
      return gzipSync(tarOf([...members].map(([name, bytes]) => ({ name, bytes }))));
    };
    const otherDatabase = (sql: string, harm: (bytes: Buffer) => Buffer = (bytes) => bytes) => {
      const other = path.join(dir, 'other.db');
      rmSync(other, { force: true });
      writeFileSync(other, database);
      const db = new Database(other);
      db.exec(sql);
      db.close();
      const bytes = harm(readFileSync(other));
      return withMembers((members) => members.set('manifest.json', promised({ database: bytes.length })).set('djcron.db', bytes));
    };
    const tail = tarOf([{ name: 'output/r-1.log', bytes: Buffer.from('x'), type: 'SymbolicLink', linkpath: '/etc' }]);
    const cases: Record<string, [Buffer, string]> = {
      'no gzip': [Buffer.from('hello'), 'DJ-BACKUP-INVALID'],
      'no tar': [gzipSync(Buffer.alloc(5000, 7)), 'DJ-BACKUP-INVALID'],
      empty: [Buffer.alloc(0), 'DJ-BACKUP-INVALID'],
      'cut off': [readFileSync(file).subarray(0, -100), 'DJ-BACKUP-INVALID'],
      'another tar': [gzipSync(tarOf([{ name: 'readme', bytes: Buffer.from('hi') }])), 'DJ-BACKUP-INVALID'],
      'a way out of the folder': [withMembers((members) => members.set('../escape', Buffer.from('x'))), 'DJ-BACKUP-INVALID'],
      'a way out by the manifest': [
        withMembers((members) =>
          members.set('manifest.json', promised({ output: { '../../escape': 1 } })).set('output/../../escape.log', Buffer.from('x')),
        ),
        'DJ-BACKUP-INVALID',
      ],
      'an absolute name': [withMembers((members) => members.set(path.join(dir, 'escape'), Buffer.from('x'))), 'DJ-BACKUP-INVALID'],
      'a link': [
        gzipSync(Buffer.concat([tarOf([{ name: 'manifest.json', bytes: manifest }]).subarray(0, -1024), tail])),
        'DJ-BACKUP-INVALID',
      ],
      'a member too many': [withMembers((members) => members.set('output/r-3.log', Buffer.from('x'))), 'DJ-BACKUP-INVALID'],
      'a member twice': [
        gzipSync(tarOf([...good, ['djcron.db', database] as const].map(([name, bytes]) => ({ name, bytes })))),
        'DJ-BACKUP-INVALID',
      ],
      'a member too few': [withMembers((members) => members.delete('output/r-2.log')), 'DJ-BACKUP-INVALID'],
      'another size': [withMembers((members) => members.set('output/r-2.log', Buffer.from('longer'.repeat(200)))), 'DJ-BACKUP-INVALID'],
      'an unknown format': [
        withMembers((members) => members.set('manifest.json', promised({ format: 'djcron-backup/2' }))),
        'DJ-BACKUP-INVALID',
      ],
      'a newer schema': [
        withMembers((members) => members.set('manifest.json', promised({ schema: migrations.length + 1 }))),
        'DJ-HOME-NEWER',
      ],
      'a newer database than told': [otherDatabase(`PRAGMA user_version = ${migrations.length + 1}`), 'DJ-HOME-NEWER'],
      'a database of something else': [otherDatabase('DROP TABLE audit'), 'DJ-BACKUP-INVALID'],
      'a damaged database': [
        otherDatabase('', (bytes) => Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0xa5)])),
        'DJ-BACKUP-INVALID',
      ],
      'no database': [otherDatabase('', (bytes) => Buffer.alloc(bytes.length, 1)), 'DJ-BACKUP-INVALID'],
      'more than the disk holds': [
        withMembers((members) => members.set('manifest.json', promised({ output: { huge: Number.MAX_SAFE_INTEGER } }))),
        'DJ-BACKUP-INVALID',
      ],
    };
    const before = treeOf(paths.home);
    const outcomes: Record<string, string> = {};
    for (const [name, [bytes]] of Object.entries(cases)) {
      writeFileSync(file, bytes);
      outcomes[name] = await restore().then(() => 'restored', codeOf);
      expect(treeOf(paths.home), name).toEqual(before);
    }
    expect(outcomes).toEqual(Object.fromEntries(Object.entries(cases).map(([name, [, code]]) => [name, code])));
    expect(readdirSync(dir).includes('escape')).toBe(false);
    await expect(restoreBackup({ path: path.join(dir, 'none'), paths })).rejects.toMatchObject({ refusal: { code: 'DJ-FILE-UNREADABLE' } });
  });
});

test('whoever dies between two moves leaves a home that the next one finishes', async () => {
  const steps = 7;
  for (let done = 0; done <= steps; done += 1) {
    const home = path.join(dir, `home-${done}`);
    const at = homePaths({}, home);
    makeHome(at);
    const put = (name: string, text: string) => writeFileSync(path.join(home, name), text);
    for (const name of ['djcron.db', 'djcron.db-wal', 'djcron.db-shm', 'output/old.log']) put(name, 'old');
    mkdirSync(path.join(home, 'restore-x', 'output'), { recursive: true });
    for (const name of ['restore-x/djcron.db', 'restore-x/output/new.log']) put(name, 'new');
    put('restore.json', JSON.stringify({ staged: 'restore-x', aside: 'replaced-x' }));
    const move = (from: string, to: string) => renameSync(path.join(home, from), path.join(home, to));
    const moves = [
      () => mkdirSync(path.join(home, 'replaced-x')),
      () => move('djcron.db-wal', 'replaced-x/djcron.db-wal'),
      () => move('djcron.db-shm', 'replaced-x/djcron.db-shm'),
      () => move('djcron.db', 'replaced-x/djcron.db'),
      () => move('output', 'replaced-x/output'),
      () => move('restore-x/output', 'output'),
      () => move('restore-x/djcron.db', 'djcron.db'),
    ];
    for (const step of moves.slice(0, done)) step();
    makeHome(at); // as every command does first
    finishReplacement(at);
    finishReplacement(at);
    const text = (bytes: string) => Buffer.from(bytes, 'base64').toString();
    expect(Object.fromEntries(Object.entries(treeOf(home)).map(([name, bytes]) => [name, text(bytes)])), `after ${done} moves`).toEqual({
      'djcron.db': 'new',
      'output/new.log': 'new',
      'replaced-x/djcron.db': 'old',
      'replaced-x/djcron.db-shm': 'old',
      'replaced-x/djcron.db-wal': 'old',
      'replaced-x/output/old.log': 'old',
    });
    expect(existsSync(path.join(home, 'restore-x'))).toBe(false);
  }
});

test('what a restore had only begun to unpack is removed by the next to hold the home', () => {
  makeHome(paths);
  mkdirSync(path.join(paths.home, 'restore-a1B2c3', 'output'), { recursive: true });
  writeFileSync(path.join(paths.home, 'restore.json.new'), '{');
  writeFileSync(path.join(paths.home, 'restore-notes.txt'), 'mine');
  finishReplacement(paths);
  expect(readdirSync(paths.home).sort()).toEqual(['output', 'restore-notes.txt']);
});
