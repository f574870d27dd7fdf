// SHA-256 as hexadecimal text: of paths, of audit entries.
import { createHash } from 'node:crypto';

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
