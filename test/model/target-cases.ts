// Expressions made by chance from a seed: the same ones in every run, so that a failure can be looked at again.

/** A generator of numbers in [0, 1) from a seed (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Expressions both nodeset and djcron understand: no blanks between names, no groups, no wildcards. */
export function expressions(count: number, seed: number): string[] {
  const chance = chanceOf(seed);
  const pick = <T>(items: readonly T[]) => items[Math.floor(chance() * items.length)] as T;
  const below = (limit: number) => Math.floor(chance() * limit);
  const range = () => {
    const width = pick([0, 0, 0, 2, 3]);
    const index = (value: number) => String(value).padStart(width, '0');
    const first = below(width === 2 ? 90 : 120);
    const last = Math.min(first + below(14), width === 2 ? 99 : 999);
    if (chance() < 0.35) return index(first);
    return `${index(first)}-${index(last)}${chance() < 0.2 ? `/${1 + below(4)}` : ''}`;
  };
  const bracket = () => {
    const blank = chance() < 0.1 ? ' ' : '';
    return `[${Array.from({ length: 1 + below(3) }, range).join(`${blank},${blank}`)}]`;
  };
  const number = () => (chance() < 0.6 ? bracket() : pick(['1', '2', '07', '10', '9', '003']));
  const word = () => {
    const shape = below(10);
    if (shape === 0) return pick(['head', 'db-a', 'gateway.example.org', 'a_b']);
    if (shape < 6) return `${pick(['web-', 'db', 'n', ''])}${number()}${pick(['', '', '-ilo', '.lan'])}`;
    if (shape < 9) return `${pick(['rack', 'r'])}${number()}${pick(['node', '-n'])}${number()}`;
    return `dc${pick(['1', '2', '[1-2]'])}r${number()}n${number()}${pick(['', '-x'])}`;
  };
  return Array.from({ length: count }, () => {
    let text = word();
    for (let i = below(6); i > 0; i -= 1)
      text += `${pick(['', '', ' '])}${pick([',', ',', ',', '!', '&', '^'])}${pick(['', '', ' '])}${word()}`;
    return text;
  });
}
