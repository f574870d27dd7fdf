// Sizes as people write them (`50MiB`, `1GB`, `4096`), as bytes, and back. As in GNU tools: `M` and `MiB` are 1024², `MB` is 1000².

const letters = 'KMGT';

/** `1.5GiB` -> 1610612736; null when it is not a size. Letters in either case; a bare number counts bytes. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?) ?(?:([kmgt])(i?b)?|b)?$/i.exec(text.trim());
  if (!match) return null;
  const [, number, letter, unit] = match;
  const step = unit?.toLowerCase() === 'b' ? 1000 : 1024;
  const bytes = Math.round(Number(number) * step ** (letter === undefined ? 0 : letters.indexOf(letter.toUpperCase()) + 1));
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** 52428800 -> `50MiB`, the shortest form that parseSize reads back exactly; 0 -> `0B`. */
export function formatSize(bytes: number): string {
  for (let power = letters.length; bytes > 0 && power > 0; power -= 1) {
    const letter = letters[power - 1];
    if (bytes % 1024 ** power === 0) return `${bytes / 1024 ** power}${letter}iB`;
    if (bytes % 1000 ** power === 0) return `${bytes / 1000 ** power}${letter}B`;
  }
  return `${bytes}B`;
}
