// Where the built page lies, seen from the bundle and from the sources.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** From out/main (also inside a package) it is next door; from the sources it is in out/. */
export function pageDir(): string {
  const besideBundle = path.join(import.meta.dirname, '../renderer');
  return existsSync(besideBundle) ? besideBundle : path.join(import.meta.dirname, '../../out/renderer');
}
