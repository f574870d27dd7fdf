// What is looked for in lines of output, and the fastest way that finds exactly the lines a slow one would: bytes as they are, or
// one expression over many lines at once where it cannot reach from one into the next.
import { AppError } from '../../errors.ts';

export interface Pattern {
  text: string;
  /** `text` is a regular expression */
  regex: boolean;
  /** upper and lower case are different */
  case: boolean;
  /** whole words only */
  word: boolean;
}

/**
 * `bytes`: the text's UTF-8 wherever it lies. `latin1`: `lines` over bytes taken as characters, which for a text of ASCII finds
 * the same and spares reading UTF-8. `text`: `lines` over many lines at once. `line`: `lines` over each line by itself.
 */
export type Way = 'bytes' | 'latin1' | 'text' | 'line';

export interface CompiledPattern {
  way: Way;
  /** global; finds all matches in a line */
  lines: RegExp;
}

/** Throws DJ-PATTERN-INVALID, with the place of what is wrong. */
export function compilePattern(pattern: Pattern): CompiledPattern {
  const { text, regex, word, case: exact } = pattern;
  const newline = text.search(/[\n\r]/);
  if (newline !== -1) throw invalid('a line has no line break in it', text, newline);
  const flags = `gm${exact ? '' : 'i'}`;
  if (!regex) {
    const plain = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const way = word ? 'text' : exact ? 'bytes' : /^[\x20-\x7e\t]*$/.test(text) ? 'latin1' : 'text';
    return { way, lines: new RegExp(word ? asWord(plain) : plain, `${flags}u`) };
  }
  const flaw = flawOf(text);
  if (flaw !== null) throw invalid(flaw.what, text, flaw.at);
  const bound = boundToLines(text);
  return { way: bound === null ? 'line' : 'text', lines: expressionOf(pattern, bound ?? text, flags) };
}

/** What counts as part of a word: also letters that are not ASCII. */
const wordPart = '[\\p{L}\\p{N}\\p{M}_]';

function asWord(source: string): string {
  return `(?<!${wordPart})(?:${source})(?!${wordPart})`;
}

/** Written for `u` it is read so; what only works without, as `\_`, is taken as well. Words need `u`. */
function expressionOf({ text, word }: Pattern, source: string, flags: string): RegExp {
  try {
    return new RegExp(word ? asWord(source) : source, `${flags}u`);
  } catch {
    if (!word) return new RegExp(source, flags);
    const strict = flawOf(text, 'u');
    throw invalid(strict?.what ?? 'it is no expression that can be held against whole words', text, strict?.at ?? 0);
  }
}

/**
 * An expression that says of lines in the midst of others what the one given says of each alone: nothing in it matches a line
 * break, or looks across one. Null: that is not known of it.
 */
function boundToLines(source: string): string | null {
  if (/\(\?(?!:|<[A-Za-z_])|[\u0000-\u001f]/.test(source)) return null;
  let bound = '';
  for (const [part] of source.matchAll(/\\.|\[\^?(?:\\.|[^\]\\])*\]|./gs)) {
    const told = part.startsWith('[') ? boundClass(part) : part.startsWith('\\') ? boundEscape(part) : part;
    if (told === null) return null;
    bound += told;
  }
  return bound;
}

/** All that `\s` stands for but the line break. */
const blanks = '\\t\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
/** Escapes that may stand for a line break, or for what nobody here looks into. */
const unbound = /\\[nWDPpxuck0]/;

function boundEscape(sign: string): string | null {
  if (sign === '\\s') return `[${blanks}]`;
  if (sign === '\\W') return '[^\\w\\n]';
  if (sign === '\\D') return '[^\\d\\n]';
  return unbound.test(sign) ? null : sign;
}

/** Nothing is put beside a dash, which would then make a range. */
function boundClass(whole: string): string | null {
  if (whole.startsWith('[^')) return whole.startsWith('[^-') ? null : `[^\\n${whole.slice(2)}`;
  if (unbound.test(whole) || /\\[st]-|-\\s/.test(whole)) return null;
  return whole.replaceAll(/\\./gs, (sign) => (sign === '\\s' ? blanks : sign));
}

/** What keeps a text from being an expression, and where that begins; null: nothing. */
function flawOf(text: string, flags = ''): { what: string; at: number } | null {
  const whole = complaintAbout(text, flags);
  if (whole === null) return null;
  // a beginning that is wrong in the same way, and whose every continuation is: its last character is where it went wrong
  let at = text.length;
  while (at > 1 && complaintAbout(text.slice(0, at - 1), flags) === whole) at -= 1;
  return { what: whole, at: Math.max(0, at - 1) };
}

function complaintAbout(text: string, flags: string): string | null {
  try {
    new RegExp(text, flags);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return (/: ([^:]+)$/.exec(message)?.[1] ?? message).toLowerCase();
  }
}

function invalid(what: string, pattern: string, at: number): AppError {
  return new AppError('DJ-PATTERN-INVALID', `"${pattern}" is no pattern: ${what}`, {
    where: `character ${at + 1}`,
    remedy: 'write it as a regular expression of JavaScript, or find the text as it is',
  });
}
