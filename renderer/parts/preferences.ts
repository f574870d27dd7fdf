// How the page looks and behaves here. The home's settings are the truth (see frame/page-settings.ts); local storage only
// keeps the first paint from guessing, and what belongs to this browser alone.
import { useSyncExternalStore } from 'react';

export interface Preferences {
  theme: 'auto' | 'light' | 'dark';
  /** in which zone times are shown: this computer's or UTC */
  zone: 'local' | 'utc';
  /** keys without a modifier act as shortcuts */
  singleKeys: boolean;
  rail: 'open' | 'folded';
  density: 'compact' | 'cosy';
}

const storageKey = 'djcron.preferences';
const standard: Preferences = { theme: 'auto', zone: 'local', singleKeys: true, rail: 'open', density: 'compact' };
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(storageKey) ?? '{}');
    return typeof stored === 'object' ? { ...standard, ...stored } : standard;
  } catch {
    return standard; // storage is off or was written by something else
  }
}

function show(): void {
  document.documentElement.setAttribute('data-density', current.density);
}

/** Applies what is stored and follows changes made in other tabs. Call once. */
export function startPreferences(): void {
  show();
  window.addEventListener('storage', (event) => {
    if (event.key !== storageKey) return;
    current = read();
    show();
    for (const listener of listeners) listener();
  });
}

export function preferences(): Preferences {
  return current;
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // kept for this page only
  }
  show();
  for (const listener of listeners) listener();
}

/** Calls back after every change. Gives the function that ends it. */
export function onPreferred(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferred, () => current);
}

/** Height of a table row in pixels, as the user likes it. */
export function useRowHeight(): number {
  return usePreferences().density === 'cosy' ? 34 : 28;
}
