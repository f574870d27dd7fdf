// Lines the reader set into an output to see what came after them: kept while the page is open, whatever is looked at in
// between. Holds where they are; draws nothing.
import { useCallback, useSyncExternalStore } from 'react';

export interface Bookmark {
  /** set after this line; 0: before the first */
  after: number;
  /** when, epoch milliseconds */
  at: number;
}

const kept = new Map<string, readonly Bookmark[]>();
const listeners = new Set<() => void>();
const none: readonly Bookmark[] = [];

function change(output: string, bookmarks: readonly Bookmark[]): void {
  kept.set(output, bookmarks);
  for (const listener of listeners) listener();
}

/** A second one in the same place only moves its time. */
export function setBookmark(output: string, bookmark: Bookmark): void {
  const others = (kept.get(output) ?? none).filter(({ after }) => after !== bookmark.after);
  change(
    output,
    [...others, bookmark].sort((a, b) => a.after - b.after),
  );
}

export function removeBookmarks(output: string): void {
  change(output, none);
}

/** The next one after a line, or before it, going round; null: there is none. */
export function bookmarkFrom(bookmarks: readonly Bookmark[], line: number, step: 1 | -1): Bookmark | null {
  if (step === 1) return bookmarks.find(({ after }) => after > line) ?? bookmarks[0] ?? null;
  return bookmarks.findLast(({ after }) => after < line) ?? bookmarks.at(-1) ?? null;
}

export function useBookmarks(output: string): readonly Bookmark[] {
  return useSyncExternalStore(
    useCallback((listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }, []),
    () => kept.get(output) ?? none,
  );
}
