// Writing a backup: one consistent state of a home that is being written to.
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { restoreBackup, writeBackup } from '../../electron/store/backup.ts';
import { type HomePaths, homePaths, makeHome } from '../../electron/store/home.ts';
import { openStore, type Store } from '../../electron/store/open.ts';
import { contentOf, writeRun } from './backup-content.ts';

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
    // the run being written was taken as far as its rows went
    for (const [run, text] of Object.entries(after)) expect(before[run]?.startsWith(text), run).toBe(true);
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
