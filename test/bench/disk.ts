// Where the measured programs and their hosts have their files: an ext4 with a journal, as most machines have. One without,
// as small virtual machines have it, looks at every file that was removed in the last seconds before it makes a new one, so
// that hosts which share one disk, as only here, slow each other down the more of them there are.
import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { canLoop, FileDisk } from '../support/disks.ts';

const megabytes = 32 << 10;

/** Makes it the place of temporary files, and says so. Call what it gives in the end. */
export function takeJournaledDisk(): () => void {
  if (!canLoop) {
    console.log(`files in ${tmpdir()}: no disk of its own can be made here`);
    return () => {};
  }
  const before = process.env.TMPDIR;
  const disk = new FileDisk(megabytes);
  chmodSync(disk.place, 0o755);
  process.env.TMPDIR = disk.place;
  console.log('files on an ext4 with a journal');
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    disk.remove();
  };
}
