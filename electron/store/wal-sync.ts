// Waiting for the disk without standing still: SQLite syncs its write-ahead log in the thread that commits, and a busy disk takes
// its time. A commit that does not sync is followed by a sync of that file from another thread.
import { closeSync, fdatasync, openSync } from 'node:fs';
import type Database from 'better-sqlite3';

export interface WalSync {
  /** Resolves when what was committed before the call is on the disk. */
  synced(): Promise<void>;
  close(): void;
}

export function createWalSync(db: Pick<Database.Database, 'name' | 'memory'>): WalSync {
  let fd: number | null = null;
  let pending = 0;
  let closed = false;

  const closeFile = () => {
    if (!closed || pending > 0 || fd === null) return;
    closeSync(fd);
    fd = null;
  };

  return {
    async synced() {
      if (db.memory) return;
      // SQLite keeps one file as long as somebody has the database open.
      const file = fd ?? openSync(`${db.name}-wal`, 'r+');
      fd = file;
      pending++;
      try {
        await new Promise<void>((resolve, reject) => fdatasync(file, (error) => (error === null ? resolve() : reject(error))));
      } finally {
        pending--;
        closeFile();
      }
    },
    close() {
      closed = true;
      closeFile();
    },
  };
}
