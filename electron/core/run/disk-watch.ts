// A store that takes nothing, as the disk is full or another program holds the database: said once, waited for, and said again when
// it takes writes. Part of the recorder.
import { stackOf } from '../../../shared/errors.ts';
import type { StorageState } from '../../../shared/events.ts';
import type { Announcer } from '../announcer.ts';
import { diskRetryMs, isDiskFull } from '../passing.ts';
import type { Ports } from '../ports.ts';

/** What hosts tell; that executions are about to be sent. */
type Writes = 'messages' | 'starts';

export interface DiskWatch {
  state(): StorageState;
  /** Said where the output is read: what comes while nothing is stored comes late, but whole. Null: it takes writes. */
  heldWords(): string | null;
  /** It took nothing. Resolves when that is to be tried again. */
  refused(writes: Writes, error: unknown): Promise<void>;
  takes(writes: Writes): void;
}

const words = {
  messages: {
    full: 'the disk is full: output is held back until there is space',
    refused: 'what hosts tell cannot be stored: it is held back, and tried again until it can',
    ok: 'what hosts tell is stored again',
  },
  starts: {
    full: 'executions cannot be sent: the disk is full, and what is about to begin cannot be written down',
    refused: 'executions cannot be sent: what is about to begin cannot be written down',
    ok: 'executions are sent again',
  },
};

export function createDiskWatch({ clock, log, announcer }: Pick<Ports, 'clock' | 'log'> & { announcer: Announcer }): DiskWatch {
  const refusals = new Map<Writes, { why: 'full' | 'refused'; since: number }>();
  let told: StorageState = 'ok';
  const state = () => (refusals.get('messages') ?? refusals.get('starts'))?.why ?? 'ok';
  const tell = () => {
    if (state() === told) return;
    told = state();
    announcer.announce({ type: 'storage', state: told });
  };
  return {
    state,
    heldWords() {
      const held = refusals.get('messages');
      if (held === undefined) return null;
      const what = held.why === 'full' ? 'the disk here was full' : 'nothing could be stored here';
      return `${what} for ${Math.ceil((clock.now() - held.since) / 1000)} s: output was held back on the host, none is missing`;
    },
    refused(writes, error) {
      const why = isDiskFull(error) ? 'full' : 'refused';
      const before = refusals.get(writes);
      if (before?.why !== why) log('error', words[writes][why], { error: stackOf(error) });
      refusals.set(writes, { why, since: before?.since ?? clock.now() });
      tell();
      return new Promise<void>((resolve) => clock.after(diskRetryMs, resolve));
    },
    takes(writes) {
      if (!refusals.delete(writes)) return;
      log('info', words[writes].ok);
      tell();
    },
  };
}
