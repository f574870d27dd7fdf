// What can be typed next into a target expression. Pure.

export interface Vocabulary {
  hosts: readonly string[];
  clusters: readonly string[];
  /** `key:value` */
  tags: readonly string[];
}

/** Whole expressions with the word at the end completed, best first, at most `most`. */
export function completionsOf(expression: string, words: Vocabulary, most = 12): string[] {
  const [, before = '', word = ''] = /^(.*[,!&^]\s*|)([^,!&^]*)$/s.exec(expression) ?? [];
  if (word === '' && before === '' && expression !== '') return [];
  const wanted = word.toLowerCase();
  const names = ['@all', ...words.clusters.map((name) => `@${name}`), ...words.tags.map((tag) => `@${tag}`), ...words.hosts];
  const starting = names.filter((name) => name.toLowerCase().startsWith(wanted));
  const holding = wanted.length < 2 ? [] : names.filter((name) => !starting.includes(name) && name.toLowerCase().includes(wanted));
  return [...starting, ...holding]
    .slice(0, most)
    .map((name) => `${before}${name}`)
    .filter((completed) => completed !== expression);
}
