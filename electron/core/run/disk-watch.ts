// A store that takes nothing, as the disk is full or another program holds the database: said once, waited for, and said again when
// it takes writes. Part of the recorder.
import { stackOf } from '../../../shared/errors.ts';
import type { StorageState } from '../../../shared/events.ts';
import type { Announcer } from '../announcer.ts';
import { diskRetryMs, isDiskFull } from '../passing.ts';
import type { Ports } from '../ports.ts';

export interface DiskWatch {
  state(): StorageState;
  /** Said where the output is read: what comes while nothing is stored comes late, but whole. Null: it takes writes. */
  heldWords(): string | null;
  /** It took nothing. Resolves when that is to be tried again. */
  refused(error: unknown): Promise<void>;
  takes(): void;
}

const words = {
  full: 'the disk is full: output is held back until there is space',
  refused: 'what hosts tell cannot be stored: it is held back, and tried again until it can',
};

export function createDiskWatch({ clock, log, announcer }: Pick<Ports, 'clock' | 'log'> & { announcer: Announcer }): DiskWatch {
  let state: StorageState = 'ok';
  let since = 0;
  return {
    state: () => state,
    heldWords() {
      if (state === 'ok') return null;
      const what = state === 'full' ? 'the disk here was full' : 'nothing could be stored here';
      return `${what} for ${Math.ceil((clock.now() - since) / 1000)} s: output was held back on the host, none is missing`;
    },
    refused(error) {
      const why = isDiskFull(error) ? 'full' : 'refused';
      if (state === 'ok') since = clock.now();
      if (state !== why) {
        state = why;
        log('error', words[why], { error: stackOf(error) });
        announcer.announce({ type: 'storage', state });
      }
      return new Promise<void>((resolve) => clock.after(diskRetryMs, resolve));
    },
    takes() {
      if (state === 'ok') return;
      state = 'ok';
      log('info', 'what hosts tell is stored again');
      announcer.announce({ type: 'storage', state });
    },
  };
}
