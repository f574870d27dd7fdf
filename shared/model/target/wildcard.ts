// `*` (any text) and `?` (any one character).

export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/** A test for texts, without case, that never takes longer than the product of both lengths, however many `*` there are. */
export function wildcardMatcher(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  return (text) => matchesWildcard(wanted, text.toLowerCase());
}

/** With case. */
export function matchesWildcard(pattern: string, text: string): boolean {
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p;
      resume = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
