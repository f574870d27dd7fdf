// Settings as key and text; what they mean and their defaults is core/settings.
import type { Store } from './open.ts';

export function readSettings(store: Store): Map<string, string> {
  return new Map(store.all<{ key: string; value: string }>('SELECT key, value FROM settings').map((row) => [row.key, row.value]));
}

/** null takes the value back to its default. */
export function writeSetting(store: Store, key: string, value: string | null): void {
  if (value === null) store.run('DELETE FROM settings WHERE key = $key', { key });
  else store.run('INSERT INTO settings VALUES ($key, $value) ON CONFLICT (key) DO UPDATE SET value = excluded.value', { key, value });
}
