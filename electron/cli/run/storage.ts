// What a person is told of a djcron that can store nothing at the moment.
import type { StorageState } from '../../../shared/events.ts';
import type { Client } from '../engine/connection.ts';
import type { Session } from '../session.ts';

export const storageWords: Record<StorageState, string> = {
  full: 'the disk of this computer is full: output is held back on the hosts, and what cannot be written down does not start, until there is space [DJ-DISK-FULL]',
  refused:
    'nothing can be stored here, as when another program holds the database: output is held back on the hosts, and nothing starts, until it can',
  ok: 'the disk takes writes again: what waited goes on',
};

/** Says so where it is so: what is shown of runs is as of before. */
export async function sayStorage(session: Session, client: Client): Promise<void> {
  const { storage } = await client.system.info();
  if (storage !== 'ok') await session.print.talk(storageWords[storage]);
}
