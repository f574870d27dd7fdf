// Backups: one consistent state of a home that is being written to, and a way back that changes nothing unless all is well.
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
import { Header } from 'tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listAudit, verifyAudit } from '../../electron/store/audit.ts';
import { restoreBackup, writeBackup } from '../../electron/store/backup.ts';
import { type HomePaths, homePaths, lockHome, makeHome } from '../../electron/store/home.ts';
import { migrations } from '../../electron/store/migrations.ts';
import { openStore, type Store } from '../../electron/store/open.ts';
import { insertChunk, openOutput, readOutput } from '../../electron/store/output.ts';
import { finishReplacement } from '../../electron/store/replacement.ts';
import { readSettings, writeSetting } from '../../electron/store/settings.ts';
import { AppError } from '../../shared/errors.ts';

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

/** A run of one execution with some output, as the recorder writes it. */
async function writeRun(store: Store, id: string, pieces: readonly string[]): Promise<void> {
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
    insertChunk(store, execution, { seq, stream: 'stdout', at: seq, position, length: bytes.length, streamOffset, line: seq + 1 });
    streamOffset += bytes.length;
  }
  await output.close();
}

/** Every run with the output its chunks promise. */
function contentOf(at: HomePaths): Record<string, string> {
  const store = openStore(at);
  try {
    const rows = store.all<{ run: string; end: number }>(
      'SELECT run, max(chunks.position + chunks.length) AS "end" FROM chunks JOIN executions ON executions.id = chunks.execution GROUP BY run ORDER BY run',
    );
    return Object.fromEntries(
      rows.map(({ run, end }) => {
        const reader = readOutput(store, run);
        const text = Buffer.from(reader.read(0, end)).toString();
        reader.close();
        return [run, text];
      }),
    );
  } finally {
    store.close();
  }
}

/** All files below a folder with their bytes, the lock aside. */
function treeOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(path.join(folder, name)).isFile() && !/^lock/.test(name),
  );
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]));
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : String(error);
}

describe('writing', () => {
  test('takes one state of a home that is written to meanwhile, with the output of that state and no more', async () => {
    const store = openHome(paths);
    for (let i = 0; i < 50; i += 1) await writeRun(store, `r-${i}`, [`run ${i}\n`, 'x'.repeat(20_000)]);
    let writing = true;
    const writer = (async () => {
      for (let i = 50; writing; i += 1) await writeRun(store, `r-${i}`, [`run ${i}\n`, 'y'.repeat(1000)]);
    })();
    const written = await backupOf(store);
    writing = false;
    await writer;
    // bytes that no row speaks of are left out
    writeFileSync(path.join(paths.outputDir, 'r-0.log'), 'uncommitted', { flag: 'a' });
    store.close();
    expect(written).toEqual({ path: file, bytes: statSync(file).size });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).sort()).toEqual(['backup.tar.gz', 'home']);

    const other = homeIn('other');
    await restoreBackup({ path: file, paths: other, actor: 'me' });
    const [before, after] = [contentOf(paths), contentOf(other)];
    expect(Object.keys(after).length).toBeGreaterThanOrEqual(50);
    for (const [run, text] of Object.entries(after)) expect(before[run]).toBe(text);
    for (const run of Object.keys(after)) expect(statSync(path.join(other.outputDir, `${run}.log`)).size).toBe(after[run]?.length);
  });

  test('is refused where something is already or nothing can be, and leaves nothing', async () => {
    const store = openHome(paths);
    writeFileSync(file, 'precious');
    await expect(backupOf(store)).rejects.toMatchObject({
      refusal: { code: 'DJ-BACKUP-INVALID', where: file, what: 'there is already something at this path' },
    });
    await expect(backupOf(store, path.join(dir, 'none', 'b'))).rejects.toMatchObject({ refusal: { code: 'DJ-BACKUP-INVALID' } });
    expect([readFileSync(file, 'utf8'), readdirSync(dir).sort()]).toEqual(['precious', ['backup.tar.gz', 'home']]);
    store.close();
  });
});

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
});

test('what a restore had only begun to unpack is removed by the next to hold the home', () => {
  makeHome(paths);
  mkdirSync(path.join(paths.home, 'restore-a1B2c3', 'output'), { recursive: true });
  writeFileSync(path.join(paths.home, 'restore.json.new'), '{');
  writeFileSync(path.join(paths.home, 'restore-notes.txt'), 'mine');
  finishReplacement(paths);
  expect(readdirSync(paths.home).sort()).toEqual(['output', 'restore-notes.txt']);
});

interface Member {
  name: string;
  bytes: Buffer;
  type?: 'File' | 'SymbolicLink';
  linkpath?: string;
}

function tarOf(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(({ name, bytes, type = 'File', linkpath }) => {
    const size = type === 'File' ? bytes.length : 0;
    const block = Buffer.alloc(512);
    new Header({ path: name, size, type, mode: 0o600, ...(linkpath === undefined ? {} : { linkpath }) }).encode(block);
    return type === 'File' ? [block, bytes, Buffer.alloc((512 - (size % 512)) % 512)] : [block];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function readMembers(tar: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  for (let at = 0; ; ) {
    const header = new Header(tar, at);
    if (header.nullBlock) return members;
    const size = header.size ?? 0;
    members.set(header.path ?? '', tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
