// What is found, by line: where in the text that is shown its matches lie, and which of them the reader is at. Knows no element.
import { createContext, useContext } from 'react';
import type { FoundHit } from './found.ts';

export interface Matches {
  /** the hit of a line by its number on its host; null: nothing is found in it */
  of(host: string, n: number): FoundHit | null;
  /** where the reader is among what was found */
  current: { host: string; line: number } | null;
}

/** From, to (exclusive), in UTF-16 units. */
export type Range = readonly [number, number];

export const MatchesContext = createContext<Matches | null>(null);

/** Null: nothing is looked for. */
export function useMatches(): Matches | null {
  return useContext(MatchesContext);
}

/** `attempts`: which attempt of each host is shown. */
export function matchesOf(hits: readonly FoundHit[], attempts: ReadonlyMap<string, number>, current: Matches['current']): Matches {
  const byHost = new Map<string, Map<number, FoundHit>>();
  for (const hit of hits) {
    if (attempts.get(hit.host) !== hit.attempt) continue;
    const lines = byHost.get(hit.host) ?? new Map<number, FoundHit>();
    byHost.set(hit.host, lines.set(hit.n, hit));
  }
  return { of: (host, n) => byHost.get(host)?.get(n) ?? null, current };
}

/**
 * Where the matches of a line lie in what is shown of it, which may be less or other than what was searched: `hidden` characters
 * of its beginning are not shown, and a line that overwrote itself, or has tabs, is shown as a terminal would. What is not
 * there is not marked.
 */
export function shownRanges(shown: string, { text, ranges, before }: Pick<FoundHit, 'text' | 'ranges' | 'before'>, hidden = 0): Range[] {
  const found: Range[] = [];
  let after = 0;
  for (const [from, to] of ranges) {
    const match = text.slice(from, to);
    const place = before + from - hidden;
    if (place < 0) continue;
    const at = place >= after && shown.startsWith(match, place) ? place : shown.indexOf(match, after);
    if (at === -1) continue;
    after = at + match.length;
    found.push([at, after]);
  }
  return found;
}

export interface Piece {
  /** in the whole line */
  at: number;
  text: string;
  found: boolean;
}

/** A part of a line that begins at `at`, cut where matches begin and end. */
export function piecesOf(text: string, at: number, ranges: readonly Range[]): Piece[] {
  const end = at + text.length;
  const pieces: Piece[] = [];
  let here = at;
  const push = (to: number, found: boolean) => {
    if (to > here) pieces.push({ at: here, text: text.slice(here - at, to - at), found });
    here = Math.max(here, to);
  };
  for (const [from, to] of ranges) {
    if (to <= at || from >= end) continue;
    push(Math.max(at, from), false);
    push(Math.min(end, to), true);
  }
  push(end, false);
  return pieces;
}
