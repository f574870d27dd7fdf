// A disk here that takes nothing: said once, waited for, and said again when it takes writes. The recorder's watch, and what
// others need who must not lose a write either.
import { AppError } from '../../../shared/errors.ts';
import type { Announcer } from '../announcer.ts';
import type { Ports } from '../ports.ts';

/** How long what it refused waits before it is tried again. */
export const diskRetryMs = 2000;

export interface DiskWatch {
  /** since it took nothing; null: it takes writes */
  heldMs(): number | null;
  /** It took nothing. Resolves when that is to be tried again. */
  refused(error: unknown): Promise<void>;
  takes(): void;
}

export function createDiskWatch({ clock, log, announcer }: Pick<Ports, 'clock' | 'log'> & { announcer: Announcer }): DiskWatch {
  let fullSince: number | null = null;
  return {
    heldMs: () => (fullSince === null ? null : clock.now() - fullSince),
    refused(error) {
      if (fullSince === null) {
        fullSince = clock.now();
        log('error', 'the disk is full: output is held back until there is space', { error: String(error) });
        announcer.announce({ type: 'storage', state: 'full' });
      }
      return new Promise<void>((resolve) => clock.after(diskRetryMs, resolve));
    },
    takes() {
      if (fullSince === null) return;
      fullSince = null;
      log('info', 'the disk takes writes again');
      announcer.announce({ type: 'storage', state: 'ok' });
    },
  };
}

/** Carries out a write, again and again while the disk is full; then, or when it has `ended`, with what it gave or threw. */
export async function onceDiskTakes<T>(clock: Ports['clock'], ended: AbortSignal, write: () => T): Promise<T> {
  for (;;) {
    try {
      return write();
    } catch (error) {
      if (!isDiskFull(error) || ended.aborted) throw error;
      await new Promise<void>((resolve) => clock.after(diskRetryMs, resolve));
    }
  }
}

export function isDiskFull(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'DJ-DISK-FULL';
  return error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'].includes(String(error.code));
}
