// The packed form of output: the same bytes from any place, whatever death came in between, and damage that is noticed.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { restoreBackup, writeBackup } from '../../electron/store/backup.ts';
import { type HomePaths, homePaths, makeHome } from '../../electron/store/home.ts';
import { openStore, type Store } from '../../electron/store/open.ts';
import { outputFile } from '../../electron/store/output.ts';
import { outputFormOf, writeOutputForm } from '../../electron/store/output-form.ts';
import { holdOutput } from '../../electron/store/output-hold.ts';
import { blockBytes, openPacked, packedFile, writePacked } from '../../electron/store/packed-file.ts';
import { packOutput, removeStaleOutput } from '../../electron/store/packing.ts';
import { contentOf, writeRun } from './backup-content.ts';

let dir: string;
let paths: HomePaths;
let store: Store;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'packing-'));
  paths = homePaths({}, path.join(dir, 'home'));
  makeHome(paths);
  store = openStore(paths);
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

const going = { stopped: () => false };
const plainOf = (run: string) => outputFile(paths.outputDir, run);
const packedOf = (run: string) => packedFile(paths.outputDir, run);
const longText = Array.from({ length: 40 }, (_, i) => `piece ${i} ${'of the same words '.repeat(1000)}\n`);

/** As after a death: a new process opens the home. */
function reopen(): void {
  store.close();
  store = openStore(paths);
}

describe.each(['zstd', 'deflate'] as const)('a file packed by %s', (codec) => {
  test('gives back any part, reading no more blocks than it spans', async () => {
    const file = path.join(dir, 'x.packed');
    const whole = Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * 7919) % 251));
    const writer = await writePacked(file, codec);
    for (let at = 0; at < whole.length; at += 33_333) await writer.add(whole.subarray(at, at + 33_333));
    expect(await writer.finish()).toBe(statSync(file).size);
    const reader = openPacked(file);
    expect(reader.total).toBe(whole.length);
    for (const [at, length] of [
      [0, 10],
      [blockBytes - 1, 2],
      [123_456, 400_000],
      [whole.length - 5, 5],
      [0, whole.length],
    ] as const) {
      expect(Buffer.from(reader.read(at, length)).equals(whole.subarray(at, at + length))).toBe(true);
    }
    expect(() => reader.read(whole.length - 5, 6)).toThrow('its chunks promise more');
    reader.close();
  });
});

test('a packed file that was cut or changed is refused, not believed', async () => {
  const file = path.join(dir, 'x.packed');
  const writer = await writePacked(file);
  await writer.add(Buffer.from('words '.repeat(100_000)));
  await writer.finish();
  const good = readFileSync(file);
  const index = Buffer.from(good);
  index[good.length - 40] = (index[good.length - 40] ?? 0) ^ 1;
  const block = Buffer.from(good);
  block[30] = (block[30] ?? 0) ^ 1;
  for (const bad of [good.subarray(0, 10), good.subarray(0, good.length - 1), index, block]) {
    writeFileSync(file, bad);
    expect(() => openPacked(file).read(0, 1000)).toThrow();
  }
});

describe('packing a run', () => {
  test('makes it smaller and leaves every byte where it was found; a small one stays as it is', async () => {
    await writeRun(store, 'r-A', longText);
    await writeRun(store, 'r-B', ['short\n']);
    const before = contentOf(paths);
    const size = statSync(plainOf('r-A')).size;
    for (const run of ['r-A', 'r-B']) await packOutput(store, run, going);
    expect([outputFormOf(store, 'r-A'), outputFormOf(store, 'r-B')]).toEqual(['packed', 'plain']);
    expect([existsSync(plainOf('r-A')), existsSync(packedOf('r-A')), existsSync(packedOf('r-B'))]).toEqual([false, true, false]);
    expect(statSync(packedOf('r-A')).size).toBeLessThan(size / 10);
    expect(contentOf(paths)).toEqual(before);
  });

  test('copies nothing that no chunk speaks of', async () => {
    await writeRun(store, 'r-A', longText);
    store.run('DELETE FROM chunks WHERE seq BETWEEN 5 AND 35');
    const before = contentOf(paths);
    await packOutput(store, 'r-A', going);
    expect(contentOf(paths)).toEqual(before);
    const packed = openPacked(packedOf('r-A'));
    expect(packed.total).toBe(before['r-A']?.length);
    packed.close();
  });

  test('stopped or dead at any moment, it leaves a whole output and is done again', async () => {
    await writeRun(store, 'r-A', longText);
    const before = contentOf(paths);
    // stopped after so many looks
    for (let looks = 0; outputFormOf(store, 'r-A') === 'open'; looks += 1) {
      let left = looks;
      await packOutput(store, 'r-A', { stopped: () => left-- <= 0 });
      expect(contentOf(paths), `after ${looks} looks`).toEqual(before);
    }
    const packed = readFileSync(packedOf('r-A'));
    const plain = Buffer.from(before['r-A'] ?? '');

    // dead while it wrote: an unfinished file
    writeOutputForm(store, 'r-A', 'plain', 0);
    store.run("UPDATE runs SET output_form = 'open'");
    writeFileSync(plainOf('r-A'), plain);
    rmSync(packedOf('r-A'));
    writeFileSync(`${packedOf('r-A')}.new`, packed.subarray(0, 100));
    reopen();
    removeStaleOutput(store);
    expect(existsSync(`${packedOf('r-A')}.new`)).toBe(false);
    expect(contentOf(paths)).toEqual(before);

    // dead after the rename, before the row
    writeFileSync(packedOf('r-A'), packed);
    reopen();
    expect(contentOf(paths)).toEqual(before);
    removeStaleOutput(store);
    expect([existsSync(packedOf('r-A')), existsSync(plainOf('r-A'))]).toEqual([false, true]);
    await packOutput(store, 'r-A', going);

    // dead after the row, before the old file went
    writeFileSync(plainOf('r-A'), plain);
    reopen();
    expect(contentOf(paths)).toEqual(before);
    removeStaleOutput(store);
    expect([existsSync(packedOf('r-A')), existsSync(plainOf('r-A'))]).toEqual([true, false]);
    expect(contentOf(paths)).toEqual(before);
  });

  test('touches no file of a run that is not its own', async () => {
    appendFileSync(plainOf('r-ELSEWHERE'), 'x');
    writeFileSync(path.join(paths.outputDir, 'notes.txt'), 'x');
    removeStaleOutput(store);
    expect([existsSync(plainOf('r-ELSEWHERE')), existsSync(path.join(paths.outputDir, 'notes.txt'))]).toEqual([true, true]);
  });

  test('waits while a backup reads, and a backup takes both forms along', async () => {
    await writeRun(store, 'r-A', longText);
    await writeRun(store, 'r-B', longText);
    await packOutput(store, 'r-A', going);
    const before = contentOf(paths);
    const release = holdOutput(paths.outputDir);
    const packing = packOutput(store, 'r-B', going);
    const file = path.join(dir, 'backup.tar.gz');
    await writeBackup({ database: store.database, outputDir: paths.outputDir, path: file });
    expect(outputFormOf(store, 'r-B')).toBe('open');
    release();
    await packing;
    expect(outputFormOf(store, 'r-B')).toBe('packed');
    const other = homePaths({}, path.join(dir, 'other'));
    await restoreBackup({ path: file, paths: other, actor: 'me' });
    expect(contentOf(other)).toEqual(before);
  });
});
