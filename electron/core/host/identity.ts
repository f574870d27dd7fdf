// Private key files: that one can be read is checked when it is named, not when a run fails at night.
import { readFileSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import { errnoWords } from '../../../shared/model/errno.ts';

/** The file's text; null for null. Throws DJ-IDENTITY-UNREADABLE. */
export function readableIdentity(path: string | null): string | null {
  if (path === null) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('DJ-IDENTITY-UNREADABLE', 'the identity cannot be read', {
      where: path,
      remedy: errnoWords(cause),
      cause,
    });
  }
}
