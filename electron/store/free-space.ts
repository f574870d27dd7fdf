// How much room the disk of a home has, as a finding of doctor.
import { statfsSync } from 'node:fs';
import path from 'node:path';
import type { Doctor } from '../../shared/contract/system.ts';
import { bytesWords } from '../../shared/model/report/words.ts';

/** The write-ahead log of the database may grow so far before SQLite cuts it back. */
const scarceBytes = 64 << 20;

/** `full`: the disk refused a write already. `dir` need not be there. */
export function checkFreeSpace(dir: string, full: boolean): Doctor['checks'][number] {
  const bytes = freeBytes(dir);
  const ok = !full && (bytes === null || bytes >= scarceBytes);
  const free = bytes === null ? 'the file system does not say how much is free' : `${bytesWords(bytes)} free`;
  const detail = full ? `it takes no writes: output is held back on the hosts (${free})` : free;
  return {
    name: 'disk',
    ok,
    detail: ok || full ? detail : `${detail}, which is ${bytes === 0 ? 'nothing' : 'nearly nothing'}`,
    remedy: ok ? null : `free some space on the disk of ${dir}: on a full one nothing can be changed or started`,
  };
}

/** For this user. Null where a file system does not count, as /proc. */
function freeBytes(dir: string): number | null {
  for (let at = dir; ; at = path.dirname(at)) {
    try {
      const { bavail, blocks, bsize } = statfsSync(at);
      return blocks === 0 ? null : bavail * bsize;
    } catch (error) {
      if (path.dirname(at) === at) throw error; // otherwise it is not there yet, or may not be looked at
    }
  }
}
