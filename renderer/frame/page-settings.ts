// The page's own settings lie in the home, so that every window and browser looks the same: read from there, written
// there, and shown at once.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Setting } from '../../shared/contract/system.ts';
import { api, client } from '../api/client.ts';
import { queryClient } from '../api/query.ts';
import { type Preferences, prefer } from '../parts/preferences.ts';

type Kept = Pick<Preferences, 'theme' | 'zone' | 'singleKeys' | 'density'>;

export const pageSettingKeys = {
  theme: 'page.theme',
  zone: 'page.time-zone',
  singleKeys: 'page.single-keys',
  density: 'page.density',
} as const satisfies Record<keyof Kept, string>;

/** Applies the home's settings whenever they change. */
export function useHomePreferences(): void {
  const { data } = useQuery(api.system.settings.queryOptions());
  useEffect(() => {
    if (data !== undefined) prefer(preferencesOf(data));
  }, [data]);
}

/** What the settings say of the page; a value this page does not know is left out. */
export function preferencesOf(settings: readonly Setting[]): Partial<Kept> {
  const value = (key: string) => settings.find((setting) => setting.key === key)?.value;
  const kept: Partial<Kept> = {};
  const theme = value(pageSettingKeys.theme);
  if (theme === 'auto' || theme === 'light' || theme === 'dark') kept.theme = theme;
  const zone = value(pageSettingKeys.zone);
  if (zone === 'local' || zone === 'utc') kept.zone = zone;
  const density = value(pageSettingKeys.density);
  if (density === 'compact' || density === 'cosy') kept.density = density;
  const singleKeys = value(pageSettingKeys.singleKeys);
  if (singleKeys !== undefined) kept.singleKeys = singleKeys === 'true';
  return kept;
}

/** Shows a choice at once and keeps it in the home; when the home refuses, what it says comes back. */
export function choose(change: Partial<Kept>): void {
  prefer(change);
  for (const [name, value] of Object.entries(change)) {
    client.system
      .set({ key: pageSettingKeys[name as keyof Kept], value: String(value) })
      .catch(() => queryClient.invalidateQueries({ queryKey: api.system.settings.key() }));
  }
}
