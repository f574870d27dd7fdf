// Waiting for the disk without standing still: SQLite syncs its write-ahead log in the thread that commits, and a busy disk takes
// its time. A commit that does not sync is followed by one sync of that file from another thread, for all that wait.
import { closeSync, fdatasync, openSync } from 'node:fs';
import type Database from 'better-sqlite3';

export interface WalSync {
  /** Resolves when what was committed before the call is on the disk. In the order of the calls. */
  synced(): Promise<void>;
  close(): void;
}

export function createWalSync(db: Pick<Database.Database, 'name' | 'memory'>): WalSync {
  let fd: number | null = null;
  let running: Promise<void> | null = null;
  /** of the sync after the running one, for all that was committed since that began */
  let next: Promise<void> | null = null;

  // SQLite keeps one file as long as somebody has the database open.
  const sync = () =>
    new Promise<void>((resolve, reject) => {
      fd ??= openSync(`${db.name}-wal`, 'r+');
      fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
    });

  const begin = (): Promise<void> => {
    const mine = sync().finally(() => {
      if (running === mine) running = null;
    });
    running = mine;
    return mine;
  };

  return {
    synced() {
      if (db.memory) return Promise.resolve();
      if (running === null) return begin();
      next ??= running
        .catch(() => {})
        .then(() => {
          next = null;
          return begin();
        });
      return next;
    },
    close() {
      const open = fd;
      fd = null;
      if (open === null) return;
      if (running === null) closeSync(open);
      else running.catch(() => {}).finally(() => closeSync(open));
    },
  };
}
