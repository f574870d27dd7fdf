// The shape of an Electron distribution for Linux, without Electron: enough for electron-builder to pack the program, set
// the fuses and stop.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Marks the fuses in the program; then follow version, count, and one character a fuse. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const asElectronShipsThem = '101100010';

export function writeFakeDistribution(dir: string, version: string): void {
  mkdirSync(path.join(dir, 'resources'), { recursive: true });
  mkdirSync(path.join(dir, 'locales'));
  const empty = ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'libffmpeg.so', 'icudtl.dat', 'locales/en-US.pak'];
  for (const name of empty) writeFileSync(path.join(dir, name), '');
  writeFileSync(path.join(dir, 'version'), version);
  const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, asElectronShipsThem.length]), Buffer.from(asElectronShipsThem)]);
  writeFileSync(path.join(dir, 'electron'), Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(64), wire, Buffer.alloc(64)]), {
    mode: 0o755,
  });
}
