// Writes that are refused for a while: the disk is full, or another program holds the database. Who must not lose one waits.
import { AppError, isPassingCode } from '../../shared/errors.ts';
import type { Ports } from './ports.ts';

/** How long what was refused waits before it is tried again. */
export const diskRetryMs = 2000;

/** Carries out a write, again and again while that is refused for a while; then, or when it has `ended`, with what it gave or threw. */
export async function onceDiskTakes<T>(clock: Ports['clock'], ended: AbortSignal, write: () => T): Promise<T> {
  for (;;) {
    try {
      return write();
    } catch (error) {
      if (!isPassing(error) || ended.aborted) throw error;
      await new Promise<void>((resolve) => clock.after(diskRetryMs, resolve));
    }
  }
}

/** The same write may succeed later: nothing is wrong with what was to be written. */
export function isPassing(error: unknown): boolean {
  return error instanceof AppError ? isPassingCode(error.code) : isDiskFull(error);
}

export function isDiskFull(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'DJ-DISK-FULL';
  return error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'].includes(String(error.code));
}
