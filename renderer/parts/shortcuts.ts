// All keyboard shortcuts of what is shown now, in one list: the keys act by it, the sheet and the palette show it.
// Keys are written `g h` (one after the other), `mod+k` (Ctrl, on a Mac ⌘), `shift+r`, `?`, `f6`.
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { preferences } from './preferences.ts';

export interface Shortcut {
  keys: string;
  title: string;
  run: (event: KeyboardEvent) => void;
  /** whether it acts now: else the key keeps its usual meaning */
  acts?: (event: KeyboardEvent) => boolean;
  /** acts inside fields too; only with a modifier or a function key */
  inFields?: boolean;
}

export interface ShortcutGroup {
  name: string;
  shortcuts: readonly Shortcut[];
}

const sequenceMs = 1500;
let groups: readonly ShortcutGroup[] = [];
let pending: { key: string; at: number } | null = null;
const listeners = new Set<() => void>();

function change(next: readonly ShortcutGroup[]): void {
  groups = next;
  for (const listener of listeners) listener();
}

/** Offers shortcuts while the component is shown. Later groups win over earlier ones. */
export function useShortcuts(name: string, shortcuts: readonly Shortcut[]): void {
  const latest = useEffectEvent((keys: string) => shortcuts.find((one) => one.keys === keys));
  // only what can be seen of a shortcut decides whether the list is made anew; what it does is always the latest
  const shape = JSON.stringify(shortcuts.map(({ keys, title, inFields }) => ({ keys, title, inFields })));
  useEffect(() => {
    const shown = JSON.parse(shape) as Omit<Shortcut, 'run' | 'acts'>[];
    const group = {
      name,
      shortcuts: shown.map((one) => ({
        ...one,
        run: (event: KeyboardEvent) => latest(one.keys)?.run(event),
        acts: (event: KeyboardEvent) => latest(one.keys)?.acts?.(event) !== false,
      })),
    };
    change([...groups, group]);
    return () => change(groups.filter((other) => other !== group));
  }, [name, shape]);
}

export function useShortcutGroups(): readonly ShortcutGroup[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => groups,
  );
}

/** Starts listening; call once. Gives the function that ends it. */
export function startShortcuts(): () => void {
  // the second key of a sequence is nobody else's: a list would take the j of `g j` for a step down
  window.addEventListener('keydown', onSecondKey, { capture: true });
  window.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener('keydown', onSecondKey, { capture: true });
    window.removeEventListener('keydown', onKey);
  };
}

function onSecondKey(event: KeyboardEvent): void {
  const key = pending === null || event.isComposing ? null : keyOf(event);
  if (key === null || pending === null || Date.now() - pending.at >= sequenceMs) return;
  const found = find(`${pending.key} ${key}`);
  if (found === undefined || !mayAct(found, event)) return;
  pending = null;
  event.preventDefault();
  event.stopPropagation();
  found.run(event);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const key = keyOf(event);
  if (key === null) return;
  pending = null;
  const found = find(key);
  if (found !== undefined) {
    if (!mayAct(found, event) || found.acts?.(event) === false) return;
    event.preventDefault();
    found.run(event);
  } else if (begins(key) && mayAct({ keys: key }, event)) {
    pending = { key, at: Date.now() };
  }
}

function find(keys: string): Shortcut | undefined {
  return groups
    .toReversed()
    .flatMap((group) => group.shortcuts)
    .find((one) => one.keys === keys);
}

function begins(key: string): boolean {
  return groups.some((group) => group.shortcuts.some((one) => one.keys.startsWith(`${key} `)));
}

function mayAct(shortcut: Pick<Shortcut, 'keys' | 'inFields'>, event: KeyboardEvent): boolean {
  const single = !/mod\+|alt\+|^f\d/.test(shortcut.keys);
  if (single && !preferences().singleKeys) return false;
  // an empty dialog is one that is being closed
  if (document.querySelector('[aria-modal="true"]:not(:empty)') !== null) return shortcut.inFields === true && !single;
  return shortcut.inFields === true || !isField(event.target);
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** The key as shortcuts are written; null for a modifier alone. */
function keyOf(event: KeyboardEvent): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return null;
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const letter = /^[a-z]$/.test(key) || key.length > 1;
  return [event.ctrlKey || event.metaKey ? 'mod+' : '', event.altKey ? 'alt+' : '', event.shiftKey && letter ? 'shift+' : '', key].join('');
}

const onMac = /mac/i.test(globalThis.navigator?.platform ?? '');

/** Keys as they are shown: `Ctrl K`, `⌘ K`, `G then H`. */
export function keyNames(keys: string): string[] {
  return keys.split(' ').flatMap((chord) =>
    chord
      .split('+')
      .filter((part) => part !== '')
      .map((part) => {
        if (part === 'mod') return onMac ? '⌘' : 'Ctrl';
        if (part === 'enter') return '↵';
        if (part === 'escape') return 'Esc';
        return part.charAt(0).toUpperCase() + part.slice(1);
      }),
  );
}
