// The engine's own log: one JSON object a line (time, level, msg, what else is known), in a file of the home that is kept
// small. Never holds output or secrets.
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { AppError } from '../shared/errors.ts';
import type { Ports } from './core/ports.ts';
import { isNotPermitted } from './store/home-access.ts';

/** Beyond this the file becomes `engine.log.1` when the engine starts. */
const largestBytes = 5 << 20;

export interface Log {
  write: Ports['log'];
  close(): void;
}

/** `file` null: nothing is written. Throws DJ-HOME-UNWRITABLE. */
export function createLog(file: string | null): Log {
  if (file === null) return { write: () => undefined, close: () => undefined };
  let fd: number | null = openLog(file);
  return {
    write(level, message, detail = {}) {
      if (fd === null) return;
      try {
        writeSync(fd, `${JSON.stringify({ time: new Date().toISOString(), level, msg: message, ...detail })}\n`);
      } catch {
        // a full disk must not take the engine down with it
      }
    },
    close() {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}

function openLog(file: string): number {
  try {
    return openSmall(file);
  } catch (cause) {
    if (!isNotPermitted(cause)) throw cause;
    throw new AppError('DJ-HOME-UNWRITABLE', 'the log of the home cannot be written', {
      where: file,
      remedy: 'mend its owner and mode, or choose another home with --home or DJCRON_HOME',
      cause,
    });
  }
}

function openSmall(file: string): number {
  const fd = openSync(file, 'a', 0o600);
  if (fstatSync(fd).size < largestBytes) return fd;
  closeSync(fd);
  renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}
