// How well a text answers what was typed into the palette. Pure.

/**
 * Higher is better, null is no answer. Every word must be found, in any order: at the text's start, at a word's start,
 * inside, or as scattered letters (`bkdb` finds `backup-db`), in that order of worth.
 */
export function scoreOf(query: string, text: string): number | null {
  const lower = text.toLowerCase();
  let total = 0;
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    const score = wordScore(word, lower);
    if (score === null) return null;
    total += score;
  }
  return total - lower.length / 1000; // of two equal answers the shorter is meant
}

function wordScore(word: string, text: string): number | null {
  if (text.startsWith(word)) return 100;
  const at = text.indexOf(word);
  if (at > 0 && /[\s\-_.:/@]/.test(text.charAt(at - 1))) return 80;
  if (at > 0) return 50;
  return scattered(word, text) ? 20 : null;
}

function scattered(word: string, text: string): boolean {
  let from = 0;
  for (const letter of word) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return word.length > 2;
}

export interface Scored {
  id: string;
  kind: string;
  /** what is searched */
  search: string;
}

const prefixes: Record<string, readonly string[]> = { '>': ['command', 'screen'], '@': ['host'], '#': ['run'] };

/**
 * The best answers, at most `limit`. `>` looks in commands only, `@` in hosts, `#` in runs. Without words: what was used
 * lately, then the items in their own order (hosts and runs only when asked for).
 */
export function answersTo<Item extends Scored>(query: string, items: readonly Item[], recent: readonly string[], limit: number): Item[] {
  const kinds = prefixes[query.charAt(0)];
  const words = (kinds === undefined ? query : query.slice(1)).trim();
  const pool = kinds === undefined ? items : items.filter((item) => kinds.includes(item.kind));
  if (words === '') {
    const lately = recent.map((id) => pool.find((item) => item.id === id)).filter((item) => item !== undefined);
    const rest = pool.filter((item) => !recent.includes(item.id) && (kinds !== undefined || (item.kind !== 'host' && item.kind !== 'run')));
    return [...lately, ...rest].slice(0, limit);
  }
  const scored: { item: Item; score: number }[] = [];
  for (const item of pool) {
    const score = scoreOf(words, item.search);
    if (score !== null) scored.push({ item, score: score + (recent.includes(item.id) ? 5 : 0) });
  }
  scored.sort((a, b) => b.score - a.score);
  return scored.slice(0, limit).map(({ item }) => item);
}
