// Writes files into a folder of this computer, each whole or not at all, the same name over what was there before.
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface NamedFile {
  name: string;
  bytes: Uint8Array;
  mediaType: string;
}

/** What the world answered: null when all is done. `again`: another try may do. */
export type Delivered = null | { why: string; again: boolean };

export async function writeToFolder(folder: string, files: readonly NamedFile[]): Promise<Delivered> {
  for (const { name, bytes } of files) {
    const file = path.join(folder, name);
    const beside = `${file}.${randomBytes(4).toString('hex')}.new`;
    try {
      const handle = await open(beside, 'wx');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(beside, file);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => undefined);
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return { why: `${folder} cannot be written: ${code}`, again: true };
    }
  }
  return null;
}
