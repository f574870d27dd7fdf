// Private key files: that one can be read is checked when it is named, not when a run fails at night.
import { readFileSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';

/** The file's text; null for null. Throws DJ-IDENTITY-UNREADABLE. */
export function readableIdentity(path: string | null): string | null {
  if (path === null) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('DJ-IDENTITY-UNREADABLE', 'the identity cannot be read', {
      where: path,
      remedy: reasonOf(cause),
      cause,
    });
  }
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : '';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'this user may not read it';
  if (code === 'EISDIR') return 'it is a folder; name the private key itself';
  return String(cause);
}
