// Disks for tests to spoil: one of a few MB that can be filled, and one in a file whose power can be cut. Both are mounted, which
// only root can do; `canMount` and `canLoop` say whether it works here.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Whether it does not throw. */
export function works(call: () => void): boolean {
  try {
    call();
    return true;
  } catch {
    return false;
  }
}

export class SmallDisk {
  readonly place = mkdtempSync(path.join(tmpdir(), 'djcron-small-'));
  readonly #filler = path.join(this.place, 'filler');

  constructor(megabytes: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'djcron-test', this.place], { stdio: 'ignore' });
  }

  /** Leaves no free byte. */
  fill(): void {
    for (const size of [65_536, 4096, 1]) while (works(() => writeFileSync(this.#filler, Buffer.alloc(size), { flag: 'a' })));
  }

  free(): void {
    rmSync(this.#filler);
  }

  remove(): void {
    execFileSync('umount', ['-l', this.place], { stdio: 'ignore' });
    rmSync(this.place, { recursive: true });
  }
}

/** An ext4 with a journal. */
export class FileDisk {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'djcron-disk-'));
  readonly #image = path.join(this.#folder, 'image');
  readonly place: string;

  /** Only what is used of it takes space. */
  constructor(megabytes = 64) {
    this.place = this.#mount(this.#image, () => {
      execFileSync('truncate', ['-s', `${megabytes}M`, this.#image]);
      execFileSync('mkfs.ext4', ['-q', this.#image]);
    });
  }

  #mount(image: string, make: () => void): string {
    make();
    const place = `${image}-mounted`;
    mkdirSync(place);
    execFileSync('mount', ['-o', 'loop', image, place], { stdio: 'ignore' });
    return place;
  }

  /** What lies on the disk at this moment, without what the system still holds in memory; where that is mounted. */
  cutPower(): string {
    const copy = path.join(this.#folder, 'copy');
    return this.#mount(copy, () => copyFileSync(this.#image, copy));
  }

  remove(): void {
    for (const place of [this.place, path.join(this.#folder, 'copy-mounted')])
      if (existsSync(place)) works(() => execFileSync('umount', ['-l', place], { stdio: 'ignore' }));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export const canMount = works(() => new SmallDisk(1).remove());
export const canLoop = works(() => new FileDisk().remove());
