// The folders of a home: made with their parents, private to the user, or refused in one line.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { homePaths, makeHome } from '../../electron/store/home.ts';

const made = (dir: string) => makeHome(homePaths({}, dir));

test('is made with its parents, for nobody else, and made again changes nothing', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'djcron-home-'));
  try {
    const home = path.join(dir, 'some/where');
    made(home);
    made(home);
    expect(statSync(path.join(home, 'output')).mode & 0o777).toBe(0o700);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test.skipIf(process.platform !== 'linux')('is refused where a folder can be entered and nothing made in it', () => {
  expect(() => made('/proc/djcron/home')).toThrow(/the home cannot be written/);
});

test('is refused where a file lies in the way', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'djcron-home-'));
  try {
    writeFileSync(path.join(dir, 'file'), 'kept');
    expect(() => made(path.join(dir, 'file'))).toThrow(/the home cannot be written/);
    expect(() => made(path.join(dir, 'file/home'))).toThrow(/the home cannot be written/);
    expect(statSync(path.join(dir, 'file')).size).toBe(4);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
