// Text for the fonts of a PDF: Roboto for words, Courier for output. What they do not have is told by what they have, and counted,
// so that the report can say so.
import { plainLine, visible } from '../../../shared/model/harmless-text.ts';

/** What Roboto draws, as its own table says. */
const roboto =
  /[\n\x20-\x7e\xa0-\u017f\u018f\u0192\u01a0\u01a1\u01af\u01b0\u01f0\u01fa-\u01ff\u0218-\u021b\u0237\u0259\u02bc\u02c6\u02c7\u02c9\u02d8-\u02dd\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u0513\u1e80-\u1e85\u1e9e\u1ea0-\u1ef9\u2010\u2011\u2013-\u2015\u2017-\u201e\u2020-\u2022\u2025\u2026\u2030\u2039\u203a\u2044\u20a0-\u20ac\u2122\u2126\u2202\u2206\u220f\u2211\u2212\u221a\u221e\u222b\u2248\u2260\u2264\u2265\u25a0\u25ca\u25cb\u25cf]/;

/** What the encoding of Courier, which is Windows-1252, holds. */
const courier = /[\n\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;

/** Lines, marks and arrows that programs draw with; those of control characters as a terminal writes them. */
const likenesses: Record<string, string> = {
  '\u202f': '\u00a0',
  '\t': '        ',
  '─': '-',
  '━': '-',
  '═': '=',
  '│': '|',
  '┃': '|',
  '║': '|',
  '→': '->',
  '←': '<-',
  '✓': 'v',
  '✔': 'v',
  '✕': 'x',
  '✗': 'x',
  '✘': 'x',
  '●': '*',
  '○': 'o',
  '▲': '^',
  '█': '#',
};

export interface PdfText {
  words(text: string): string;
  output(line: string): string;
  /** characters that no likeness was found for */
  lacking(): number;
}

export function createPdfText(): PdfText {
  let lacking = 0;
  const drawn = (text: string, has: RegExp, otherwise: string) => {
    let shown = '';
    for (const character of text) shown += has.test(character) ? character : likenessOf(character, otherwise);
    return shown;
  };
  const likenessOf = (character: string, otherwise: string): string => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x2400 && code <= 0x241f) return `^${String.fromCharCode(code - 0x2400 + 64)}`;
    const likeness = likenesses[character] ?? (code >= 0x2500 && code <= 0x257f ? '+' : undefined);
    if (likeness !== undefined) return likeness;
    if (/\p{M}|\u200b|\ufe0f/u.test(character)) return '';
    lacking += 1;
    return otherwise;
  };
  return {
    words: (text) => drawn(visible(text), roboto, '\ufffd'),
    output: (line) => drawn(plainLine(line), courier, '?'),
    lacking: () => lacking,
  };
}
