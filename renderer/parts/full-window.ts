// One screen over the whole window: rail, bars and what else stands around it are left out (see frame.module.css). The
// window itself keeps its size; that is its own key (F11).
import { useEffect, useSyncExternalStore } from 'react';

const attribute = 'data-full-window';
const listeners = new Set<() => void>();

export function isFullWindow(): boolean {
  return document.documentElement.hasAttribute(attribute);
}

export function fillWindow(on: boolean): void {
  document.documentElement.toggleAttribute(attribute, on);
  for (const listener of listeners) listener();
}

/** Whether the screen has the whole window; when it is left, the window is as it was. */
export function useFullWindow(): boolean {
  useEffect(() => () => fillWindow(false), []);
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isFullWindow);
}
